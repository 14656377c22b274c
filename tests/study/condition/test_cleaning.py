import numpy as np

from sanhak.study.condition.cleaning import History, mended


def course(values, limit):
    return History("A", np.arange(float(len(values))), np.array(values), limit)


def test_inches_are_found_where_a_length_is_measured():
    found = []
    (one,) = mended([course([10.0, 9.9, 9.8 / 25.4, 9.7 / 25.4], 6.0)], "mm", found)
    assert one.value.round(6).tolist() == [10.0, 9.9, 9.8, 9.7]
    assert [finding.code for finding in found] == ["T378"]


def test_a_cleaned_exchanger_was_not_measured_in_inches():
    found = []
    values = [0.30, 0.40, 0.508, 0.02, 0.06, 0.15]
    (one,) = mended([course(values, 0.5)], "m2*K/kW", found)
    assert one.value.tolist() == values
    assert not found
