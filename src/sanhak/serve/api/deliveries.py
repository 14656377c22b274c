"""Further rows of a dataset: sent as a file or as JSON, looked at and added by a job."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from sanhak.center import data, delivering
from sanhak.center.findings_delivering import NotRows
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.serve.api import models, records, row_models
from sanhak.serve.api.caller import Caller, Me, page_of
from sanhak.serve.api.data import keep_body, once_with
from sanhak.serve.api.predictions import csv_of
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on
from sanhak.store import Stored

routes = routes_on("data")
files = routes_on("data", small=False)
_ROWS: TypeAdapter[list[dict[str, row_models.Cell]]] = TypeAdapter(list[dict[str, row_models.Cell]])
_SCHEMA: dict[str, Any] = {
    "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
    "text/csv": {"schema": {"type": "string"}},
    "application/octet-stream": {"schema": {"format": "binary", "type": "string"}},
}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": _SCHEMA}}


@files.post("/datasets/{dataset}/rows", status_code=201, response_model=row_models.DeliveryReply, openapi_extra=_BODY)
async def deliver(
    me: Me,
    request: Request,
    dataset: str,
    name: Annotated[str, Query(min_length=1, max_length=200, description="What the delivery is called.")] = "rows",
) -> Response:
    """Send further rows under the heads of the data: JSON (a list of objects), CSV, Excel or Parquet as the body.

    A job adds them: its state stands among the deliveries. The same body sent again counts once.
    """
    await run_in_threadpool(_enter, me, dataset)  # before anything is read
    kept = await keep_body(me, request)
    if request.headers.get("content-type", "").partition(";")[0].strip() == "application/json":
        kept = await run_in_threadpool(_as_table, me, kept)
        name = name if "." in name else f"{name}.csv"
    return await run_in_threadpool(_delivered, me, dataset, name, kept)


@routes.get("/datasets/{dataset}/deliveries")
def deliveries(me: Me, dataset: str, limit: Limit = 50, after: After = None) -> models.Page[row_models.DeliveryReply]:
    """The deliveries to a dataset, the latest first."""
    with me.center.database.reading() as rows:
        every = delivering.of(rows, me.person, dataset)
    found, further = page_of(every, lambda one: one.id, limit, after)
    return models.Page(items=[records.delivery(me, one) for one in found], next=further)


def _enter(me: Caller, dataset: str) -> None:
    with me.center.database.reading() as rows:
        data.dataset(rows, me.person, dataset, Part.MEMBER)


def _as_table(me: Caller, sent: Stored) -> Stored:
    """JSON as a table of text, in place of what was sent; :class:`Refusal` C288 if it is no list of rows."""
    try:
        rows = _ROWS.validate_python(json.loads(me.center.blobs.read(sent.key)), strict=True)
        if not rows:
            raise Refusal(NotRows(because="[]"))
        return me.center.blobs.put(csv_of(rows).encode())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Refusal(NotRows(because=f"{first['loc']}: {first['msg']}"[:200])) from None
    except (ValueError, RecursionError) as error:
        raise Refusal(NotRows(because=str(error)[:200])) from None
    finally:
        me.center.blobs.delete(sent.key)


def _delivered(me: Caller, dataset: str, name: str, kept: Stored) -> Response:
    def act(rows: Connection) -> row_models.DeliveryReply:
        made = delivering.deliver(rows, me.center.queue, me.person, dataset, name=name, file=kept)
        return records.delivery(me, delivering.get(rows, me.person, made))

    return once_with(me, kept, act)


routes.include_router(files)
