import numpy as np
import pytest

from sanhak.decide.maintenance.age import age_replacement

AGES = np.linspace(1, 400, 4000)


def test_the_best_age_of_a_weibull_life():
    found = age_replacement(AGES, np.exp(-((AGES / 100) ** 2)), failure=10.0, planned=1.0)
    # At the optimum the hazard times what a failure costs more equals the least cost (Barlow and Proschan 1965).
    assert 2 * found.best / 100**2 * 9 == pytest.approx(found.least, rel=0.01)
    assert found.best == pytest.approx(34, abs=1)
    assert found.saved > 0.3
    assert found.unplanned == pytest.approx(10 / (100 * np.sqrt(np.pi) / 2), rel=0.01)


@pytest.mark.parametrize("shape", [0.7, 1.0])
def test_run_to_failure_is_best_where_nothing_wears(shape):
    ages = np.geomspace(0.1, 5000, 4000)
    found = age_replacement(ages, np.exp(-((ages / 100) ** shape)), failure=10.0, planned=1.0)
    assert found.best == np.inf
    assert found.least == found.unplanned
