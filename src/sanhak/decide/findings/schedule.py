"""What a plan of batches says about itself: D170–D190, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D170", Severity.WARN)
class OrdersLate(Finding):
    """Some orders are ready after they are due, in the recommended plan.

    Where the plan is proved best, no plan can do better with these units, recipes and closed times. What one more unit,
    shorter changeovers or work in closed times would bring stands in the answer.

    Tell the customers now, or take one of the measures and plan again.
    """

    says = "{count:order is|orders are} late in the recommended plan, {order} most: by {late}."
    why = "A date that cannot be kept costs less the earlier it is told."
    act = "Tell the customers now, or look what one more unit or shorter changeovers would bring."
    count: int
    order: str
    late: Amount


@rule("D171", Severity.REFUSE)
class NeverFinishes(Finding):
    """An order cannot be finished within the time that can be planned, a year.

    Mostly a unit is closed without an end in the calendar, or a batch takes longer than any stretch in which its unit
    is open: batches are not interrupted.

    Give the closure an end, or name another unit for the step.
    """

    says = "{count:order|orders} could not be finished within a year, for example {order}."
    why = "A batch is not interrupted: it needs a stretch in which its unit is open for as long as it takes."
    act = "Look at the earliest start and the durations of {order}, and at the closed times of the units that it needs."
    count: int
    order: str


@rule("D172", Severity.NOTE)
class NotProved(Finding):
    """The plan is not proved to be the best: the search stopped at its limit of work.

    The lower bound is what no plan can beat. The gap to it is the most that a better plan could still bring; often the
    plan is nearer to the best than the bound is. The limit counts work, not time: the same question has the same
    answer; a larger effort searches longer.

    Nothing needs to be done; a larger effort may bring a better plan or the proof.
    """

    says = "The plan is at {value}; no plan can be below {bound}: at most {gap} could still be gained."
    why = "Whether a better plan exists was not settled within the work that was allowed."
    act = "Use the plan; ask with more effort if that gap matters."
    value: Amount
    bound: Amount
    gap: Amount


@rule("D173", Severity.NOTE)
class RuleAsGood(Finding):
    """A simple rule gives a plan that is as good as the recommended one.

    Rules need no computer on the day on which something goes wrong. Where one is as good, it is worth knowing.

    Use the rule where the plan has to be changed in a hurry.
    """

    says = "The rule “{name}” gives a plan that is as good."
    why = "A rule that everybody knows survives a disturbance better than a plan that nobody can redo by hand."
    act = "Keep to the plan, and to this rule where something comes between."
    name: Text


@rule("D174", Severity.NOTE)
class TimesExact(Finding):
    """Durations are taken as they are written: no spread was given.

    The plan then has no interval. Real batches scatter, and lateness grows with the scatter, because a delay is handed
    on while an early end is mostly not used.

    Add a column to the recipes with the standard deviation of each duration, from the batch records.
    """

    says = "Durations are planned as exact, so that dates have no interval."
    why = "Real batches scatter; a plan without slack is late more often than on time."
    act = "Add the standard deviation of each duration to the recipes: the batch records have it."


@rule("D175", Severity.WARN)
class SolverMissing(Finding):
    """OR-Tools is not installed: the plan comes from rules and a search by insertion, without a proof.

    Such plans are good, often a few per cent from the best; but how far is then told only by a simple bound.

    Install it and ask again.
    """

    says = "OR-Tools is not installed, so the plan was searched without it."
    why = "Only the solver can prove how far the plan is from the best."
    act = 'Install it: pip install "sanhak[schedule]".'


@rule("D176", Severity.WARN)
class DateAtRisk(Finding):
    """An order is on time in the plan, but late in more than one of ten simulated courses.

    Durations are drawn with the spread that was given; units keep their sequence, and everything starts as soon as it
    can. What is counted is how often the order is late.

    Begin such orders earlier, or give the customer a date with slack.
    """

    says = (
        "{count:order is|orders are} on time in the plan and yet at risk; {order} is late with a chance of {chance:%}."
    )
    why = "A date that holds only if everything goes as planned is not a date to promise."
    act = "Watch these orders, or tell their customers a date with slack."
    count: int
    order: str
    chance: float


@rule("D177", Severity.NOTE)
class ChangeoversAssumed(Finding):
    """The table of changeovers does not hold every pair of products that a unit makes.

    Pairs that are missing take the time for changeovers that are not listed, which is a field of the question; batches
    of the same product need none unless the table says so.

    Complete the table where cleaning is needed, or state the time for pairs that are missing.
    """

    says = (
        "{count:changeover is|changeovers are} not in the table, for example {before} → {after} on {unit}: {assumed} is"
        " assumed."
    )
    why = "A plan gladly uses a changeover that seems to cost nothing."
    act = "Complete the table, or state the time for changeovers that are not listed."
    count: int
    before: str
    after: str
    unit: str
    assumed: Amount


@rule("D178", Severity.NOTE)
class ClosuresOverlap(Finding):
    """Closed times of a unit overlap; they were joined.

    Two rows for the same shutdown are usual: maintenance and a holiday. The unit is closed in either.

    Nothing needs to be done, unless one of the rows was meant for another unit.
    """

    says = "Closed times of {unit} overlap; they were joined."
    why = "Time that is closed twice is closed once."
    act = "See that no row was meant for another unit."
    unit: str


@rule("D179", Severity.NOTE)
class RoundedUp(Finding):
    """The quantity of an order is no multiple of the batch size: the number of batches was rounded up.

    Batches are made whole. What is made beyond the order goes to stock.

    Adjust the quantity, or use the surplus for the next order of the same product.
    """

    says = "{count:order was|orders were} rounded up to whole batches; {order} makes {surplus:%} more than was ordered."
    why = "What is made beyond the order has to go somewhere, and takes time of the units."
    act = "Adjust the quantities, or plan the surplus into the next order of the same product."
    count: int
    order: str
    surplus: float


@rule("D180", Severity.NOTE)
class DayEnds(Finding):
    """Due dates, or the ends of closed times, have no time of day: the end of that day is meant.

    An order that is due on 12 December is on time when it is ready in the evening of that day, and a unit that is
    closed from the 5th until the 6th is closed on both days.

    Give dates with a time where it matters, as where a lorry leaves at noon.
    """

    says = "Dates have no time of day: an order is due, and a closed time ends, at midnight at the end of its day."
    why = "Half a day more or less decides whether an order is late."
    act = "Give dates with a time where it matters."


@rule("D181", Severity.WARN)
class RowsIgnored(Finding):
    """Rows of the changeovers or of the calendar name a unit or a product that the plan does not know.

    They have no effect. Mostly the name is written differently from the recipes.

    Correct the names, or leave the rows out.
    """

    says = "{count:row names|rows name} what the plan does not know in the table {table}, for example {example}."
    why = "A closure or a cleaning that is ignored makes the plan fail on the day."
    act = "Correct the name, or leave the row out."
    table: str
    count: int
    example: str


@rule("D182", Severity.REFUSE)
class ClosureBackwards(Finding):
    """A closed time ends before it begins, or has no beginning.

    A closure without an end lasts for ever and is allowed; one that ends before it begins is a slip.

    Correct the row.
    """

    says = "In row {row} of the calendar, {unit} is closed until before it is closed, or no beginning is given."
    why = "Whichever end is right, the plan would be wrong by the other."
    act = "Correct row {row} of the calendar."
    row: int
    unit: str


@rule("D183", Severity.NOTE)
class NotSearchedExactly(Finding):
    """The question is too large for the solver: the plan comes from rules and a search by insertion.

    With changeovers that depend on the sequence, the number of neighbours grows with the square of the batches. Beyond
    60,000 of them the solver would spend its work on building the model.

    Plan a shorter time, or group small orders of the same product into campaigns.
    """

    says = "With {count:possible changeover|possible changeovers} the question is too large for the solver."
    why = "The plan was searched by rules and insertion, and is not proved to be best."
    act = "Plan a shorter time, or join small orders of the same product."
    count: int


@rule("D184", Severity.NOTE)
class StorageUnlimited(Finding):
    """What the plan does not know: storage between steps, crews, utilities and the life of intermediates.

    After each step a batch leaves its unit at once and waits wherever it has to, as long as it has to. Tanks that fill,
    crews that are on one batch at a time, steam for two reactors at once, and intermediates that spoil are not in the
    model.

    Check the waiting times in the listed plan against what your plant can hold.
    """

    says = "Batches may wait between steps without limit; the longest waits {wait}, before step {step} of {order}."
    why = "Tanks, crews, utilities and the life of intermediates are not in the plan."
    act = "See whether your plant can hold the batches that wait."
    wait: Amount
    step: str
    order: str


@rule("D185", Severity.REFUSE)
class TooManyBatches(Finding):
    """More batches are asked for than a plan of single batches can hold.

    Mostly a quantity stands in another unit than the batch sizes (g for kg), or a year was asked at once. Each batch is
    planned by itself on one unit at each step.

    Check units of quantities and batch sizes, or plan a shorter time.
    """

    says = "{count:batch|batches} are asked for, {order} alone {own}; at most {most} can be planned."
    why = "Each batch is planned by itself; so many take longer than anybody waits, and are mostly a slip of units."
    act = "Check the units of quantities and batch sizes, or plan a shorter time."
    count: int
    order: str
    own: int
    most: int


@rule("D186", Severity.REFUSE)
class RowIncomplete(Finding):
    """A row of the recipes says how long a step takes and lacks its product, its unit or its number.

    Cells that were merged in a sheet are empty in all rows but the first. Such a row would drop out of the recipe, and
    the plan would leave the step out.

    Fill the cell in each row.
    """

    says = "In the table {table}, row {row}, {column} is empty."
    why = "Without it the step would be left out of the plan, or have no place in it."
    act = "Fill in {column} in row {row}; a cell that was merged with the one above is empty here."
    table: str
    row: int
    column: str


@rule("D187", Severity.WARN)
class RowsWithoutProduct(Finding):
    """Rows of the orders have a number or a quantity and no product; they are not planned.

    A line with the total looks like this, and so does an order whose product was forgotten.

    Fill the product in where it is missing; a total may stay.
    """

    says = (
        "{count:row of the orders without a product is|rows of the orders without a product are} not planned, for"
        " example row {row}."
    )
    why = "An order that is left out of the plan is late without anybody seeing it."
    act = "Fill in the product in row {row}, unless it is the line of the total."
    count: int
    row: int


@rule("D188", Severity.REFUSE)
class ColumnNotRead(Finding):
    """A column that is to hold numbers or dates was read as something else, because of a cell that is none.

    A word among numbers or dates, such as *open* or *ASAP*, makes the whole column words.

    Empty such cells or write the number or date; or correct the kind of the column.
    """

    says = "In the table {table}, {column} is to hold {wanted}, but not all of its cells do, for example {example}."
    why = "A plan cannot be made from words, and a cell that is guessed makes it wrong."
    act = "Write {wanted} into {column}, or leave such cells empty; then read the table again."
    table: str
    column: str
    wanted: Text
    example: str


@rule("D189", Severity.WARN)
class ChangeoverTwice(Finding):
    """The table of changeovers gives several times for the same change on the same unit; the longest is planned.

    Two campaigns with other ways of cleaning look like this, or a row that was corrected below the old one.

    Leave one of the rows out.
    """

    says = (
        "{count:changeover has|changeovers have} more than one time, for example {before} → {after} on {unit}; the"
        " longest is planned."
    )
    why = "Which time is right decides what may follow on the unit."
    act = "Leave the rows out that no longer hold."
    count: int
    before: str
    after: str
    unit: str


@rule("D190", Severity.WARN)
class UnitsAlike(Finding):
    """The names of two units differ only in upper and lower case, or in blanks within.

    They are taken for two units that work side by side. Mostly it is one unit that is written in two ways, and the plan
    would then use it twice at the same time.

    Write the name in the same way everywhere.
    """

    says = "{one} and {other} are taken for two units that work side by side."
    why = "If it is one unit, the plan puts two batches on it at the same time."
    act = "If it is one unit, write its name in the same way in every row."
    one: str
    other: str
