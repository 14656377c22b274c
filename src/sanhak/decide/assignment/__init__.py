"""Who reviews what: the fairest assignment of reviewers to applications, what a change costs, and one drawn by lot."""

from sanhak.decide.assignment.change import Change, Standing, cost_of_change, standings
from sanhak.decide.assignment.exact import Assignment, assign, assigned
from sanhak.decide.assignment.lottery import Drawn, assign_randomly
from sanhak.decide.assignment.question import Question

__all__ = [
    "Assignment",
    "Change",
    "Drawn",
    "Question",
    "Standing",
    "assign",
    "assign_randomly",
    "assigned",
    "cost_of_change",
    "standings",
]
