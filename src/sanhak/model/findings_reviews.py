"""What scores of reviewers say about themselves: M290–M294, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("M290", Severity.REFUSE)
class ScoresTellNothing(Finding):
    """The scores tell no application from another: all are equal, or there are fewer than two reviews or applications.

    Merit is what the scores of an application have in common beyond the severity of its reviewers. Equal scores hold no
    difference that could be split into merit, severity and noise.

    Wait for more reviews, or ask for scores on a scale with more steps.
    """

    says = "{reviews:score|scores} of {applications:application|applications} tell none from another."
    why = "Merit, severity and noise are told apart by how scores differ."
    act = "Wait for more reviews, or let the reviewers use a scale with more steps."
    reviews: int
    applications: int


@rule("M291", Severity.WARN)
class NothingRepeated(Finding):
    """No application has two reviews, so that noise is assumed and not measured.

    What two reviewers of the same application disagree on is noise; without such pairs any split of merit and noise
    fits the scores. The intervals then average over all of them.

    Have some applications reviewed twice.
    """

    says = "No application has two reviews: how much of a score is noise is assumed, not measured."
    why = "Only two reviews of the same application show what chance there is in one."
    act = "Have some applications reviewed twice before the ranks are used."


@rule("M292", Severity.WARN)
class AlwaysTheSame(Finding):
    """A reviewer gave the same score to each of three applications or more.

    Such scores shift nothing between these applications; they draw them together.

    Ask whether the scale was understood, and have these applications reviewed once more.
    """

    says = "{reviewers} gave the same score each time."
    why = "Such scores tell no application from another and draw those that were read together."
    act = "Ask whether the scale was understood; have these applications reviewed once more."
    reviewers: tuple[str, ...]


@rule("M293", Severity.WARN)
class PanelsApart(Finding):
    """The reviewers fall into panels that have no application in common.

    Whether a panel is severe or had the weaker applications cannot be told from its scores. The difference between
    panels is then split between both, and the intervals are wider for it.

    Let a reviewer of one panel read an application of another.
    """

    says = "The reviewers fall into {panels:panel|panels} that share no application."
    why = "Whether a panel is severe or read the weaker applications cannot be told from its scores."
    act = "Let one reviewer of each panel read an application of another."
    panels: int


@rule("M294", Severity.REFUSE)
class ScoresUnreadable(Finding):
    """A score is no number, lies outside the scale of the rubric, or names an application or reviewer that is unknown.

    Scores are the weighted means of a rubric's criteria, on its own scale.

    Correct the scores that are counted here.
    """

    says = "{count:score is|scores are} no number on the scale {lowest} to {highest}, or of nobody who is known."
    why = "A score off the scale would count as an extraordinary merit or failure."
    act = "Correct these scores."
    count: int
    lowest: float
    highest: float
