"""Carry jobs out here and now, as a runner would, without its processes."""

from __future__ import annotations

from sanhak.center.center import Center
from sanhak.finding import Refusal
from sanhak.jobs.job import Mark, State, why
from sanhak.serve.workbench.serving import HANDLERS


def work(center: Center) -> list[State]:
    """Every job that waits, one after the other; what became of each."""
    ended = []
    while job := center.queue.claim("test", HANDLERS):
        handler, trace = HANDLERS[job.kind], []

        def tell(step, trace=trace):
            trace.append(Mark(float(len(trace)), step.doing.message, step.done, step.of))

        try:
            result = handler.carry_out(job.payload, center.blobs.folder, tell, lambda: False)
            kept = handler.keep(result, job, center.blobs)
            state, outcome, within = State.DONE, kept.outcome, kept.within
        except Refusal as refusal:
            state, outcome, within = State.REFUSED, why(refusal), lambda _rows: None
        assert center.queue.settle(job, state, outcome, within, trace)
        ended.append(state)
    return ended
