"""Law: every finding has a code of its room, a page, names what it was given, and survives storage."""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from laws.found import all_rules
from sanhak.finding import Finding, Severity, page
from sanhak.serve.documentation import finding_page
from sanhak.text import Amount, Param, Text

LETTERS = {
    "table": "T",
    "model": "M",
    "decide": "D",
    "plants": "D",
    "areas": "DS",
    "study": "S",
    "run": "R",
    "jobs": "R",
    "store": "R",
    "serve": "RW",
    "center": "C",
}
PARAGRAPHS = 2
RULES = sorted(all_rules().items())
SAMPLES: dict[str, Param] = {
    "str": "수율",
    "int": 3,
    "float": 0.25,
    "bool": True,
    "Amount": Amount(81.9, "%", 1),
    "Text": Text("{value}", {"value": 2.5}),
    "date": datetime(2026, 11, 23, tzinfo=UTC).date(),
    "datetime": datetime(2026, 11, 23, 14, 30, tzinfo=UTC),
}


def sample(annotation: Any) -> Any:
    """A value for a rule's field, by its annotation as it is written."""
    written = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    if written.startswith(("tuple", "Sequence")):
        inner = written[written.index("[") + 1 : -1].replace(", ...", "")
        return (sample(inner), sample(inner))
    return SAMPLES[written.split("|")[0].strip()]


def sample_of(rule: type[Finding]) -> Finding:
    """One finding of a rule, with a value in each field."""
    return rule(**{part.name: sample(part.type) for part in fields(rule)})


def templates(rule: type[Finding]) -> set[str]:
    """The parameters that a rule's sentences name."""
    sentences = (rule.says, rule.why, rule.act)
    return {name for sentence in sentences for _, name, _, _ in string.Formatter().parse(sentence) if name}


def the_code_has_the_letter_of_its_room(code, rule):
    room = rule.__module__.split(".")[1]
    assert re.fullmatch(r"[A-Z]\d{3}", code)
    assert code[0] in LETTERS[room]


def the_page_explains_more_than_the_sentence(code, rule):
    paragraphs = page(code)
    assert len(paragraphs) >= PARAGRAPHS, "what it is; how it is found, whence its limit comes, how to mend it"
    assert all(paragraph.message for paragraph in paragraphs)


def the_sentences_name_exactly_the_fields(code, rule):
    assert templates(rule) == {part.name for part in fields(rule)}


def each_sentence_ends(code, rule):
    for sentence in (rule.says, rule.why, rule.act):
        assert sentence == sentence.strip()
        assert sentence.endswith((".", "?", "}")), sentence


def it_has_a_severity(code, rule):
    assert rule.severity in set(Severity)


def it_speaks_both_languages_to_the_end(code, rule):
    finding = sample_of(rule)
    for language in ("en", "ko"):
        spoken = finding.render(language)
        assert not re.search(r"[{}]", spoken), spoken
    assert finding.render("ko") != finding.render("en")


def it_survives_storage(code, rule):
    finding = sample_of(rule)
    assert Finding.load(json.loads(json.dumps(finding.dump(), allow_nan=False))) == finding


def its_page_in_the_documentation_says_what_why_and_what_to_do(code, rule):
    for language in ("en", "ko"):
        written = finding_page(code, language)
        assert code in written
        assert all(paragraph.render(language) in written for paragraph in page(code))
        assert written.count("**") == 6


LAWS = (
    the_code_has_the_letter_of_its_room,
    the_page_explains_more_than_the_sentence,
    the_sentences_name_exactly_the_fields,
    each_sentence_ends,
    it_has_a_severity,
    it_speaks_both_languages_to_the_end,
    it_survives_storage,
    its_page_in_the_documentation_says_what_why_and_what_to_do,
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_rule_keeps_it(law):
    """All rules in one test a law: five thousand small tests cost more than what they look at."""
    broken = {}
    for code, rule in RULES:
        try:
            law(code, rule)
        except AssertionError as error:
            broken[code] = str(error).splitlines()[0] if str(error) else "broken"
    assert not broken


def test_all_rules_can_be_loaded_without_the_rest():
    code = "from sanhak.finding import rules; print(*rules())"
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert printed.split() == [code for code, _ in RULES]
