"""``python -m flopscope_eval``."""

from flopscope_eval.commands.main import main

if __name__ == "__main__":
    main(prog_name="flopscope-eval")
