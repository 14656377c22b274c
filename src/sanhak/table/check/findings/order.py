"""The rules about rows in their order: T060–T069 and T248."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule


@rule("T060", Severity.WARN)
class StuckSensor(Finding):
    """A number that otherwise moves from row to row stays exactly the same for a long stretch.

    Moving means that at least four of five neighbouring rows differ. The stretch has at least five rows (eight where
    the table has no time), and is so long that equal neighbours by chance would explain it in one of a thousand tables.
    """

    says = "{column} stays at {value} for {rows:row|rows} in a row (rows {first} to {last}), while it moves elsewhere."
    why = "A sensor that hangs, or a plant that stands still, teaches the model that nothing has an effect."
    act = "Empty these cells or drop these rows; if the plant stood still, say so."
    column: str
    value: float
    rows: int
    first: int
    last: int


@rule("T061", Severity.NOTE)
class TimeGaps(Finding):
    """A regular recording has gaps.

    A recording is regular if nine of ten steps lie within 10 % of the usual step. A gap is longer than five usual
    steps.
    """

    says = "The time column {column} has {gaps:gap|gaps}; rows usually come every {step}, the longest gap is {longest}."
    why = "After a gap the plant may be another one: cleaned, repaired, started up again."
    act = "Find out what happened in the gaps; drop start-up rows after them."
    column: str
    gaps: int
    step: str
    longest: str


@rule("T062", Severity.WARN)
class TimeRepeats(Finding):
    """Several rows carry the same moment, on the same equipment, in a recording whose moments otherwise differ.

    A date without a time of day may stand in many rows; that is not reported.
    """

    says = "{rows:row carries|rows carry} a moment of {column} that another row already has, at row {examples}."
    why = "Rows with one moment are copies, or two sources were pasted into one table."
    act = "Delete the copies, or name the column that tells the equipment apart."
    column: str
    rows: int
    examples: tuple[int, ...]


@rule("T063", Severity.WARN)
class TimeBackwards(Finding):
    """Time runs forward through the table, but jumps back in a few places.

    Reported if at most one step in ten goes back. A table that is not sorted at all is sorted before use, without ado.
    """

    says = "The time in {column} jumps back in {steps:place|places}, at row {examples}."
    why = "Such jumps come from swapped day and month, a changed clock, or files pasted in the wrong order."
    act = "Check these dates; rows are sorted by time before use."
    column: str
    steps: int
    examples: tuple[int, ...]


@rule("T064", Severity.WARN)
class TimeMissing(Finding):
    """Rows carry no time although the table has a time column.

    A row without time cannot be placed before or after another, so it can neither teach nor judge where time counts.
    """

    says = "{rows:row has|rows have} no time in {column}, at row {examples}."
    why = "A row without time has no place in a test that goes forward in time."
    act = "Fill in the time, or drop these rows."
    column: str
    rows: int
    examples: tuple[int, ...]


@rule("T065", Severity.WARN)
class Drift(Finding):
    """Columns have another level in the last third of the rows than in the first third.

    The two thirds are compared by ranks (H. B. Mann and D. R. Whitney, 1947), with the rows' memory of their neighbours
    taken into account, and corrected for the number of columns (one false alarm in a thousand tables). The effect is
    Cliff's delta, the chance that a late value is higher minus the chance that it is lower; it is reported from 0.474
    on, a large effect after J. Romano and others (2006).
    """

    says = (
        "{count:column has|columns have} another level in the last third of the rows than in the first: {columns}"
        " (strongest {strength})."
    )
    why = "A model that learned from the early rows is asked about a plant that has moved on."
    act = "Judge models forward in time, learn from recent rows, and find out what changed."
    count: int
    columns: tuple[str, ...]
    strength: float


@rule("T066", Severity.NOTE)
class MoreOfTheSame(Finding):
    """A finding holds in so many cases that only the first five are told one by one.

    Cases of one rule usually have one cause: a logger that stopped, a sheet that was pasted twice, a unit that was
    changed for a whole group of instruments. The first five show what it is; the rest is counted, and up to eight are
    named.

    Look for what the named columns have in common, correct it at its source, and look at the table again.
    """

    says = "{finding} holds in {count:further case|further cases}, such as {columns}."
    why = "A long list hides its own most important lines."
    act = "Correct the first ones and look again; what they have in common may correct all."
    finding: str
    count: int
    columns: tuple[str, ...]


@rule("T248", Severity.WARN)
class UnitChanged(Finding):
    """From one row to the next a tag jumps in level and in scatter by just the factor of a known conversion of units.

    Each side has at least fifty rows in the order of time, the step is larger than ten usual differences of neighbours,
    and both sides hardly overlap. The scatter of neighbours must follow the factor within a third, the level within
    three usual differences and 1 % of the step. Between °C and K only the zero moves; there the level must be right
    within 2 % of the step. Units that are nearly equal, such as bar and kgf/cm², cannot be told apart like this.

    Look up what was changed on that day: a transmitter, its range, the export. Then convert one side, for instance with
    ``derive`` and ``if(time < '2026-03-05', P, 100 * P)``.
    """

    says = (
        "{column} seems to change its unit at row {row} ({moment}): about {before} until then, about {after} from then"
        " on, as by {conversion}."
    )
    why = "A change of units is a large false effect."
    act = "Find out what was changed on that day, and convert the rows of one side."
    column: str
    row: int
    moment: datetime | float
    before: float
    after: float
    conversion: tuple[str, ...]
