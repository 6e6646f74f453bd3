"""``flopscope-eval explain``: units, formula, source and weights of the price of one call."""

from __future__ import annotations

import ast
import json
from typing import Any

import click

from flopscope import accounting
from flopscope.errors import PolicyError
from flopscope_eval.judging.text import number

_HELP = """Explain the price of CALL, such as 'linalg.svd((100, 10), full_matrices=False)'.

Shapes stand for arrays. array(SHAPE, DTYPE) stands for one of another dtype, also in an index.

\b
Examples:
  flopscope-eval explain 'matmul((32, 784), (784, 128))'
  flopscope-eval explain 'exp((10,))' --dtype int32 --policy contest
  flopscope-eval explain 'einsum("bij,bjk->bik", (8, 4, 5), (8, 5, 6))'
"""


@click.command("explain", help=_HELP)
@click.argument("call")
@click.option("--policy", default="flops", show_default=True, help="A policy's name, or its file.")
@click.option("--dtype", help="Of the operands that are given as shapes.")
@click.option("--batch", default="", metavar="N,N", help="Put before all shapes.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(call: str, policy: str, dtype: str | None, batch: str, as_json: bool) -> None:
    try:
        name, args, options = parsed(call)
        options |= {"policy": policy} | ({"dtype": dtype} if dtype else {})
        if batch:
            options["batch"] = tuple(int(n) for n in batch.split(","))
        found = accounting.explain(name, *args, **options)
    except (PolicyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(found._asdict(), indent=2))
        return
    click.echo(f"{call}: {number(found.cost)} under policy {found.policy}")
    click.echo(f"class {found.cls}, computed in {found.dtype}")
    for unit, count in found.units.items():
        weight = f"  x {found.weights[unit]}" if unit in found.weights else ""
        click.echo(f"  {unit:<16} {number(count):>24}{weight}")
    if not found.weights:
        shown = ", ".join(f"{size} {number(n)}" for size, n in found.sizes.items())
        click.echo(f"priced by its sizes: {shown}")
    if found.formula:
        click.echo(found.formula)
    if found.source:
        click.echo(f"source: {found.source}")


def parsed(text: str) -> tuple[str, list[Any], dict[str, Any]]:
    """Read a call: the operation's name, its arguments, its options.

    Raises
    ------
    ValueError
        It is not a call of a name with literal arguments.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{text!r} is not a call: {error}") from None
    if not isinstance(tree, ast.Call) or any(word.arg is None for word in tree.keywords):
        raise ValueError(f"{text!r} is not a call such as 'matmul((2, 3), (3, 4))'")
    name = ast.unparse(tree.func)
    args = [_value(argument) for argument in tree.args]
    return name, args, {str(word.arg): _value(word.value) for word in tree.keywords}


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.List):
        return [_value(item) for item in node.elts]
    if isinstance(node, ast.Tuple) and any(
        isinstance(item, ast.Call | ast.Tuple) for item in node.elts
    ):
        return tuple(_value(item) for item in node.elts)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("array", "slice"):
        arguments = [_value(argument) for argument in node.args]
        return (
            slice(*arguments) if ast.unparse(node.func) == "slice" else accounting.array(*arguments)
        )
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise ValueError(
            f"{ast.unparse(node)!r} is not a literal, array(...) or slice(...)"
        ) from None
