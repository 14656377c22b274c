"""Maintenance as a question: which asset should be taken out when, by whom and with which part?"""

from sanhak.study.maintenance_plan.plan import MaintenancePlanning

__all__ = ["MaintenancePlanning"]
