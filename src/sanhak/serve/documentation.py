"""Reference, findings and gallery as Markdown, written from the same descriptions that every other face reads.

Each function gives one page in one language; ``docs/build.py`` puts both languages on one page and all pages in order.
"""

from __future__ import annotations

import re
import string
from typing import Final

from sanhak.finding import Severity, page, rules, sentences
from sanhak.study import Answer, Case, FieldDescription, Role, Study, describe
from sanhak.table.substances import Substance, catalogue
from sanhak.text import Language, Text, say, show

_SEVERITIES: Final = {
    Severity.NOTE: say("note"),
    Severity.WARN: say("warning"),
    Severity.REFUSE: say("refusal"),
}
ROLES: Final = {
    Role.COLUMN: say("one column"),
    Role.COLUMNS: say("columns, with a value where one is wanted"),
    Role.RANGES: say("columns with lower and upper limit, or with the allowed levels"),
    Role.AMOUNTS: say("columns with a number"),
    Role.CHOICE: say("one of these words"),
    Role.NUMBER: say("a number"),
    Role.TEXT: say("text"),
    Role.CONDITIONS: say("conditions on columns"),
    Role.STEPS: say("steps of preparation, one below the other"),
}

_SUBSTANCES: Final = {
    "solvent": say("Solvents"),
    "base": say("Bases"),
    "ligand": say("Ligands"),
    "catalyst": say("Catalysts and sources of metal"),
    "acid": say("Acids"),
    "additive": say("Additives"),
    "reagent": say("Reagents"),
}
_SUBSTANCE_COLUMNS: Final = (
    say("name"),
    say("other names"),
    say("CAS number"),
    say("molar mass, g/mol"),
    say("density, g/mL"),
    say("boiling point, °C"),
)


def finding_page(code: str, language: Language) -> str:
    """The page of one rule: its severity, what it says, its docstring, why it matters, and what to do.

    Raises
    ------
    KeyError
        If no rule has this code.
    """
    said, why, act = (with_names(sentence, language) for sentence in sentences(code))
    return _paragraphs(
        f"**{code}** · {_SEVERITIES[rules()[code].severity].render(language)}",
        f"> {said}",
        *(paragraph.render(language) for paragraph in page(code)),
        f"**{say('Why it matters:').render(language)}** {why}",
        f"**{say('What to do:').render(language)}** {act}",
    )


def findings_list(language: Language) -> str:
    """All rules as a list, by code, each with the first paragraph of its page and a link."""
    lines = (f"- [{code}]({code}.md) {page(code)[0].render(language)}" for code in rules())
    return "\n".join(lines) + "\n"


def study_page(kind: type[Study], language: Language) -> str:
    """The reference of one study kind: its question, its tables, and each field with its help and default."""
    described = describe(kind)
    tables = [f"- `{name}`: {rows.render(language)}" for name, rows in described.tables.items()]
    free = say("may be left out").render(language)
    tables += [f"- `{name}` ({free}): {rows.render(language)}" for name, rows in described.optional.items()]
    fields = [_field(field, language) for field in described.fields]
    return _paragraphs(
        f"**{described.title.render(language)}** `{described.kind}`",
        described.question.render(language),
        say("Tables:").render(language),
        "\n".join(tables) or say("None: the question stands on its own.").render(language),
        say("Fields:").render(language),
        "\n".join(fields),
        say("A study file to fill in comes from:").render(language),
        f"```\nsanhak new {described.kind}{' --data data.xlsx' if described.tables else ''}\n```",
    )


def case_page(case: Case, answer: Answer | None, language: Language) -> str:
    """One case of the gallery: its story, where its data come from and, where it was solved, what came out."""
    result = [] if answer is None else [f"> {answer.headline.render(language)}", answer.catch.render(language)]
    return _paragraphs(
        f"**{case.title.render(language)}**",
        case.story.render(language),
        *result,
        case.provenance.render(language),
    )


def substances_list(language: Language) -> str:
    """The substances that come with the package, by their first role, as tables."""
    heads = [head.render(language) for head in _SUBSTANCE_COLUMNS]
    header = f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}\n"
    parts = []
    for role, title in _SUBSTANCES.items():
        rows = [_substance(one, language) for one in catalogue().substances if one.roles[0] == role]
        parts += [f"## {title.render(language)}", header + "\n".join(rows)]
    return _paragraphs(*parts)


def _substance(one: Substance, language: Language) -> str:
    name = one.name(language)
    others = ", ".join(other for other in one.names if other != name)
    numbers = (one.molar_mass, one.density, one.boiling_point)
    cells = [name, others, one.cas or "", *("" if number is None else show(number, language) for number in numbers)]
    # What Markdown would take for emphasis, a link or a code is meant as it stands.
    plain = [re.sub(r"([*_`\[\]])", r"\\\1", cell) for cell in cells]
    return f"| {' | '.join(plain)} |"


def _field(field: FieldDescription, language: Language) -> str:
    facts = [ROLES[field.role].render(language)]
    if field.choices:
        facts.append(", ".join(f"`{choice}`" for choice in field.choices))
    if field.lower is not None or field.upper is not None:
        facts.append(f"{show(field.lower, language)} … {show(field.upper, language)}")
    if field.unit:
        facts.append(field.unit)
    if field.required:
        facts.append(say("must be given").render(language))
    elif field.default not in (None, {}, ()):
        facts.append(say("default {value}", value=f"`{field.default}`").render(language))
    return f"- `{field.name}`: **{field.title.render(language)}.** {field.help.render(language)} ({'; '.join(facts)})"


def with_names(sentence: Text, language: Language) -> str:
    """A rule's sentence as it stands before it is spoken: each parameter by its name."""
    parts = string.Formatter().parse(sentence.template(language))
    return "".join(literal + (f"*{name}*" if name else "") for literal, name, _, _ in parts)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
