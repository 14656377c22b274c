"""Published designs and experiments: our numbers agree with the printed ones to the digits that are printed.

Read from the catalogue of the package process-improve, where it is installed. Every number of the two books that the
catalogue says how to recompute is either recomputed here, or its kind stands in ``NOT_SERVED`` with the reason.
"""

import warnings
from collections import Counter

import pytest
from tests.decide.design.restated import STATED
from tests.model.experiments.printed import SOURCES, agrees, checks, folder

NOT_SERVED = {
    "classical_test": "tests of one sample and of ranks, and autocorrelation, analyse no designed experiment",
    "multistratum": "split plots and nested samples have errors of several sizes, which one least-squares fit has not",
    "variance_component": "the same: variances of nested samples",
    "f_value": "a quantile of Fisher's distribution is a table, not a result",
    "ridge_form": "every number of this form in the two books is a known error of its source",
    "constant": "likewise: the offsets of canonical axes",
    "plackett_burman 27": "28 runs are not among the sizes that pyDOE3 makes; 32 runs are taken",
}
"""Kinds of result that are not recomputed, each with its reason."""


def unserved(check):
    """The entry of ``NOT_SERVED`` that a check falls under, if any."""
    design = check.get("design") or {}
    names = [check["kind"], check.get("function"), *str(check.get("key")).split(".")]
    names.append(f"{design.get('design_type')} {design.get('k')}")
    return next((name for name in names if name in NOT_SERVED), None)


def found(entry, expected, check):
    """Whether our number agrees with the printed one."""
    printed = str(check.get("printed", expected["value"]))
    if check["kind"] in STATED:
        return bool(STATED[check["kind"]](entry, check, printed))
    from tests.model.experiments.recomputed import recomputed

    return bool(agrees(recomputed(entry, check), printed, expression=bool(check.get("expression"))))


@pytest.mark.skipif(folder() is None, reason="process-improve, which carries the catalogue, is not installed")
@pytest.mark.parametrize("book", SOURCES)
def test_every_printed_number_of_a_kind_that_we_serve_is_ours_to_its_digits(book):
    counted, wrong, seen = Counter(), [], set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a saturated model divides by nothing on purpose
        for entry, expected, check in checks(book):
            if "kind" not in check:
                counted["nothing to recompute"] += 1
            elif reason := unserved(check):
                seen.add(reason)
                counted["not served"] += 1
            elif "disagreement" in check:
                counted[f"disputed ({check['cause']})"] += 1
            elif found(entry, expected, check):
                counted["agree"] += 1
            else:
                wrong.append((entry["name"], check))
    print(f"{book}: {dict(counted)}")  # noqa: T201 - the count is what a reader wants to see
    assert not wrong, f"{len(wrong)} differ, among them {wrong[:3]}"
    assert counted["agree"] > 1500
    assert counted["not served"] < 100
