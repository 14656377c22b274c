"""Work orders and notifications of maintenance as plants export them: what failed when, why, and for how long."""

from sanhak.study.work_orders.reading import WorkOrders

__all__ = ["WorkOrders"]
