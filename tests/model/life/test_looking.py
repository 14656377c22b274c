import numpy as np
import pytest

from sanhak.model.life import Lives
from sanhak.model.life.degradation import looking
from sanhak.model.life.degradation.passage import Law


def test_no_date_is_told_at_which_more_than_one_in_twenty_is_gone(monkeypatch):
    monkeypatch.setattr(looking, "changes", lambda *given: np.full(len(given[2]), 70.0))
    times = np.array([50.0, 100.0, 200.0])
    # The first may be left but may go early, the second is safe longer, the third is safe, the fourth is renewed.
    alive = np.array([[0.94, 0.92, 0.5], [0.99, 0.96, 0.9], [1.0, 0.9999, 0.99], [0.7, 0.5, 0.1]])
    lives = Lives(("A", "B", "C", "D"), times, alive)
    told = looking.inspect_by(None, None, np.arange(4), lives, 100.0, 0.1, Law.GAMMA)
    assert told[0] == pytest.approx(lives.quantile(0.05)[0])
    assert told[0] < 50
    assert told[1] == 70
    assert np.isnan(told[2:]).all()
