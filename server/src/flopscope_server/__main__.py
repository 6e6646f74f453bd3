"""``python -m flopscope_server``."""

from flopscope_server.cli import main

main()
