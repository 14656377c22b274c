"""An expression is read as it is meant, written back as it reads, and refused with the place where it is not clear."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column
from sanhak.table.expression import Expression
from sanhak.table.expression.functions import FUNCTIONS, SPELLINGS
from table.expression.trees import trees

CANONICAL = {
    "a+b*c": "a + b * c",
    "(a+b)*c": "(a + b) * c",
    "a-b-c": "a - b - c",
    "a-(b-c)": "a - (b - c)",
    "-a^2": "-a ^ 2",
    "(-a)**2": "(-a) ^ 2",
    "a^-1": "a ^ (-1)",
    "+a": "a",
    "1.50": "1.5",
    "1E+3": "1000",
    ".5": "0.5",
    "1e16": "1e+16",
    "80degC": "80 °C",
    "10 분": "10 min",
    "3 kg/h": "3 kg/h",
    "3 kg / h": "3 kg / h",
    "3 bar/x": "3 bar / x",
    "3 m^2": "3 m²",
    "(3 m)^2": "(3 m) ^ 2",
    "2 kJ/(mol·K)*x": "2 kJ/(mol·K) * x",
    "(x/3 bar)": "x / 3 bar",
    "3 1/h": "3 1/h",
    "50 %": "50 %",
    "a<>1": "a != 1",
    "a=1": "a == 1",
    "a ≤ 1 AND b ≥ 2 or c≠3": "a <= 1 and b >= 2 or c != 3",
    "a × b ÷ c − 1": "a * b / c - 1",
    "a and (b or c)": "a and (b or c)",
    "(a and b) or c": "a and b or c",
    "not a > 3 and b": "not a > 3 and b",
    "not (a and b)": "not (a and b)",
    "not not a": "not not a",
    "a > 1 그리고 아님 b 또는 c 결측": "a > 1 and not b or c is missing",
    "a 결측 아님": "a is not missing",
    "a is not missing": "a is not missing",
    "missing is missing": "[missing] is missing",
    "a not in ['x', \"y\"]": "not a in ('x', 'y')",
    "a in (1, -2 bar)": "a in (1, -2 bar)",
    "a not between 1 and 2 and b": "not a between 1 and 2 and b",
    "a between b + 1 and 2 * c": "a between b + 1 and 2 * c",
    "(a > 1) = (b > 1)": "(a > 1) == (b > 1)",
    "'it''s'": "'it''s'",
    '"say ""so"""': "'say \"so\"'",
    "[TIC-1203.PV] + `T jacket`": "[TIC-1203.PV] + [T jacket]",
    "[a]]b]": "[a]]b]",
    "`a``b`": "[a`b]",
    "[x]": "x",
    "[and]": "[and]",
    "압력_1": "압력_1",
    "hour": "hour",
    "IF(a > 1, 'x', 'y')": "if(a > 1, 'x', 'y')",
    "평균(반응기_온도, 1 시간)": "mean(반응기_온도, 1 h)",
}


@pytest.mark.parametrize(("text", "canonical"), CANONICAL.items())
def test_it_is_written_in_one_way(text, canonical):
    expression = Expression.parse(text)
    assert str(expression) == canonical
    assert Expression.parse(canonical) == expression


@given(trees)
def test_what_is_written_reads_back_as_the_same(tree):
    text = str(Expression(tree))
    assert Expression.parse(text) == Expression(tree)
    assert str(Expression.parse(text)) == text


SIGNS = st.sampled_from(
    [*"+-*/^()<>=,[]`'\".%·°#;{}\\!|&@ ", "and ", " or ", " not ", " in ", "is", "lag(", "x", "3", "bar", "압력"]
)


@given(st.text(max_size=40) | st.lists(SIGNS, max_size=25).map("".join))
@settings(max_examples=80)
def test_whatever_is_typed_is_read_or_refused(text):
    refused: tuple[Finding, ...] = ()
    try:
        expression = Expression.parse(text)
        Expression.parse(str(expression))
        expression.plan({"x": Column("x"), "압력": Column("압력", unit="kPa")})
    except Refusal as refusal:
        refused = refusal.findings
    assert all(finding.render("ko") != finding.render("en") for finding in refused)


def test_the_columns_come_in_the_order_of_their_mention():
    assert Expression.parse("b + a * b > lag([c d], 3)").columns == ("b", "a", "c d")
    assert Expression.parse("1 + 2").columns == ()


def test_equal_expressions_are_equal_and_hash_alike():
    one, other = Expression.parse("a +  b"), Expression.parse("(a+b)")
    assert one == other
    assert hash(one) == hash(other)
    with pytest.raises(AttributeError):
        one.tree = other.tree  # type: ignore[misc]


def test_every_function_has_korean_names_of_its_own():
    assert all(function.korean for function in FUNCTIONS.values())
    assert len(SPELLINGS) == sum(1 + len(function.korean) for function in FUNCTIONS.values())


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_every_function_reads_as_its_usage_shows(function):
    assert Expression.parse(function.usage).tree.function == function.name
    for korean in function.korean:
        assert Expression.parse(function.usage.replace(function.name, korean, 1)) == Expression.parse(function.usage)


# What cannot be read: the text, the code, the place from 1.
UNREADABLE = [
    ("", "T110", 1),
    ("a +", "T110", 4),
    ("a b", "T110", 3),
    ("(a", "T110", 3),
    ("a)", "T110", 2),
    ("a = b = c", "T110", 7),
    ("not a == b == c", "T110", 12),
    ("a ^ b ^ c", "T110", 7),
    ("a + not b", "T110", 5),
    ("a is 3", "T110", 6),
    ("a is and", "T110", 6),
    ("a in 3", "T110", 6),
    ("a in (b)", "T110", 7),
    ("a in (-'x')", "T110", 8),
    ("a in (1", "T110", 8),
    ("a in [1)", "T110", 8),
    ("a not 3", "T110", 7),
    ("a between 1 or 2", "T110", 13),
    ("min(a b)", "T110", 7),
    ("'a", "T110", 3),
    ("[ ]", "T110", 1),
    ("3 4", "T110", 3),
    ("1e999", "T110", 1),
    ("a ? b", "T110", 3),
    ("__class__", "T110", 1),
    ("__import__('os')", "T110", 1),
    ("os.system('x')", "T110", 3),
    ("x.y()", "T110", 2),
    ("[x]('a')", "T110", 4),
    ("lambda: 3", "T110", 7),
    ("x[0]", "T110", 2),
    ("TIC-1203.PV", "T110", 9),
    ("a + mena(b, 3)", "T112", 5),
    ("eval('1')", "T112", 1),
    ("abs()", "T113", 1),
    ("lag(a)", "T113", 1),
    ("min(a)", "T113", 1),
    ("a > 3 barr", "T118", 7),
    ("2a", "T118", 2),
    ("3 %x", "T118", 3),
]


@pytest.mark.parametrize(("text", "code", "place"), UNREADABLE)
def test_what_cannot_be_read_is_refused_at_its_place(text, code, place):
    with pytest.raises(Refusal) as refusal:
        Expression.parse(text)
    (finding,) = refusal.value.findings
    assert (finding.code, finding.params["place"]) == (code, place)


@pytest.mark.parametrize(
    ("text", "nearest"), [("mena(x, 3)", "mean"), ("avg(x, 3)", "mean"), ("평귬(x, 3)", "평균"), ("3 barr", "bar")]
)
def test_the_nearest_name_is_offered(text, nearest):
    with pytest.raises(Refusal) as refusal:
        Expression.parse(text)
    assert nearest in refusal.value.findings[0].params["near"]


TOO_LARGE = {
    "a" * 2001: 2001,
    "(" * 51 + "a" + ")" * 51: 51,
    "-" * 51 + "a": 51,
    "not " * 51 + "a": 51,
    "+".join("a" * 51): 51,
    "+".join("a" * 1000): 1000,
    "(" * 25 + "a" + ("+a" * 35 + ")") * 25: 876,
}


@pytest.mark.parametrize(("text", "given_size"), TOO_LARGE.items(), ids=range(len(TOO_LARGE)))
def test_an_expression_has_a_size(text, given_size):
    with pytest.raises(Refusal, match="T111") as refusal:
        Expression.parse(text)
    assert refusal.value.findings[0].params["given"] == given_size


def test_the_largest_allowed_is_read_and_planned():
    expression = Expression.parse("+".join("a" * 50))
    assert Expression.parse(str(expression)) == expression
    nested = Expression.parse("1/(" * 24 + "a" + ")" * 24)
    assert nested.plan({"a": Column("a")}).row_wise


def test_what_would_be_too_long_when_written_is_refused():
    text = f"max({','.join('1' * 990)})"
    assert len(text) <= 2000
    with pytest.raises(Refusal, match="T111"):
        Expression.parse(text)
