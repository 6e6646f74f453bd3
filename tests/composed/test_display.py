"""What notebooks show: complete, exact, and with everything escaped."""

from __future__ import annotations

from html.parser import HTMLParser

import flopscope as flops
import flopscope.numpy as fnp

HOSTILE = "<script>alert('1')</script>&\"'"


class Tags(HTMLParser):
    """The tags and the text of a fragment."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_budget_shows_what_is_used_and_left() -> None:
    with flops.BudgetContext(10**6) as budget:
        fnp.ones(1000) + 1
        shown = Tags(budget._repr_html_() or "").words
    assert "1,000 of 1,000,000 FLOPs used" in shown
    assert "999,000 left (open)" in shown
    assert "add" in shown
    assert "(closed)" in Tags(budget._repr_html_() or "").words
    assert flops.BudgetContext(10)._repr_html_() is None  # nothing to show: its repr says so


def test_a_budget_of_many_operations_says_how_many_are_left_out() -> None:
    with flops.BudgetContext(10**6) as budget:
        for name in "sin cos tan exp log sqrt floor ceil trunc rint".split():
            getattr(fnp, name)(fnp.ones(2))
    shown = budget._repr_html_() or ""
    assert shown.count("<tr>") == 1 + 8
    assert "and 2 more operations" in shown


def test_summaries_keep_their_columns_and_escape_names() -> None:
    with flops.BudgetContext(100) as budget, flops.namespace(HOSTILE):
        fnp.ones(3) + 1
    summary = budget.summary(by_namespace=True)
    shown = Tags(summary._repr_html_())  # type: ignore[attr-defined]
    assert shown.tags == ["pre"]
    assert shown.words == summary
    assert HOSTILE in summary
    assert isinstance(summary, str)


def test_arrays_show_shape_and_dtype_and_escape_formatted_elements() -> None:
    x = fnp.array([[1.5, 2.5]])
    shown = Tags(x._repr_html_() or "")
    assert shown.words == "array([[1.5, 2.5]])shape (1, 2), dtype float64"
    with fnp.printoptions(formatter={"all": lambda value: HOSTILE}):
        hostile = Tags(x._repr_html_() or "")
    assert hostile.tags == ["pre", "small"]
    assert HOSTILE in hostile.words
    assert fnp.sum(x)._repr_html_() is None  # a number is shown as text
