"""A stable matching of problems and laboratories: nobody finds a pair that both sides would rather be in.

Problems propose, and a laboratory keeps the best that it has room for. Source: D. Gale, L. S. Shapley, "College
admissions and the stability of marriage", The American Mathematical Monthly 69 (1962): the outcome is the best stable
one for each problem, whatever the order in which they propose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def matched(
    wishes: Mapping[str, Sequence[str]], ranks: Mapping[str, Sequence[str]], capacity: Mapping[str, int]
) -> dict[str, str]:
    """The laboratory of each problem that gets one.

    Parameters
    ----------
    wishes
        For each problem the laboratories that it wants, the best first.
    ranks
        For each laboratory the problems that it wants, the best first; whom it does not name it does not take.
    capacity
        How many problems each laboratory takes.
    """
    place = {lab: {problem: at for at, problem in enumerate(order)} for lab, order in ranks.items()}
    held: dict[str, list[str]] = {lab: [] for lab in ranks}
    left, waiting = {problem: list(order) for problem, order in wishes.items()}, list(wishes)
    while waiting:
        problem = waiting.pop()
        while left[problem]:
            lab = left[problem].pop(0)
            if problem not in place.get(lab, {}) or capacity[lab] < 1:
                continue
            held[lab].append(problem)
            if len(held[lab]) <= capacity[lab]:
                break
            worst = max(held[lab], key=place[lab].__getitem__)
            held[lab].remove(worst)
            if worst != problem:
                waiting.append(worst)
                break
    return {problem: lab for lab, kept in held.items() for problem in kept}
