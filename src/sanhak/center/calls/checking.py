"""A call is checked before it opens: what would leave applicants, reviewers or the selection without ground."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from sanhak.center.calls import checking_findings as findings
from sanhak.center.calls import moments
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import PARTS, Kind, Part, of_part, told
from sanhak.finding import Finding
from sanhak.text import LANGUAGES, Language

_OFTEN: Final = (Part.NONE, Part.AMOUNT, Part.NAMES, Part.IDENTITY)
_WEEK: Final = timedelta(days=7)
_CHOSEN: Final = 2


def check(call: Call, now: datetime, language: Language = "en") -> tuple[Finding, ...]:
    """What stands against opening a call, and what its office should look at first; the gravest before the others."""
    found = [*_dates(call, now), *_form(call, language), *_rubric(call, language), *_rules(call), *_languages(call)]
    return tuple(sorted(found, key=lambda finding: -finding.severity.rank))


def _dates(call: Call, now: datetime) -> Iterator[Finding]:
    opens, closes = (moments.told(at, call.zone) for at in (call.opens, call.end))
    if call.end <= call.opens:
        yield findings.ClosesFirst(opens=opens, closes=closes)
    elif call.end <= now:
        yield findings.ClosedAlready(closes=closes)
    elif (left := call.end - max(call.opens, now)) < _WEEK:
        yield findings.ShortTime(hours=round(left / timedelta(hours=1)))


def _form(call: Call, language: Language) -> Iterator[Finding]:
    if not of_part(call.form, Part.TITLE):
        yield findings.NoTitleField()
    counted = Counter(field.part for field in call.form)
    for part in Part:
        if counted[part] > 1 and part not in _OFTEN:
            yield findings.PartTwice(fields=counted[part], part=PARTS[part])
    for field in call.form:
        if field.kind is Kind.CHOICE and len(field.choices or {}) < _CHOSEN:
            yield findings.NoAnswers(field=told(field.title, language))


def _rubric(call: Call, language: Language) -> Iterator[Finding]:
    if sum(one.weight for one in call.rubric.criteria) <= 0:
        yield findings.NoWeights()
    for one in call.rubric.criteria:
        if not {call.rubric.lowest, call.rubric.highest} <= {score for score, said in one.anchors.items() if said}:
            yield findings.NoAnchors(criterion=told(one.title, language))


def _rules(call: Call) -> Iterator[Finding]:
    rules, floors = call.rules, sum(call.rules.floors.values())
    if rules.places is not None and floors > rules.places:
        yield findings.FloorsAbovePlaces(floors=floors, places=rules.places)
    known = {key for field in of_part(call.form, Part.AREA) for key in field.choices or {}}
    for area in sorted(set(rules.floors) - known):
        yield findings.FloorOfNoArea(area=area)
    if (rules.caps or rules.cap is not None) and not of_part(call.form, Part.LABORATORY):
        yield findings.CapWithoutLaboratory()
    asked = {field.year for field in of_part(call.form, Part.AMOUNT) if field.year is not None}
    if apart := sorted(asked ^ set(rules.budget)):
        yield findings.AmountsWithoutBudget(years=tuple(map(str, apart)))


def _languages(call: Call) -> Iterator[Finding]:
    things: list[Mapping[Language, str]] = [call.title, *(field.title for field in call.form)]
    things += [said for field in call.form for said in (field.choices or {}).values()]
    things += [one.title for one in call.rubric.criteria]
    if any(call.text.values()):
        things.append(call.text)
    for said in things:
        if not all((said.get(language) or "").strip() for language in LANGUAGES):
            yield findings.NotInLanguage(thing=(told(said, "en") or "–")[:80])
