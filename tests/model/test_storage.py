import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.linear_model import Ridge

from sanhak.finding import Refusal
from sanhak.model.learners.baseline import Mean
from sanhak.model.learners.linear import ElasticNet
from sanhak.model.storage import load_learner, load_state, save_learner, save_state

VALUES = st.one_of(
    st.text(max_size=20),
    st.text(max_size=8).map(lambda text: text + "\n\r\n\t" + text),
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False),
    arrays.arrays(np.float64, arrays.array_shapes(min_side=0, max_dims=3, max_side=4)),
    arrays.arrays(np.int32, 3),
    arrays.arrays(np.bool_, 2),
    arrays.arrays("<U5", 2, elements=st.text("aβ한", max_size=5)),
)


@given(st.dictionaries(st.text("abcdef_", min_size=1, max_size=6), VALUES, max_size=5))
def test_a_state_comes_back_to_the_last_digit(tmp_path_factory, state):
    folder = tmp_path_factory.mktemp("model")
    save_state(folder, "part", state)
    again = load_state(folder, "part")
    assert again.keys() == state.keys()
    for part, value in state.items():
        if isinstance(value, np.ndarray):
            assert again[part].dtype == value.dtype
            assert np.array_equal(again[part], value, equal_nan=value.dtype.kind == "f")
        else:
            assert again[part] == value
            assert type(again[part]) is type(value)


def test_numbers_of_numpy_are_kept_as_plain_numbers(tmp_path):
    save_state(tmp_path, "part", {"a": np.float64(0.1), "b": np.int64(3), "c": float("nan"), "d": np.bool_(True)})
    again = load_state(tmp_path, "part")
    assert (again["a"], again["b"], again["d"]) == (0.1, 3, True)
    assert np.isnan(again["c"])


def test_the_same_state_is_written_as_the_same_bytes(tmp_path):
    state = {"a": np.arange(5.0), "text": "tree\nleaf", "n": 3}
    for folder in ("first", "second"):
        save_state(tmp_path / folder, "part", state)
    names = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert names == ["part.json", "part.npz", "part.text.txt"]
    assert all((tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes() for name in names)


@pytest.mark.parametrize("value", [np.array([object()]), [1, 2], None, np.array([{"a": 1}], dtype=object)])
def test_what_would_need_a_pickle_is_refused(tmp_path, value):
    with pytest.raises(Refusal, match="M006"):
        save_state(tmp_path, "part", {"odd": value})
    assert not list(tmp_path.iterdir())


def test_a_pickle_smuggled_into_the_arrays_is_never_opened(tmp_path):
    save_state(tmp_path, "part", {"a": np.arange(3.0)})
    np.savez(tmp_path / "part.npz", a=np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(Refusal, match="M007"):
        load_state(tmp_path, "part")
    manifest = json.loads((tmp_path / "part.json").read_text())
    import hashlib

    manifest["files"]["part.npz"] = hashlib.sha256((tmp_path / "part.npz").read_bytes()).hexdigest()
    (tmp_path / "part.json").write_text(json.dumps(manifest))
    with pytest.raises(Refusal, match=r"M007.*incomplete or damaged"):
        load_state(tmp_path, "part")


def spoil(text):
    def act(folder):
        (folder / "part.json").write_text(text)

    return act


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda folder: (folder / "part.json").unlink(), "part.json is missing"),
        (lambda folder: (folder / "part.npz").unlink(), "part.npz is missing"),
        (lambda folder: (folder / "part.t.txt").write_text("other"), "part.t.txt was changed"),
        (spoil("{"), "damaged"),
        (spoil("[]"), "damaged"),
        (spoil('{"format": 99}'), "another version"),
        (spoil('{"format": 1, "values": {}, "files": {}, "texts": ["t"], "arrays": []}'), "damaged"),
        (spoil('{"format": 1, "values": {}, "files": {"../../x": "0"}, "texts": [], "arrays": []}'), "damaged"),
    ],
)
def test_a_damaged_folder_is_refused_with_its_reason(tmp_path, act, said):
    save_state(tmp_path, "part", {"a": np.arange(3.0), "t": "one\ntwo"})
    act(tmp_path)
    with pytest.raises(Refusal, match=rf"M007.*{said}"):
        load_state(tmp_path, "part")


class Own(Ridge):
    """An outside method that says what it consists of."""

    def state(self):
        return {"slope": self.coef_}

    @classmethod
    def from_state(cls, state):
        learner = cls()
        learner.coef_, learner.intercept_ = state["slope"], 0.0
        return learner


def test_a_method_without_state_says_that_it_cannot_be_kept(tmp_path):
    with pytest.raises(Refusal, match=r"M005.*Ridge"):
        save_learner(tmp_path, "learner", Ridge().fit([[0.0], [1.0]], [0.0, 1.0]))
    assert not list(tmp_path.iterdir())


def test_an_outside_method_is_kept_and_needs_its_class_to_come_back(tmp_path):
    X, y = np.array([[-1.0], [1.0]]), np.array([-1.0, 1.0])
    save_learner(tmp_path, "learner", Own().fit(X, y))
    again = load_learner(tmp_path, "learner", [Own])
    assert again.predict(X) == pytest.approx(Own().fit(X, y).predict(X))
    with pytest.raises(Refusal, match=r"M008.*Own"):
        load_learner(tmp_path, "learner")


def test_a_state_that_does_not_fit_its_method_is_refused(tmp_path):
    save_state(tmp_path, "learner", {"method": "ElasticNet", "intercept": 1.0})
    with pytest.raises(Refusal, match=r"M007.*ElasticNet"):
        load_learner(tmp_path, "learner")


def test_a_built_in_method_cannot_be_replaced_by_a_name_from_outside(tmp_path):
    class ElasticNet(Mean):
        pass

    save_learner(tmp_path, "learner", Mean().fit(np.zeros((2, 1)), np.zeros(2)))
    assert type(load_learner(tmp_path, "learner", [ElasticNet])) is Mean


def test_elastic_net_is_a_method_of_the_package():
    assert ElasticNet.__module__ == "sanhak.model.learners.linear"
