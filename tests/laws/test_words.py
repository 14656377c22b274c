"""Law: whatever a user may read exists in Korean and in English, once, with the same parameters."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from laws.found import CATALOGUES, SOURCE, all_cases, all_rules, all_studies, name_of, sources, tree_of
from sanhak.areas import areas
from sanhak.finding import page
from sanhak.study import describe
from sanhak.text import _PARTICLES, Text

SPEAKERS = {"Text", "say"}
# Where a sentence comes from a template that is declared elsewhere, and so is collected there.
THROUGH = {"text.py", "finding.py", "study/describe.py"}
TEMPLATE_WORDS = re.compile(r"""\b(?:say|words)\(\s*(["'])(.+?)\1""", re.DOTALL)
HANGUL = re.compile("[가-힣]")


def literals(node: ast.expr) -> list[str] | None:
    """The sentences that an argument can be: a literal, or a choice between literals; None when it is neither."""
    match node:
        case ast.Constant(value=str(sentence)):
            return [sentence]
        case ast.IfExp(body=body, orelse=orelse):
            both = literals(body), literals(orelse)
            return both[0] + both[1] if both[0] is not None and both[1] is not None else None
        case _:
            return None


def spoken(tree: ast.Module) -> Iterator[tuple[int, list[str] | None]]:
    """Line and sentences of each call of ``Text`` or ``say``."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=speaker), args=[sentence, *_]) if speaker in SPEAKERS:
                yield node.lineno, literals(sentence)


@cache
def messages() -> dict[str, str]:
    """Every sentence that can be shown, with the place that says it."""
    found: dict[str, str] = {}
    for path in sources():
        for line, sentences in spoken(tree_of(path)):
            found |= {sentence: f"{name_of(path)}:{line}" for sentence in sentences or ()}
    for code, rule in all_rules().items():
        found |= dict.fromkeys((rule.says, rule.why, rule.act, *(text.message for text in page(code))), code)
    for area in areas():
        found[area.title] = f"area {area.name}"
    for _, _, kind in all_studies():
        described = describe(kind)
        texts = [described.title, described.question, *described.tables.values(), *described.optional.values()]
        texts += [text for field in described.fields for text in (field.title, field.help, *field.words.values())]
        found |= {text.message: described.kind for text in texts}
    for path in (path for path in SOURCE.rglob("templates/**/*") if path.is_file()):
        found |= {said: name_of(path) for _, said in TEMPLATE_WORDS.findall(path.read_text(encoding="utf-8"))}
    return {message: place for message, place in found.items() if message}


@cache
def translations() -> dict[str, list[tuple[str, Message]]]:
    """Every entry of every catalogue, by message."""
    found: dict[str, list[tuple[str, Message]]] = {}
    for path in CATALOGUES:
        with path.open("rb") as lines:
            for entry in read_po(lines, abort_invalid=True):
                if entry.id:
                    found.setdefault(str(entry.id), []).append((path.name, entry))
    return found


def parameters(template: str) -> dict[str, set[str]]:
    """The parameters of a template with the formats in which they are spoken."""
    found: dict[str, set[str]] = {}
    for _, name, spec, conversion in string.Formatter().parse(template):
        if name is not None:
            assert conversion is None, f"no conversions: {template}"
            found.setdefault(name, set()).add(spec or "")
    return found


def wordless(template: str) -> bool:
    """Whether a template is made of parameters and symbols only."""
    return not any(literal and re.search("[A-Za-z]", literal) for literal, *_ in string.Formatter().parse(template))


def test_sentences_stand_where_they_are_said():
    hidden = {
        name_of(path): lines
        for path in sources()
        if name_of(path) not in THROUGH
        and (lines := [line for line, sentences in spoken(tree_of(path)) if sentences is None])
    }
    assert not hidden, "a sentence must be a literal, or nobody can translate it"


def test_every_sentence_has_its_korean():
    missing = [f"{place}: {message}" for message, place in messages().items() if message not in translations()]
    empty = [name for name, entries in translations().items() if any(not entry.string for _, entry in entries)]
    assert not missing, f"{len(missing)} without Korean:\n" + "\n".join(missing)
    assert not empty, "empty:\n" + "\n".join(empty)


def test_no_catalogue_keeps_a_sentence_that_nobody_says():
    orphans = [f"{e[0][0]}: {message}" for message, e in translations().items() if message not in messages()]
    assert not orphans, f"{len(orphans)} said nowhere:\n" + "\n".join(orphans)


def test_no_translation_is_fuzzy():
    fuzzy = [message for message, entries in translations().items() if any(entry.fuzzy for _, entry in entries)]
    assert not fuzzy, "\n".join(fuzzy)


def test_no_sentence_is_translated_in_two_ways():
    split = {m: [name for name, _ in e] for m, e in translations().items() if len({str(x.string) for _, x in e}) > 1}
    assert not split


def test_both_languages_name_the_same_parameters():
    wrong = [
        f"{name}: {message}"
        for message, entries in translations().items()
        for name, entry in entries
        if parameters(message).keys() != parameters(str(entry.string)).keys()
    ]
    assert not wrong, "\n".join(wrong)


def test_every_parameter_is_spoken_in_a_way_that_exists():
    def known(spec: str, *, korean: bool) -> bool:
        return spec in ("", "%") or "|" in spec or (korean and frozenset(spec.split("/")) in _PARTICLES)

    said = [(message, False) for message in messages()]
    said += [(str(entry.string), True) for entries in translations().values() for _, entry in entries]
    wrong = [
        template
        for template, korean in said
        if not all(known(spec, korean=korean) for specs in parameters(template).values() for spec in specs)
    ]
    assert not wrong, "\n".join(wrong)


def test_korean_is_written_in_hangul():
    latin = [
        f"{name}: {entry.string}"
        for message, entries in translations().items()
        for name, entry in entries
        if not HANGUL.search(str(entry.string)) and not wordless(str(entry.string))
    ]
    assert not latin, "\n".join(latin)


def test_cases_tell_their_story_in_both_languages():
    for case in all_cases():
        for text in (case.title, case.story, case.provenance):
            assert isinstance(text, Text)
            assert text.render("ko") != text.render("en"), case.name
