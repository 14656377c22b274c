"""The rules about how a study is asked, and asked again, and who is asked in first: C035–C039, C070–C079."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C035", Severity.REFUSE)
class NotInRange(Finding):
    """A setting of how a study is carried out is beyond what is taken.

    The seed is a whole number from 0 on: the same seed gives the same answer. The effort scales how much is tried; 1 is
    what each method takes by itself, and from a tenth to ten times of it is allowed.

    Take a number within the range that is named.
    """

    says = "{field} was set to {given}, which is not within {lower} and {upper}."
    why = "Beyond it, nothing better comes, or the computer is busy for days."
    act = "Take a number within {lower} and {upper}."
    field: Text
    given: str
    lower: float
    upper: float


@rule("C070", Severity.REFUSE)
class KeeperOut(Finding):
    """A study that is asked again by itself was not, for the person in whose name this is done may not ask any more.

    A study is asked again in the name of the person who began it, so that nothing is done that nobody may do. It is
    passed over while this person cannot sign in, does not belong to the project, or is only a guest in it.

    Let this person take part again as a member. Until then every member can ask the study by hand.
    """

    says = "{name}, in whose name this study is asked again, may not ask in this project any more."
    why = "Nothing is asked in the name of somebody who could not ask it themselves."
    act = "Let {name} take part again as a member, or ask the study by hand."
    name: str


@rule("C071", Severity.REFUSE)
class DataGone(Finding):
    """The data that a study names for one of its tables were deleted.

    Deleted data are gone for good, and a study cannot take others by itself. Its earlier answers still stand.

    Choose other data for the table on the page of the study.
    """

    says = "The data for the table {table} were deleted."
    why = "Without its table the question has nothing to rest on."
    act = "Choose other data for it on the page of the study."
    table: str


@rule("C072", Severity.REFUSE)
class WhoseFirst(Finding):
    """Somebody was invited into a workbench that has no organisation yet, and none was named.

    Everybody belongs to an organisation. Once there is one, people who are invited from the terminal belong to the
    first of them unless another is named.

    Name the organisation with the invitation; it is made if it is new.
    """

    says = "This workbench has no organisation yet, and none was named."
    why = "Everybody here belongs to an organisation."
    act = "Name it with --organisation; it is made if it is new."
