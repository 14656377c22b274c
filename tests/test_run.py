"""A run: its seed, its effort, whom it tells and when it stops."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sanhak.run import Cancelled, Run, Step, one_thread
from sanhak.text import say


def test_progress_is_told_and_a_wish_to_stop_is_heard():
    steps: list[Step] = []
    stop = False
    run = Run(progress=steps.append, cancelled=lambda: stop)
    run.step(say("Reading"), 1, 3)
    assert steps == [Step(say("Reading"), 1, 3)]
    stop = True
    with pytest.raises(Cancelled):
        run.step(say("Reading"))
    assert len(steps) == 1


def test_a_silent_run_needs_nothing():
    Run().step(say("Reading"))


def test_each_purpose_has_a_stream_of_its_own():
    run = Run(seed=7)
    assert run.rng("contest", 1).random() == run.rng("contest", 1).random()
    drawn = {run.rng(*purpose).random() for purpose in (("contest", 1), ("contest", 2), ("split",))}
    drawn.add(Run(seed=8).rng("contest", 1).random())
    assert len(drawn) == 4


def test_a_stream_is_the_same_in_another_process():
    code = "from sanhak.run import Run; print(Run(seed=7).rng('contest', 1).random())"
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert float(printed) == Run(seed=7).rng("contest", 1).random()


def test_effort_scales_counts_but_never_below_the_least():
    assert Run().count(40) == 40
    assert Run(effort=0.25).count(40) == 10
    assert Run(effort=0.001).count(40) == 1
    assert Run(effort=0.001).count(40, least=5) == 5


def test_linear_algebra_has_one_thread_inside_the_block_and_as_many_as_before_after_it():
    import scipy.linalg  # noqa: F401 - loads what is to be limited
    from threadpoolctl import threadpool_info, threadpool_limits

    def threads():
        return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

    with threadpool_limits(limits=2):
        before = threads()
        with one_thread():
            assert threads() == {1}
        assert threads() == before


def test_a_run_keeps_what_is_done_only_where_it_was_given_a_folder(tmp_path):
    assert Run().keep("long") is None
    place = Run(folder=tmp_path / "kept").keep("long")
    assert place == tmp_path / "kept" / "long"
    assert place.is_dir()
    assert Run(folder=tmp_path / "kept").keep("long") == place
