"""The rules that a call is checked by before it opens: codes C116–C128."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C116", Severity.REFUSE)
class NoTitleField(Finding):
    """The form has no field that gives an application its title.

    Lists, letters and minutes name an application by it.
    """

    says = "No field of the form is the title of an application."
    why = "Lists, letters and minutes name an application by its title."
    act = "Give one line of the form the meaning “title”."


@rule("C117", Severity.REFUSE)
class PartTwice(Finding):
    """Two fields of the form have a meaning that only one can have.

    Title, area, laboratory and organisation are counted by one field each, and a project has one goal, one indicator
    and one list of deliverables. Amounts may stand in several fields, one a year, and people may be named in several.
    """

    says = "{fields:field|fields} of the form mean “{part}”, and only one can."
    why = "Floors and caps are counted by one field, and a project takes each of its facts from one."
    act = "Take the meaning from all but one of them."
    fields: int
    part: Text


@rule("C118", Severity.REFUSE)
class NoWeights(Finding):
    """The rubric has no criterion, or all weights are zero.

    The total of a review is the weighted mean of its scores.
    """

    says = "The rubric gives no weight to anything."
    why = "Without weights no total can be worked out."
    act = "Add a criterion with a weight above zero."


@rule("C119", Severity.WARN)
class NoAnchors(Finding):
    """A criterion does not say what its lowest and its highest score mean.

    Reviewers agree better where the ends of the scale are described; without anchors each uses a scale of their own.
    """

    says = "“{criterion}” does not say what its lowest and its highest score mean."
    why = "Reviewers agree better where the ends of the scale are described."
    act = "Describe at least both ends of the scale."
    criterion: str


@rule("C120", Severity.REFUSE)
class ClosesFirst(Finding):
    """The call would close before it opens.

    The two moments were perhaps exchanged, or stand in different years.
    """

    says = "The call would close ({closes}) before it opens ({opens})."
    why = "Nobody could apply."
    act = "Choose an end after the opening."
    opens: Text
    closes: Text


@rule("C121", Severity.REFUSE)
class ClosedAlready(Finding):
    """The end of the call has passed already.

    A draft that lay for a while has dates of yesterday.
    """

    says = "The end of the call, {closes}, has passed."
    why = "Nobody could apply in time."
    act = "Choose new dates."
    closes: Text


@rule("C122", Severity.WARN)
class ShortTime(Finding):
    """The call is open for less than a week.

    Applicants need the word of supervisors and managers, which takes days.
    """

    says = "The call is open for {hours:hour|hours} only."
    why = "Applicants need the word of supervisors and managers, which takes days."
    act = "Leave at least a week, or tell applicants beforehand."
    hours: int


@rule("C123", Severity.REFUSE)
class FloorsAbovePlaces(Finding):
    """The floors of all areas together are more than the places that there are.

    A floor is the least number that has to be chosen from an area.
    """

    says = "The floors ask for {floors}, and there are {places:place|places}."
    why = "No selection could keep both."
    act = "Lower a floor, or add places."
    floors: int
    places: int


@rule("C124", Severity.REFUSE)
class FloorOfNoArea(Finding):
    """A floor names an area that the form does not offer.

    Floors are counted by the answers of the field that means “area”.
    """

    says = "There is a floor for “{area}”, which is no answer of the form."
    why = "No application could ever fill it."
    act = "Add that answer to the field for the area, or take the floor away."
    area: str


@rule("C125", Severity.WARN)
class CapWithoutLaboratory(Finding):
    """There are caps per laboratory, and no field tells the laboratory.

    Caps are counted by the field that means “laboratory”.
    """

    says = "There is a cap per laboratory, and no field of the form tells the laboratory."
    why = "The cap would never bind."
    act = "Give a field the meaning “laboratory”, or take the cap away."


@rule("C126", Severity.WARN)
class AmountsWithoutBudget(Finding):
    """The form asks for amounts in a year that has no budget, or the other way round.

    A year without a budget is not limited; a budget of a year for which nothing is asked is never used.
    """

    says = "Amounts and budgets do not name the same years: {years}."
    why = "A year without a budget is not limited, and a budget without amounts is never used."
    act = "Give each year in which an amount is asked a budget, and no other."
    years: tuple[str, ...]


@rule("C127", Severity.REFUSE)
class NotInLanguage(Finding):
    """The call, a field or a criterion is not told in both languages.

    Applicants and reviewers read in Korean or in English, as equals.
    """

    says = "“{thing}” is not told in both languages."
    why = "Applicants and reviewers read in Korean or in English."
    act = "Write it in the other language too."
    thing: str


@rule("C128", Severity.REFUSE)
class NoAnswers(Finding):
    """A field asks to choose, and offers nothing or only one answer.

    Answers are written one a line.
    """

    says = "“{field}” offers fewer than two answers."
    why = "There is nothing to choose."
    act = "Write its answers, one a line, or make it a line of text."
    field: str
