"""Pages: self-contained HTML that opens offline and reads without scripts, on a phone, in the dark and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sanhak.finding import Severity
from sanhak.finding import page as rule_page
from sanhak.serve.report import sections
from sanhak.serve.report.again import again, title_of
from sanhak.serve.report.drawing import Drawing, draw
from sanhak.serve.report.grid import shown
from sanhak.serve.report.track import tracks
from sanhak.serve.report.trust import facts
from sanhak.serve.style import environment
from sanhak.text import Language, Text, say

if TYPE_CHECKING:
    from sanhak.figure import Figure
    from sanhak.finding import Finding
    from sanhak.study.answer import Answer

PLACES: Final = ("along", "window", "price", "compared", "held", "matters", "response", "prepared")
"""Where a report shows a figure, by the first word of its name; others stand under "More pictures"."""


def html(answer: Answer, language: Language) -> str:
    """The report of ``answer`` as one HTML file of at most 1.5 MB that loads nothing from anywhere.

    Raises
    ------
    ValueError
        If a figure cannot be drawn.
    """
    return fill("answer.html", language, title=answer.headline, **parts_of(answer, language))


def parts_of(answer: Answer, language: Language) -> dict[str, Any]:
    """What the inside of an answer is filled with: ``inside.html`` of this room.

    Raises
    ------
    ValueError
        If a figure cannot be drawn.
    """
    origin = answer.provenance
    return {
        "answer": answer,
        "worst": _worst(answer, language),
        "kind": title_of(origin.kind) if origin else None,
        "source": _source(answer),
        "facts": facts(answer, language),
        "tracks": tracks(answer),
        "sections": sections,
        "pictures": _pictures(answer.figures, language),
        "reasons": _reasons(answer, language),
        "findings": grouped(answer.findings, language),
        "again": again(origin) if origin else None,
    }


def fill(template: str, language: Language, *, live: bool = False, **values: Any) -> str:
    """A template of this room, or of the room of live answers, filled in ``language``.

    Templates write a sentence as ``{{ say("…") }}``; every text speaks by itself, and ``words(value)`` is for the rest.
    What is ``live`` carries what scripts need to bring it to life.
    """
    return (
        environment(language, "sanhak.serve.report", "sanhak.serve.live")
        .get_template(template)
        .render(
            shown=lambda grid: shown(grid, language),
            rule_page=rule_page,
            live=live,
            **values,
        )
    )


def grouped(found: tuple[Finding, ...], language: Language) -> list[list[Finding]]:
    """Findings of one rule that say the same about several columns stand together, the most severe first."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in sections.by_weight(found):
        same = (finding.code, finding.reason.render(language), finding.remedy.render(language))
        groups.setdefault(same, []).append(finding)
    return list(groups.values())


def _worst(answer: Answer, language: Language) -> Finding | None:
    """The finding that the catch speaks of; a mere note is not set beside one that says that nothing is wrong."""
    worst = answer.worst
    if worst is not None and worst.severity is Severity.NOTE:
        return worst if worst.said.render(language) in answer.catch.render(language) else None
    return worst


def _reasons(answer: Answer, language: Language) -> dict[str, list[str]]:
    """Why rows were held out as they were, each reason with the outcomes that it is for."""
    reasons: dict[str, list[str]] = {}
    for part in answer.coverage:
        reasons.setdefault(part.reason.render(language), []).append(answer.called(part.outcome).render(language))
    return reasons


def _pictures(figures: tuple[Figure, ...], language: Language) -> dict[str, list[tuple[Figure, Drawing]]]:
    """The figures with their drawings by place; the first one leads, unless it shows how rows were prepared."""
    found: dict[str, list[tuple[Figure, Drawing]]] = {place: [] for place in ("lead", *PLACES, "more")}
    for at, figure in enumerate(figures):
        place = figure.name.split(maxsplit=1)[0]
        leads = at == 0 and place != "prepared"
        where = "lead" if leads else place if place in PLACES else "more"
        found[where].append((figure, draw(figure, language, lead=leads)))
    return found


def _source(answer: Answer) -> Text | None:
    if answer.provenance is None or not answer.provenance.data:
        return None
    given = [
        say("{name}, {rows:row|rows}", name=facts["name"], rows=facts["rows"])
        for facts in answer.provenance.data.values()
    ]
    return Text("{given}", {"given": given})
