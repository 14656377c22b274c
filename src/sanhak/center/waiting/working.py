"""What waits in studies and decisions: what could not be asked or answered, and outcomes that nobody has told."""

from __future__ import annotations

from collections.abc import Iterator

from sanhak.center.overview import Overview
from sanhak.center.waiting.wait import Wait
from sanhak.finding import Finding
from sanhak.text import Text, say


def waits(seen: Overview) -> Iterator[Wait]:
    """Studies that went no further, and decisions without an outcome."""
    for study in seen.missed:
        if study.missed is not None:
            yield _stopped(say("Not asked again"), study.id, study.title, study.missed.findings)
    for study in seen.refused:
        yield _stopped(say("Not possible"), study.id, study.title, study.job.findings if study.job else ())
    for one in seen.unreported:
        yield Wait(one.headline, say("tell what came of it"), f"/decisions/{one.id}")


def _stopped(word: Text, study: str, title: str, findings: tuple[Finding, ...]) -> Wait:
    said = findings[0].remedy if findings else say("it went no further")
    return Wait(title, said, f"/studies/{study}", stopped=word)
