"""The rules of the honesty checks speak, in both languages."""

import ast
import string
from importlib.resources import files
from inspect import getsource

import pytest

import sanhak.table.split
from sanhak.finding import page, rules
from sanhak.text import Text, _catalogue, say

RULES = [rule for rule in rules().values() if rule.__module__.startswith("sanhak.table.check")]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def reasons() -> list[str]:
    calls = (node for node in ast.walk(ast.parse(getsource(sanhak.table.split))) if isinstance(node, ast.Call))
    return [ast.literal_eval(call.args[0]) for call in calls if getattr(call.func, "id", "") == "say"]


def messages() -> list[str]:
    pages = [text.message for rule in RULES for text in page(rule.code)]
    return [*(text for rule in RULES for text in (rule.says, rule.why, rule.act)), *pages, *reasons()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_codes_are_of_this_room_and_templates_use_only_the_rules_fields(rule):
    assert "T050" <= rule.code <= "T099" or rule.code == "T248"
    fields = set(rule.__dataclass_fields__)
    assert placeholders(rule.says) | placeholders(rule.why) | placeholders(rule.act) <= fields


def test_every_sentence_is_translated_with_the_same_parameters():
    korean = _catalogue("ko")
    assert len(messages()) > 200
    assert [message for message in messages() if message not in korean] == []
    assert [m for m in messages() if placeholders(m) != placeholders(korean[m])] == []


def test_the_catalogue_holds_nothing_that_is_not_said():
    from babel.messages.pofile import read_po

    with files("sanhak").joinpath("locale/ko/table_check.po").open("rb") as lines:
        catalogue = read_po(lines)
    assert {message.id for message in catalogue if message.id} == set(messages())
    assert not [message.id for message in catalogue if message.fuzzy]


def test_particles_follow_the_value():
    finding = rules()["T074"](column="수율")
    assert finding.said.render("ko") == "수율이 결과이면서 입력으로도 지정되었습니다."
    assert str(say("{reason} {time}", reason=Text("A."), time=Text("B."))) == "A. B."
