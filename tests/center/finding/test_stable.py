"""The matching is stable, keeps capacities, and is the best stable one for each problem."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sanhak.center.finding.stable import matched


def lists(names, others):
    return st.fixed_dictionaries({name: st.permutations(others).flatmap(_some) for name in names})


def _some(order):
    return st.integers(0, len(order)).map(lambda length: order[:length])


PROBLEMS, LABS = ["p", "q", "r", "s"], ["A", "B", "C"]
CASES = (lists(PROBLEMS, LABS), lists(LABS, PROBLEMS), st.fixed_dictionaries({lab: st.integers(0, 3) for lab in LABS}))


def allowed(pair, wishes, ranks, capacity):
    """Whether a matching names only who wants each other, and nobody beyond capacity."""
    wanted = all(lab in wishes[problem] and problem in ranks[lab] for problem, lab in pair.items())
    return wanted and all(list(pair.values()).count(lab) <= capacity[lab] for lab in LABS)


def blocked(pair, wishes, ranks, capacity):
    """Whether somebody could leave the matching with somebody else, to the good of both."""
    for problem, lab in product(PROBLEMS, LABS):
        if lab not in wishes[problem] or problem not in ranks[lab] or pair.get(problem) == lab:
            continue
        here = pair.get(problem)
        better = here is None or wishes[problem].index(lab) < wishes[problem].index(here)
        held = [one for one, other in pair.items() if other == lab]
        worse = any(ranks[lab].index(problem) < ranks[lab].index(one) for one in held)
        if better and (worse or len(held) < capacity[lab]):
            return True
    return False


def every(wishes, ranks, capacity):
    """All matchings that are allowed and stable."""
    for choice in product([None, *LABS], repeat=len(PROBLEMS)):
        pair = {problem: lab for problem, lab in zip(PROBLEMS, choice, strict=True) if lab}
        if allowed(pair, wishes, ranks, capacity) and not blocked(pair, wishes, ranks, capacity):
            yield pair


@given(*CASES)
def test_nobody_finds_a_better_pair(wishes, ranks, capacity):
    found = matched(wishes, ranks, capacity)
    assert allowed(found, wishes, ranks, capacity)
    assert not blocked(found, wishes, ranks, capacity)


@given(*CASES)
def test_it_is_the_best_stable_one_for_each_problem(wishes, ranks, capacity):
    found = matched(wishes, ranks, capacity)
    for other in every(wishes, ranks, capacity):
        assert set(other) == set(found)  # the rural hospitals theorem: who is matched is the same in all of them
        assert all(wishes[one].index(found[one]) <= wishes[one].index(other[one]) for one in found)
