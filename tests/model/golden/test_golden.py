import json
from pathlib import Path

import numpy as np
import pytest

from model.golden.make import ASKED, HERE
from sanhak.model.learners import METHODS
from sanhak.model.storage import load_learner


@pytest.mark.parametrize("kind", METHODS, ids=lambda kind: kind.__name__)
def test_every_kind_of_learner_has_a_golden_artefact_that_still_says_the_same(kind):
    folder: Path = HERE / kind.__name__
    learner = load_learner(folder, "learner")
    said = learner.predict_proba(ASKED) if hasattr(learner, "predict_proba") else learner.predict(ASKED)
    assert type(learner) is kind
    assert said == pytest.approx(np.array(json.loads((folder / "said.json").read_text())), rel=1e-9, abs=1e-12)


def test_no_artefact_is_without_its_kind():
    stored = {path.name for path in HERE.iterdir() if (path / "learner.json").exists()}
    assert stored == {kind.__name__ for kind in METHODS}
