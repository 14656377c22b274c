"""Why orders, recipes or dates cannot be scheduled as they stand: S320–S329, each with its page in its docstring."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("S320", Severity.REFUSE)
class OrderWithoutRecipe(Finding):
    """An order asks for a product that no recipe makes.

    Products are matched by their names as they are written, without regard to blanks at the ends. A product that is
    called otherwise in both tables is the usual reason.

    Add the steps of the product to the recipes, or write its name in both tables in the same way.
    """

    says = "Order {order} asks for {product}, of which there is no recipe; recipes are there for {known}."
    why = "Without its steps, units and durations the order has no place in any plan."
    act = "Add the recipe of {product}, or correct the name in one of the tables."
    order: str
    product: str
    known: tuple[str, ...]


@rule("S321", Severity.REFUSE)
class UnknownEquipment(Finding):
    """A recipe names equipment that is neither a unit nor a group in the table of units.

    Where a table of units is given, it is the list of all that can be used: a recipe names one of its units, or a group
    of units that can stand for each other. Without that table each name in the recipes is a unit of its own.

    Add the unit to the table of units, or correct its name in the recipe.
    """

    says = "Step {step} of {product} asks for {unit}, which is neither a unit nor a group; known are {known}."
    why = "A step that no unit can do stops the whole order."
    act = "Add {unit} to the table of units, or correct its name in the recipes."
    product: str
    step: str
    unit: str
    known: tuple[str, ...]


@rule("S322", Severity.REFUSE)
class UnusableValue(Finding):
    """A quantity, a batch size, a duration or a step is missing, or is zero or negative where it must be more.

    Durations and batch sizes must be larger than zero, changeovers and spreads may be zero. A blank duration is never
    taken as zero: the plan would promise what nobody can keep.

    Fill the cell in, or leave the row out.
    """

    says = "In the table {table}, row {row}, {column} is {value}; a value {above} is needed."
    why = "A blank or a zero would be planned as work that takes no time."
    act = "Fill in {column} in row {row}, or leave the row out."
    table: str
    row: int
    column: str
    value: float | None
    above: Text


@rule("S323", Severity.REFUSE)
class NoTimeUnit(Finding):
    """A column of durations has no unit, or one that is no time.

    8 may be hours or minutes, and a plan that takes one for the other is worthless. A head such as *duration [h]* or
    *시간 [min]* is enough.

    Write the unit into the head of the column, or give it where the table is shown.
    """

    says = "{column} is to be a duration, but its unit is {unit}."
    why = "Hours and minutes differ by a factor of sixty, and nothing in the numbers tells them apart for sure."
    act = "Write the unit into the head, as in duration [h]."
    column: str
    unit: str | None


@rule("S324", Severity.REFUSE)
class DueBeforeRelease(Finding):
    """An order is due before it may begin.

    No plan can be on time then; mostly both dates were exchanged or belong to different years.

    Correct one of both dates.
    """

    says = "Order {order} is due on {due}, before it may begin on {release}."
    why = "No plan can keep such a date, and one that tries would put off the others."
    act = "Correct the due date or the release of order {order}."
    order: str
    due: datetime
    release: datetime


@rule("S325", Severity.REFUSE)
class OrderTwice(Finding):
    """An order number stands in several rows.

    It may be one order written twice, or two parts of one order: made twice it fills units for nothing, made once a
    customer waits.

    Leave one of the rows out, or number the parts (O-101-1, O-101-2).
    """

    says = "Order {order} stands in {count:row|rows}."
    why = "Whether it is to be made once or more often changes the whole plan."
    act = "Leave the repetition out, or give each part a number of its own."
    order: str
    count: int


@rule("S326", Severity.REFUSE)
class StepTwice(Finding):
    """A recipe has the same step on the same unit in more than one row.

    Steps of a product are carried out in the order of their numbers; rows with the same number are alternatives on
    different units. The same step on the same unit twice is a number that was copied, or two durations for one thing.

    Number the steps of each product in the order in which they are carried out.
    """

    says = "Step {step} of {product} stands more than once for {unit}."
    why = "Two durations for the same thing leave open how long it takes, and a step that was misnumbered is lost."
    act = "Number the steps of {product} in their order; keep one row for each unit of a step."
    product: str
    step: str
    unit: str


@rule("S327", Severity.REFUSE)
class NoStart(Finding):
    """Nothing says when the plan begins.

    It begins where the question says so, or at the earliest release of an order. Due dates alone do not tell it.

    Give the start, or a column of releases.
    """

    says = "Neither a start nor a release of an order is given as a date and time ({given})."
    why = "Without a beginning no batch has a date, and no order is late or on time."
    act = "Give the start of the plan, as in 2026-12-01 08:00."
    given: str | None


@rule("S328", Severity.REFUSE)
class HeadNotFound(Finding):
    """A column that is needed was not named, and none of the heads is known to mean it; or it holds another kind.

    Common heads are recognised in Korean and English, such as *product*, *duration* or *납기*. Others have to be named.

    Name the column in the question.
    """

    says = "In the table {table} no usable column was found for: {wanted}. Its columns are {known}."
    why = "A column that is guessed wrongly gives a plan that looks right and is not."
    act = "Name the column in the question, and see that dates are read as dates and durations as numbers."
    table: str
    wanted: Text
    known: tuple[str, ...]


@rule("S329", Severity.REFUSE)
class NothingToPlan(Finding):
    """A table that is needed has no rows that can be used.

    Rows without a product are no orders and no recipes.

    Give the orders with their products, and the recipes of these products.
    """

    says = "The table {table} has no row with a product."
    why = "Where nothing is asked for, or nobody knows how it is made, there is nothing to plan."
    act = "Fill in the table {table}."
    table: str
