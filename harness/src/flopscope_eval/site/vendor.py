"""Fetches the chart library again: ``python -m flopscope_eval.site.vendor``.

The pages come with a copy, so that making them needs no network. This is how the copy was made, from a
version whose package has the hash below.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE, VERSION = "chart.js", "4.6.1"
INTEGRITY = (
    "hJyniucsFmq//EvXYvJ6c6mahPoI3kaxdjVH8awTaJ/fDNWeSqqqArixMJWkWNN6fcYvPU3HneSANFNYtRi61g=="
)
"""SHA-512 of the package in the npm registry."""

SHA256 = "fae96e55c6daa9ea7b3f60b6e6ea153904f510f6e00f59ed5ba3be21df231cd2"
"""Of the script among the assets, which a test compares."""

FILES = {"package/dist/chart.umd.min.js": "chart.js", "package/LICENSE.md": "chart.LICENSE.md"}
"""What is taken from the package, and its name among the assets."""

ASSETS = Path(__file__).with_name("assets")


def main() -> None:
    """Fetch the package, check it, and copy its files."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True)
        package = Path(folder) / f"{PACKAGE}-{VERSION}.tgz"
        found = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
        if found != INTEGRITY:
            raise SystemExit(f"{package.name} has the hash {found}, not {INTEGRITY}")
        with tarfile.open(package) as archive:
            for name, target in FILES.items():
                member = archive.extractfile(name)
                assert member is not None
                (ASSETS / target).write_bytes(without_source_map(member.read()))


def without_source_map(content: bytes) -> bytes:
    """Drop the reference to a file that is not copied."""
    lines = [line for line in content.split(b"\n") if not line.startswith(b"//# sourceMappingURL")]
    return b"\n".join(lines)


if __name__ == "__main__":
    main()
