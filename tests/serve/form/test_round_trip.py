"""A study that is shown in a form and sent back is the same study, with and without the table's columns."""

from hypothesis import given, settings
from hypothesis import strategies as some
from tests.serve.form.browser import sent
from tests.study.kinds import Everything

from sanhak.serve.form import form_of, read_form, render
from sanhak.study.file import ColumnSeen, file_values
from sanhak.text import say

# A browser makes every line break the same, so that a name holds none of the two halves of one alone.
NAMES = some.one_of(
    some.sampled_from(
        ["T_jacket", "온도 [°C]", "7", "1e5", "yes", "null", "- a", '"', '"a"', "a, b", "a;b", "a\tb", "82 °C", "–",
         " x ", "=1+1", "<b>", "&amp;", "a.b"]
    ),
    some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8),
)  # fmt: skip
NUMBERS = some.floats(allow_nan=False)
LEVELS = some.lists(NAMES, min_size=1, max_size=3, unique=True)
LIMITS = some.tuples(some.none() | NUMBERS, some.none() | NUMBERS)


@some.composite
def studies(draw):
    goal = draw(NAMES)
    return Everything(
        controls=draw(some.dictionaries(NAMES, LIMITS | LEVELS, min_size=1, max_size=3)),
        maximize=goal,
        minimize=draw(some.none() | NAMES.filter(lambda name: name != goal)),
        keep=draw(some.dictionaries(NAMES, LIMITS, max_size=2)),
        context=draw(some.dictionaries(NAMES, some.none() | NUMBERS | NAMES, max_size=2)),
        inputs=draw(some.lists(NAMES, max_size=2, unique=True)),
        moves=draw(some.dictionaries(NAMES, NUMBERS.map(abs), max_size=2)),
        aim=draw(some.sampled_from(["expected", "guaranteed"])),
        robust=draw(some.booleans()),
        chance=draw(some.sampled_from([0.5, 0.75, 0.999])),
        price=draw(some.none() | NUMBERS.filter(lambda number: number > 0)),
        conditions=draw(some.lists(NAMES, max_size=2)),
        currency=draw(NAMES | some.just("")),
    )


def columns_of(study, draw):
    """Columns under some of the names that the study uses, categories with levels of its own."""
    seen = []
    for name, value in {**study.controls, **study.context}.items():
        levels = tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else ()
        if draw(some.booleans()):
            seen.append(ColumnSeen(name, say("category"), levels=(*levels, *({"7", "B"} - {*levels}))))
    return seen


@settings(max_examples=60)
@given(study=studies(), data=some.data())
def test_what_is_shown_is_what_is_sent(study, data):
    columns = columns_of(study, data.draw)
    page = render(form_of(Everything, columns, file_values(study)), "en")
    assert read_form(Everything, sent(page), columns).study == study


CELLS = (
    "controls.0.column controls.0.lower controls.0.levels controls.0.level controls.pasted keep.1.upper "
    "context.0.column context.0.value moves.0.value chance price conditions prepare.0.step inputs maximize x controls ."
)
TYPED = some.text(max_size=8) | some.sampled_from(["T", "c", "a\t1\t2", "1,2", "where: a > 1", "- a", "{a: 1}"])


@settings(max_examples=60)
@given(posted=some.lists(some.tuples(some.sampled_from(CELLS.split()), TYPED), max_size=8))
def test_nothing_that_is_posted_ends_in_a_traceback_or_is_lost(posted):
    columns = [ColumnSeen("T", say("number"), "°C", 1.0, 2.0), ColumnSeen("c", say("category"), levels=("a", "b"))]
    found = read_form(Everything, posted, columns)
    again = read_form(Everything, sent(render(form_of(Everything, columns, posted=found), "ko")), columns)
    assert again.values == found.values
