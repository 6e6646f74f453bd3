"""Sphinx's settings for the documentation site. Build it with ``make site``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flopscope import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "flopscope"
author = "The flopscope authors"
project_copyright = "The flopscope authors"
version = release = __version__

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "pages"]
exclude_patterns = ["_build", "_ext"]
root_doc = "index"
language = "en"

nitpicky = True  # a reference to nothing is a warning, and `make site` makes warnings errors
nitpick_ignore_regex = [
    # Docstrings name what stands in their own module.
    ("py:class", "BudgetExhaustedError|TimeExhaustedError|flopscope.SymmetryLossWarning|Profile"),
    ("py:func", "array|flopscope.numpy.*"),
    ("py:mod", "flopscope.numpy.*"),
]
suppress_warnings = ["myst.header"]  # a page may start below its first level
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "pydata_sphinx_theme"
html_title = "flopscope"
html_show_sourcelink = False
html_show_search_summary = False  # summaries are fetched, which browsers refuse for file://
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = ["llms.txt"]
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navigation_with_keys": False,
    "show_prev_next": False,
    "navigation_depth": 2,
    "show_toc_level": 2,
    "use_edit_page_button": False,
    "secondary_sidebar_items": {"reference/operations/*": []},
    "footer_start": ["copyright"],
    "footer_end": ["theme-version"],
}
html_sidebars = {"reference/operations/*": []}  # 750 pages would each list all others

operations_every = int(os.environ.get("SITE_OPERATIONS_EVERY", "1"))
