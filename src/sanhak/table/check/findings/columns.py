"""The rules about single columns and rows: T050–T059."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T050", Severity.WARN)
class DuplicateRows(Finding):
    """Rows stand in the table more than once, equal in every column.

    Equal rows can also be a coincidence where all columns are coarse. They are reported only if there are clearly more
    of them than columns that know nothing of each other would give: three times the expected number, and more than
    chance explains once in a thousand tables.

    Delete the copies, unless each of them was really measured again.
    """

    says = "{rows:row repeats|rows repeat} another row in every column, at row {examples}."
    why = "A copied row counts twice when the model learns, and can be learned and judged at the same time."
    act = "Delete the copies, or add the column that tells the measurements apart (time, sample number)."
    rows: int
    examples: tuple[int, ...]


@rule("T051", Severity.NOTE)
class ConstantColumns(Finding):
    """A column holds one and the same value in every row in which it holds anything.

    Nothing can be learned from such a column, and nothing about changing it. It does no harm either.
    """

    says = "{count:column holds|columns hold} a single value: {columns}."
    why = "What never changed has no effect that could be seen."
    act = "Leave the column out, or bring rows in which it differs."
    count: int
    columns: tuple[str, ...]


@rule("T052", Severity.NOTE)
class NearlyConstant(Finding):
    """A column holds one value in nearly all rows.

    At most one row in twenty differs, and either fewer than five rows or less than 1 % of them. The limit of one in
    twenty follows M. Kuhn, Building predictive models in R using the caret package (2008).
    """

    says = "{count:column differs|columns differ} from a single value in a handful of rows only: {columns}."
    why = "An effect seen in a handful of rows is the effect of those rows."
    act = "Do not rely on its effect; bring more rows in which it differs."
    count: int
    columns: tuple[str, ...]


@rule("T053", Severity.NOTE)
class MissingValues(Finding):
    """Values are missing in the table.

    The share is counted in each column. Missing inputs are allowed: the model is told that they are missing. Rows
    without an outcome cannot teach and are not used.
    """

    says = (
        "{cells:value is|values are} missing in {columns:column|columns}, most in {worst} ({share:%});"
        " {complete:row is|rows are} complete."
    )
    why = "A gap is filled by what other rows suggest, which is less than a measurement."
    act = "Nothing needs to be done; fill what can still be looked up."
    cells: int
    columns: int
    worst: str
    share: float
    complete: int


@rule("T054", Severity.WARN)
class MostlyMissing(Finding):
    """A column is empty in more than half of the rows.

    What it says holds for the minority of rows in which somebody had a reason to fill it in.
    """

    says = "{count:column is|columns are} empty in more than half of the rows: {columns}."
    why = "Why a value was written down in some rows only may say more than the value."
    act = "Leave the column out, or ask when it is recorded and keep those rows only."
    count: int
    columns: tuple[str, ...]


@rule("T055", Severity.NOTE)
class MissingTogether(Finding):
    """Several columns are missing in exactly the same rows.

    Such columns usually come from one instrument, one laboratory sheet or one shift; the gap then has one cause.
    """

    says = "{count:column is|columns are} missing in the same {rows:row|rows}: {columns}."
    why = "Gaps with one cause are one event, and the other columns of these rows may have suffered from it too."
    act = "Find out what happened in these rows; drop them if the plant was not in normal operation."
    count: int
    rows: int
    columns: tuple[str, ...]


@rule("T056", Severity.WARN)
class OutOfBounds(Finding):
    """Values lie outside of what is physically possible for the column.

    The bounds belong to the facts about the column: those of its unit (a share of 0–100 %, no temperature below
    absolute zero) or those that were given for it.
    """

    says = "In {column}, {rows:value lies|values lie} outside the bounds (least {lower}, most {upper}): {examples}."
    why = "An impossible value is an error of the instrument, of the unit or of the entry."
    act = "Correct the values or empty their cells; if the bounds are wrong, give the right ones."
    column: str
    rows: int
    lower: float | None
    upper: float | None
    examples: tuple[float, ...]


@rule("T057", Severity.WARN)
class MixedUnits(Finding):
    """The values of one column fall into two clusters that become one when a known conversion of units is applied.

    Both clusters hold at least three different values and 1 % of the rows, the gap between them is wider than either,
    and after conversion (°C, K, °F; bar, kPa, MPa, psi; % and fraction; factors of a thousand) each median lies within
    the central 90 % of the other cluster. Two set levels of a designed test are not reported.
    """

    says = (
        "{column} seems to mix two units: {first_rows:row|rows} like {first}, {second_rows:row|rows} like"
        " {second}; {conversion} makes them one."
    )
    why = "A mixed unit is a large false effect."
    act = "Convert one of the two groups, and write the unit into the header."
    column: str
    first_rows: int
    first: float
    second_rows: int
    second: float
    conversion: str


@rule("T058", Severity.WARN)
class Outliers(Finding):
    """Single values lie far away from all others of their column.

    Far is more than six robust standard deviations from the median (1.4826 times the distance of the median to the
    quartile on that side; F. R. Hampel, The influence curve and its role in robust estimation, 1974), and so far that a
    tail falling off exponentially would reach it in one of a thousand tables. Positive columns are judged by their
    logarithms as well. Columns with long tails and columns with fewer than ten different values are not judged.
    """

    says = "In {column}, {rows:value lies|values lie} far from all others (median {median}): {examples}."
    why = "One wrong decimal point can turn the recommended direction."
    act = "Look the rows up; correct or empty what is wrong, and keep what really happened."
    column: str
    rows: int
    median: float
    examples: tuple[float, ...]


@rule("T059", Severity.NOTE)
class LongTails(Finding):
    """A column has far values, but so long a tail that they cannot be told from the rest.

    The tail is long if the 95 % point is more than 2.9 times as far from the median as the quartile on that side, also
    for the logarithms if all values are positive; for a normal distribution it is 2.4 times. In such columns
    (impurities, waiting times, prices) far values are normal, and outliers are not searched for.
    """

    says = (
        "{count:column has|columns have} long tails, in which far values are normal and no outliers were searched"
        " for: {columns}."
    )
    why = "A limit made for short tails would throw good rows away."
    act = "Look at the largest values yourself."
    count: int
    columns: tuple[str, ...]
