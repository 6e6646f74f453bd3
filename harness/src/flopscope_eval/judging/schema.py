"""The JSON Schema of results, made from the classes of `flopscope_eval.judging.result`.

``python -m flopscope_eval.judging.schema`` prints it; ``make schema`` writes the shipped file.
"""

from __future__ import annotations

import importlib.resources
import json
from typing import Any

import msgspec

from flopscope_eval._run.limits import ROWS
from flopscope_eval.judging.result import SCHEMA_VERSION, Result

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Give the shipped JSON Schema of a result document."""
    file = importlib.resources.files("flopscope_eval") / "result.schema.json"
    loaded: dict[str, Any] = json.loads(file.read_text())
    return loaded


def make_schema() -> dict[str, Any]:
    """Make the JSON Schema of the documents that runs write now."""
    _, parts = msgspec.json.schema_components([Result])
    for part in parts.values():
        _require_what_is_always_written(part)
        if "description" in part:  # of a class: its first line
            part["description"] = part["description"].partition("\n")[0]
    root = parts.pop("Result")
    root["properties"]["schema"] = {"const": SCHEMA_VERSION}
    root["properties"]["limits"] = {
        "type": "object",
        "properties": {row.name: {"$ref": "#/$defs/LimitUse"} for row in ROWS},
        "required": [row.name for row in ROWS],
        "additionalProperties": False,
    }
    return {"$schema": DIALECT, **root, "title": "Result of flopscope-eval run", "$defs": parts}


def _require_what_is_always_written(part: dict[str, Any]) -> None:
    """Require the fields with a default too: only older documents are without them."""
    for name, field in part.get("properties", {}).items():
        if "default" in field:
            del field["default"]
            part["required"].append(name)
    if "required" in part:
        part["required"] = [name for name in part["properties"] if name in part["required"]]


if __name__ == "__main__":
    print(json.dumps(make_schema(), indent=2))
