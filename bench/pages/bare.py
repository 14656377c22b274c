"""The least that a page can be: a heading and a text field, with htmx. What others cost is told beside it.

At / its script stands in the head as htmx's own first steps have it; at /deferred it does not keep the text waiting;
at /styled it also has the style sheet of the workbench, which is the least that a page with a style of its own can be.
At /still is the first page of the workbench as a file without its scripts, at /plain the same without its style: what
a browser needs for as much text, whoever serves it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response
from starlette.responses import HTMLResponse

from sanhak.serve.style import packed_stylesheet

PAGE = """<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><title>산학</title><script src="/htmx.js"{}></script>{}</head>
<body><h1>산학 워크벤치</h1><input name="q" hx-get="/" hx-trigger="change"></body></html>"""


def main() -> None:
    """Serve at the port that is named, with the packed htmx and the first page that are named."""
    port, packed = int(sys.argv[1]), Path(sys.argv[2]).read_bytes()
    still = re.sub(
        r"<script.*?</script>|<link rel=.modulepreload.*?>|<link rel=.icon.*?>", "", Path(sys.argv[3]).read_text()
    )
    app = FastAPI()

    @app.get("/")
    def page() -> Response:
        return HTMLResponse(PAGE.format("", ""))

    @app.get("/deferred")
    def deferred() -> Response:
        return HTMLResponse(PAGE.format(" defer", ""))

    @app.get("/styled")
    def styled() -> Response:
        return HTMLResponse(PAGE.format(" defer", '<link rel="stylesheet" href="/style.css">'))

    @app.get("/still")
    def as_file() -> Response:
        return HTMLResponse(re.sub(r"(<link rel=.stylesheet. href=.)[^\"]*", r"\1/style.css", still))

    @app.get("/plain")
    def plain() -> Response:
        return HTMLResponse(re.sub(r"<link rel=.stylesheet.*?>", "", still))

    @app.get("/style.css")
    def style() -> Response:
        return Response(packed_stylesheet(), headers={"content-encoding": "gzip"}, media_type="text/css")

    @app.get("/htmx.js")
    def htmx() -> Response:
        return Response(packed, headers={"content-encoding": "gzip"}, media_type="text/javascript")

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
