"""Serving: the application on a port, its runners beside it, and the clock that asks repeated studies again."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sanhak.areas import Kinds
from sanhak.center import answering, data, delivering, entry, keeping, making, outbox, repeating, studies
from sanhak.center.center import Center
from sanhak.center.finding import sampling
from sanhak.center.reviewing import preparing
from sanhak.center.reviewing import proposing as assigning
from sanhak.center.selection import proposing
from sanhak.jobs.crew import Crew
from sanhak.jobs.handler import Handlers
from sanhak.jobs.runner import Post
from sanhak.serve.web.mail import Mail
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application
from sanhak.study import describe

if TYPE_CHECKING:
    from uvicorn import Config

HANDLERS: Final[Handlers] = {
    data.MAKE: making.HANDLER,
    studies.ASK: answering.HANDLER,
    preparing.BLIND: preparing.HANDLER,
    assigning.ASSIGN: assigning.HANDLER,
    proposing.SELECT: proposing.HANDLER,
    sampling.MEASURE: sampling.HANDLER,
}
"""What the runners carry out."""
_LOG: Final = logging.getLogger("sanhak")
_LOOK: Final = 30.0
"""Seconds between two looks at what is due."""
_SWEEP: Final = 120
"""Looks from one sweep of left-over blobs to the next: an hour."""


def post(center: Center) -> Post:
    """Where the runners of a centre work."""
    url = center.database.url.render_as_string(hide_password=False)
    return Post(url, center.blobs.folder, HANDLERS, durable=center.database.durable)


def serve(settings: Settings, ready: Callable[[str | None], None]) -> None:
    """Serve until the process is asked to end.

    Parameters
    ----------
    settings
        How.
    ready
        Told the address of the first administrator's link once the port is open; None where there is one already.

    Raises
    ------
    Refusal
        R020–R024 if the database cannot be opened.
    """
    import uvicorn

    center = Center.open(settings.folder, settings.url, durable=settings.durable)
    with center.database.writing() as rows:
        first = entry.first(rows)
    link = f"{settings.address}/welcome/{first}" if first else None
    with Crew(post(center), settings.runners):
        uvicorn.Server(_config(center, settings, lambda: ready(link))).run()


def free(settings: Settings) -> bool:
    """Whether nobody listens at the port yet."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return False
    return True


def _config(center: Center, settings: Settings, ready: Callable[[], None]) -> Config:
    import uvicorn

    @asynccontextmanager
    async def living() -> AsyncIterator[None]:
        ready()
        tasks = [asyncio.create_task(_keep_time(center, settings.mail)), asyncio.create_task(asyncio.to_thread(_load))]
        yield
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)
        center.database.close()

    return uvicorn.Config(
        application(center, settings, living),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=5,
    )


def _load() -> None:
    """Load the areas, their words and what compares texts now, so that nobody's first question waits for them."""
    import sklearn.feature_extraction.text  # noqa: F401 - loaded for those who ask

    kinds = Kinds()
    for name in kinds:
        describe(kinds[name]).title.render("ko")
    gc.collect()
    gc.freeze()  # what is loaded stays for good: no collection need look at it again


async def _keep_time(center: Center, mail: Mail | None) -> None:
    """Ask again what is due and send letters while the server lives; a failure is told and does not end it."""
    for look in itertools.count():
        await asyncio.sleep(_LOOK)
        try:
            await asyncio.to_thread(_ask_due, center)
            if look % _SWEEP == 0:
                await asyncio.to_thread(keeping.sweep, center)
        except Exception:  # noqa: BLE001 - whatever it is, the server goes on
            _LOG.exception("What is due could not be done")
        await asyncio.to_thread(_send_letters, center, mail)


def _send_letters(center: Center, mail: Mail | None) -> None:
    """Hand over the letters that wait, and throw away the old ones; what a server of mail says may hold secrets."""
    try:
        with center.database.writing() as rows:
            outbox.clear(rows)
        if mail is not None:
            outbox.send(center.database, mail.send)
    except Exception as error:  # noqa: BLE001 - likewise; the letters wait
        _LOG.error("Letters could not be sent: %s", type(error).__name__)


def _ask_due(center: Center) -> None:
    with center.database.writing() as rows:
        delivering.due(rows, center.queue)
        repeating.due(rows, center.queue, datetime.now(UTC))
