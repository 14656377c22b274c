"""The application: everything that is served, put together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from importlib.metadata import version
from typing import TypeAlias

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from sanhak.center.center import Center
from sanhak.serve.api.addresses import API
from sanhak.serve.pages import PAGES
from sanhak.serve.web.files import files
from sanhak.serve.web.guards import App, Guards
from sanhak.serve.web.mistakes import guard
from sanhak.serve.web.settings import Settings

_WORTH_PACKING = 1000
_PACKED = 4
"""The level of gzip: 6 saves another twentieth of a page and costs twice the time."""


Living: TypeAlias = Callable[[], AbstractAsyncContextManager[None]]
"""What lives as long as the server does."""


def application(center: Center, settings: Settings, living: Living = nullcontext) -> App:
    """What a server serves."""
    return Guards(bare(center, settings, living), settings.base, https=settings.https)


def bare(center: Center, settings: Settings, living: Living = nullcontext) -> FastAPI:
    """The application without its guards, for a look at its routes."""
    app = FastAPI(
        title="Sanhak",
        version=version("sanhak"),
        lifespan=lambda _app: living(),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.center, app.state.settings = center, settings
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING, compresslevel=_PACKED)
    app.include_router(files)
    app.include_router(API)
    for pages in PAGES:
        app.include_router(pages, include_in_schema=False)
    guard(app)
    return app
