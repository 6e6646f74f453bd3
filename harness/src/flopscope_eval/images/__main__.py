"""``python -m flopscope_eval.images``."""

from flopscope_eval.images.cli import images

images(prog_name="flopscope-eval images")
