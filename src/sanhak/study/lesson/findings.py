"""The rules about lessons and the decisions handed in: codes S350–S359, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("S350", Severity.REFUSE)
class NoSuchLesson(Finding):
    """A lesson was named that is not there.

    A lesson bears the name of the kind of study that answers it, as in process.setpoints. Not every kind has a lesson.

    List the lessons with ``sanhak lesson``, or open “Lessons” at the workbench.
    """

    says = "There is no lesson {name}."
    why = "A lesson needs a virtual plant whose truth is known, and not every kind of study has one."
    act = "Take one of these: {known}."
    name: str
    known: tuple[str, ...]


@rule("S351", Severity.REFUSE)
class SettingMissing(Finding):
    """The decision leaves a setting open.

    A decision is carried out as it stands, so it names a value for everything that the lesson lets you set. Whoever
    wants to leave something as it is writes down today's value.
    """

    says = "The decision says nothing of the {knob}."
    why = "The plant cannot be run before everything is set."
    act = "Give it a value within {allowed}; today's value is one, too."
    knob: Text
    allowed: Text


@rule("S352", Severity.REFUSE)
class SettingUnknown(Finding):
    """The decision names something that cannot be set in this lesson.

    Settings are known by their name in the table, in Korean or in English, with or without the unit in brackets;
    capitals, blanks and underscores do not count.
    """

    says = "“{name}” is nothing that can be set here."
    why = "What is not a control of the plant cannot be carried out."
    act = "Set these: {known}. Nearest: {nearest}."
    name: str
    known: tuple[Text, ...]
    nearest: tuple[str, ...]


@rule("S353", Severity.REFUSE)
class SettingOutside(Finding):
    """A setting of the decision is outside the range that is allowed.

    The range is part of the question, as a plant's permits and its equipment are. Nothing outside of it is carried
    out, and the attempt stays open.
    """

    says = "The {knob} was set to {given}; allowed is {allowed}."
    why = "Outside of what is allowed the plant is not run."
    act = "Choose a value within {allowed} and hand the decision in again."
    knob: Text
    given: str
    allowed: Text


@rule("S354", Severity.REFUSE)
class SettingIsNoNumber(Finding):
    """A setting of the decision is not a number.

    Each control of a lesson is set to one number, such as 104.5. Ranges, words and calculations are not carried out.
    """

    says = "“{given}” is no number to which the {knob} could be set."
    why = "The plant is run at one value of each control."
    act = "Write one number, with or without its unit."
    knob: Text
    given: str


@rule("S355", Severity.REFUSE)
class SettingUnit(Finding):
    """A setting was given in a unit that measures something else.

    A number without a unit is taken in the unit of its control. Another unit of the same kind is converted, as 373 K
    are about 100 °C; one that measures something else is refused.
    """

    says = "{given} cannot be brought to {unit}, the unit of the {knob}."
    why = "It is carried out in {unit}, and the unit that was given measures something else."
    act = "Write the number in {unit}, with or without its unit."
    knob: Text
    given: str
    unit: str


@rule("S356", Severity.REFUSE)
class SettingNamedTwice(Finding):
    """The decision names the same setting twice, mostly under its Korean and its English name.

    Which of the two values is meant cannot be told, so neither is carried out.
    """

    says = "The {knob} is set twice."
    why = "Which of the two values is meant cannot be told."
    act = "Name it once."
    knob: Text
