"""Jobs: how far they are, told once or as it happens, and stopping them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from sanhak.center import projects
from sanhak.center.findings import NotHere
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.jobs.job import ENDS, Job
from sanhak.serve.api import models, records
from sanhak.serve.api.caller import Caller, Me
from sanhak.serve.api.route import routes as routes_on

routes = routes_on("jobs")
_LOOK: Final = 0.5
"""Seconds between two looks at a job."""
_STILL: Final = 15.0
"""Seconds of silence after which a word is sent, so that no proxy takes the connection for dead."""
_EVENT: Final = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["step", "end"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events.", "content": {"text/event-stream": {"schema": _EVENT}}}
}


@routes.get("/jobs/{job}")
def job(me: Me, job: str) -> models.JobReply:
    """One job with how far it is."""
    return records.job(me, _job(me, job))


@routes.post("/jobs/{job}/cancel", response_model=models.JobReply)
def cancel(me: Me, job: str) -> models.JobReply:
    """Stop a job: at once if it waits, at its next step if it runs. One that has ended stays as it is."""
    _job(me, job, Part.MEMBER)
    me.center.queue.cancel(job)
    return records.job(me, _job(me, job))


@routes.get("/jobs/{job}/events", response_class=StreamingResponse, responses=_EVENTS)
def events(me: Me, job: str) -> Response:
    """How far a job is, as server-sent events: “step” with each change, “end” at last; each holds the job as JSON."""
    _job(me, job)
    return StreamingResponse(_told(me, job), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


def _job(me: Caller, name: str, part: Part = Part.GUEST) -> Job:
    """A job of a project that is open, or one's own that belongs to none; :class:`Refusal` C001 or C002."""
    found = me.center.queue.get(name)
    if found is None or (found.project is None and found.person != me.person.id):
        raise Refusal(NotHere())
    if found.project is None:
        return found
    with me.center.database.reading() as rows:
        projects.enter(rows, me.person, found.project, part)
    return found


async def _told(me: Caller, name: str) -> AsyncIterator[str]:
    said, silent = "", 0.0
    while True:
        seen = await run_in_threadpool(_seen, me, name)
        ended = seen is None or seen.state in ENDS
        words = seen.model_dump_json() if seen is not None else json.dumps(None)
        if words != said or ended:
            yield f"event: {'end' if ended else 'step'}\ndata: {words}\n\n"
            said, silent = words, 0.0
        elif silent >= _STILL:
            yield ": still there\n\n"
            silent = 0.0
        if ended:
            return
        await asyncio.sleep(_LOOK)
        silent += _LOOK


def _seen(me: Caller, name: str) -> models.JobReply | None:
    """The job as it stands; None once it is gone, or no longer for the caller."""
    try:
        return records.job(me, _job(me, name))
    except Refusal:
        return None
