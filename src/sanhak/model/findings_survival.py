"""The rules about what is said of how long assets last: codes M310–M314, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("M310", Severity.WARN)
class FewFailures(Finding):
    """Fewer than ten failures are known for each input.

    With so few the influence of an input is uncertain; it is pulled towards none, and trees and blends stay out of the
    contest below thirty failures.
    """

    says = "{failures:failure|failures} for {inputs:input|inputs}: what shortens life is known roughly at best."
    why = "Below ten failures for each input coefficients follow chance."
    act = "Add older orders, or name the one or two inputs that matter most."
    failures: int
    inputs: int


@rule("M311", Severity.WARN)
class RareCause(Finding):
    """A cause was seen fewer than three times; it has no model of its own and stands among the others.

    Causes that were never seen are in no figure: what has not happened yet is not known to be impossible.
    """

    says = "{cause} was seen {times:time|times} only: how it depends on age is not known."
    why = "A curve through one or two failures would be invented."
    act = "Look at these failures one by one, or put causes alike together."
    cause: str
    times: int


@rule("M312", Severity.WARN)
class GettingWorse(Finding):
    """Failures of the same assets come faster than they did: repairs do not make them as good as new.

    Judged by the power law of Crow over the failures of each asset. A growth of 1 means no trend.
    """

    says = (
        "Failures come faster with the age of an asset (growth {growth}, {chance:%} by chance): repairs"
        " do not renew it."
    )
    why = "The model counts each life from the last renewal; risks of often repaired assets are then too low."
    act = (
        "Look at the mean number of failures by age, and ask for the assets that were repaired most often to be"
        " replaced."
    )
    growth: Amount
    chance: float


@rule("M313", Severity.WARN)
class HazardCorrected(Finding):
    """On assets that taught nothing more, or fewer, failures happened than the model had expected, beyond chance.

    All hazards were multiplied by one factor so that the sum is right.
    """

    says = "Held-out assets failed {ratio} times as often as expected; all hazards were corrected by that."
    why = "Probabilities must mean what they say."
    act = "Look whether the fleet changed in the course of time; older lives may not be like today's."
    ratio: Amount


@rule("M314", Severity.WARN)
class BeyondHistory(Finding):
    """Assets will be older within the time asked for than any asset at which a failure was seen.

    Beyond that age the curve of the fleet's life distribution goes on, which nothing has tested.
    """

    says = "{assets:asset|assets}, as {asset}, will be older than {age}, beyond which no failure was ever seen."
    why = "There the risk is a continuation, not an observation."
    act = "Inspect these assets, or ask for a shorter time."
    assets: int
    asset: str
    age: Amount
