"""Templates of calls: a form, a rubric and rules that are ready, so that only title, text, dates and money are missing.

The rubrics follow what is asked in public calls for joint research: problem, approach, feasibility, value; each end of
the scale is described, since reviewers agree better on anchored scales.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sanhak.center.calls.calls import Purpose
from sanhak.center.calls.form import FormField, Kind, Part
from sanhak.center.calls.rubric import Criterion, Rubric
from sanhak.center.calls.rules import Rules
from sanhak.text import LANGUAGES, Language, Text, say


@dataclass(frozen=True, slots=True)
class Template:
    """What a new call begins with."""

    purpose: Purpose
    form: tuple[FormField, ...]
    rubric: Rubric
    rules: Rules
    blind: bool
    reviews: int
    load: int


def template(purpose: Purpose, year: int) -> Template:
    """The template of a purpose; amounts are asked from ``year`` on."""
    reviews, load = 3, 15  # forty applications and nine reviewers: 120 reviews, 13 or 14 each
    form = {Purpose.PROJECTS: _projects, Purpose.SCHOLARSHIPS: _scholarships, Purpose.COURSES: _courses}[purpose](year)
    criteria = tuple(
        Criterion(name, both(title), weight, {1: both(low), 5: both(high)})
        for name, title, weight, low, high in _CRITERIA[purpose]
    )
    rules = {
        Purpose.PROJECTS: Rules(budget={year: 500_000_000, year + 1: 500_000_000}, places=10, cap=2),
        Purpose.SCHOLARSHIPS: Rules(places=10, cap=2),
        Purpose.COURSES: Rules(places=20),
    }[purpose]
    blind = purpose is not Purpose.COURSES
    return Template(purpose, form, Rubric(criteria), rules, blind, 2 if not blind else reviews, load)


def both(said: Text) -> dict[Language, str]:
    """A sentence in each language, as a call keeps its words."""
    return {language: said.render(language) for language in LANGUAGES}


def _projects(year: int) -> tuple[FormField, ...]:
    return (
        _title(),
        _area(),
        FormField("problem", both(say("Problem")), Kind.TEXT, Part.PROBLEM, most=2000,
                  help=both(say("What goes wrong or is not known, where, and what it costs today. Name no people."))),
        FormField("data", both(say("Data")), Kind.TEXT, Part.DATA, needed=False, most=2000,
                  help=both(say("What is recorded, since when, and what a sample has shown."))),
        FormField("approach", both(say("Approach")), Kind.TEXT, most=4000,
                  help=both(say("Method, milestones, and what would show that it does not work."))),
        *_aims(),
        *(_amount(one) for one in (year, year + 1)),
        FormField("overhead", both(say("Overheads, in % of the direct costs")), Kind.NUMBER, Part.OVERHEAD,
                  needed=False, help=both(say("The amounts are then split into direct and indirect costs."))),
        FormField("deliverables", both(say("Deliverables")), Kind.TEXT, Part.DELIVERABLES, needed=False, most=2000,
                  help=both(say("One a line, the day first: 2027-06-30: interim report."))),
        _laboratory(),
        FormField("members", both(say("People who take part")), Kind.TEXT, Part.NAMES, needed=False, most=1000,
                  help=both(say("Names, one a line; conflicts of reviewers are found by them. Whose e-mail address "
                                "stands beside the name, and who is here, joins the project."))),
        FormField("plan", both(say("Detailed plan")), Kind.FILE, needed=False,
                  help=both(say("PDF, Word or Hangul. Leave names out: reviewers read it."))),
    )  # fmt: skip


def _aims() -> tuple[FormField, ...]:
    """By what the project will be judged."""
    return (
        FormField("goal", both(say("Goal")), Kind.TEXT, Part.GOAL, needed=False, most=500,
                  help=both(say("What is better once the question is answered, and for whom?"))),
        FormField("indicator", both(say("Indicator")), Kind.LINE, Part.INDICATOR, needed=False, most=120,
                  help=both(say("The one number by which you will see it, with its unit: yield of a month [%]."))),
        FormField("start", both(say("Indicator, today")), Kind.NUMBER, Part.START, needed=False),
        FormField("target", both(say("Indicator, at the end")), Kind.NUMBER, Part.TARGET, needed=False),
        FormField("value", both(say("Expected value")), Kind.TEXT, Part.VALUE, most=1500,
                  help=both(say("What it is worth a year, how that was reckoned, and how you will measure it."))),
    )  # fmt: skip


def _scholarships(year: int) -> tuple[FormField, ...]:
    del year
    return (
        FormField("title", both(say("Topic of your thesis")), Kind.LINE, Part.TITLE, most=120),
        FormField("degree", both(say("Degree")), Kind.CHOICE, Part.COURSE, choices={
            "master": both(say("Master's course")), "doctor": both(say("Doctoral course")),
            "combined": both(say("Combined course"))}),
        _area(),
        FormField("statement", both(say("What you want to find out")), Kind.TEXT, most=3000,
                  help=both(say("The question, why it matters to a chemical company, and your way to it."))),
        FormField("work", both(say("What you have done so far")), Kind.TEXT, most=2000,
                  help=both(say("Courses, projects, publications without names of authors."))),
        FormField("starts", both(say("First semester begins on")), Kind.DAY, Part.BEGINS),
        FormField("name", both(say("Name")), Kind.LINE, Part.IDENTITY),
        FormField("university", both(say("University")), Kind.LINE, Part.ORGANISATION),
        _laboratory(),
        FormField("supervisor", both(say("Supervisor")), Kind.LINE, Part.NAMES),
        FormField("transcript", both(say("Transcript of records")), Kind.FILE,
                  help=both(say("PDF. Black out the resident registration number: it is never kept here."))),
    )  # fmt: skip


def _courses(year: int) -> tuple[FormField, ...]:
    del year
    return (
        FormField("title", both(say("What you want to do with it")), Kind.LINE, Part.TITLE, most=120),
        _area(),
        FormField("problem", both(say("A problem of your own that you bring")), Kind.TEXT, most=1500,
                  help=both(say("Where the data are, and who would use the answer."))),
        FormField("experience", both(say("Experience with data")), Kind.CHOICE, choices={
            "none": both(say("none so far")), "sheets": both(say("spreadsheets")), "code": both(say("programming"))}),
        FormField("team", both(say("Team")), Kind.LINE, Part.LABORATORY),
    )  # fmt: skip


def _title() -> FormField:
    return FormField("title", both(say("Title")), Kind.LINE, Part.TITLE, most=120)


def _area() -> FormField:
    areas = {
        "materials": say("Materials"), "process": say("Process"), "maintenance": say("Maintenance"),
        "quality": say("Quality"), "drug": say("Life science"), "planning": say("Planning and demand"),
    }  # fmt: skip
    choices = {key: both(said) for key, said in areas.items()}
    return FormField("area", both(say("Area")), Kind.CHOICE, Part.AREA, choices=choices)


def _laboratory() -> FormField:
    return FormField("laboratory", both(say("Laboratory or team")), Kind.LINE, Part.LABORATORY)


def _amount(year: int) -> FormField:
    return FormField(
        f"amount_{year}", both(say("Amount for {year}", year=str(year))), Kind.MONEY, Part.AMOUNT, year=year,
        help=both(say("Whole won, overheads included; 1억 5,000만 is understood.")),
    )  # fmt: skip


_CRITERIA: Final[Mapping[Purpose, tuple[tuple[str, Text, float, Text, Text], ...]]] = {
    Purpose.PROJECTS: (
        ("problem", say("Weight of the problem"), 2.0, say("Nobody would notice the answer."),
         say("A number that the company reports would move.")),
        ("approach", say("Soundness of the approach"), 2.0, say("The way does not lead to the answer."),
         say("Each step is convincing, and failure would be seen early.")),
        ("data", say("Data and feasibility"), 2.0, say("The data do not exist or cannot be had."),
         say("The data lie ready, and a sample has been looked at.")),
        ("value", say("Value for its cost"), 1.0, say("The gain stays below the cost."),
         say("The gain is a multiple of the cost, and how it will be measured is told.")),
    ),
    Purpose.SCHOLARSHIPS: (
        ("question", say("The question"), 2.0, say("Unclear, or answered long ago."),
         say("Clear, open, and of weight to a chemical company.")),
        ("way", say("The way to it"), 2.0, say("No plan can be seen."), say("A plan that can be carried out in time.")),
        ("record", say("Training and own work"), 1.0, say("Little that carries it."),
         say("Courses and own work carry it without gaps.")),
    ),
    Purpose.COURSES: (
        ("problem", say("A problem of one's own"), 2.0, say("None is named."),
         say("A problem with data, and somebody who waits for the answer.")),
        ("use", say("Use in daily work"), 1.0, say("No chance to use it can be seen."),
         say("Will be used in the weeks after the course.")),
    ),
}  # fmt: skip
"""Name, title, weight, and what the lowest and the highest score mean."""
