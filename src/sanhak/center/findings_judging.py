"""The rules about a plan that is held against work orders: C295–C297, each with its page."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("C295", Severity.NOTE)
class PlannedCounted(Finding):
    """No work order says that it renewed an asset, so planned orders that were carried out count as the jobs.

    Among planned orders there are inspections and lubrication, which renew nothing. An activity type or an order type
    that names the replacement or overhaul tells them apart.

    Give the orders a column of the activity, or leave only those out of the list that renewed nothing.
    """

    says = "No order says that it renewed an asset: planned orders that were carried out count as the jobs of the plan."
    why = "Inspections and lubrication are planned orders too, and renew nothing."
    act = "Add the activity type to the orders, or leave out those that renewed nothing."


@rule("C296", Severity.WARN)
class NoJobInOrders(Finding):
    """Jobs of the plan were due, and the orders tell of failures alone.

    Either no job was done, or the list holds only notifications of malfunctions. In the second case the cost is counted
    too low, and assets that were renewed count as running.

    Bring planned and corrective orders together in one list.
    """

    says = "{jobs:job was|jobs were} due, and not one is in the orders."
    why = "If the list holds failures alone, the cost is counted too low."
    act = "Bring planned and corrective orders together in one list."
    jobs: int


@rule("C297", Severity.REFUSE)
class OrdersNotReady(Finding):
    """The data that were chosen as work orders are not of this project, or could not be read as a table.

    Work orders come as one table with the assets, the dates and what each order was.

    Choose another data set of the project, or add the orders to it.
    """

    says = "The data that were chosen hold no table that is ready."
    why = "Jobs are found in a table of work orders."
    act = "Choose another data set, or add the orders to the project."
