"""What is the laboratory value now, between the samples, how surely, and when must a sample be taken?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table import Table


class Sensing(Study):
    """A laboratory value estimated from tags between its samples; a kind of an area gives it its name."""

    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each time of the tags; the laboratory value stands only where a sample was drawn."
    }
    optional: ClassVar[Mapping[str, str]] = {
        "samples": "One row for each sample: when it was drawn and what the laboratory found."
    }

    laboratory: Annotated[
        str,
        Field(
            title="Laboratory value",
            description="What the laboratory finds: a column of the samples where they are given, else of the data.",
            json_schema_extra=asks(Role.COLUMN, holds=("number",)),
        ),
    ]
    tags: Annotated[
        tuple[str, ...],
        Field(
            title="Tags",
            description="Columns from which the value is estimated; by itself all numbers of the data.",
            json_schema_extra=asks(Role.COLUMNS, first=True),
        ),
    ] = ()
    needed: Annotated[
        float | None,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Needed precision",
            description=(
                "How far off the value may be, in its unit, in nine cases of ten; by itself as far as the last sample"
                " is when the next one is drawn."
            ),
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = None
    delay: Annotated[
        float | None,
        Field(
            ge=0,
            allow_inf_nan=False,
            title="Delay of the samples",
            description="A sample shows the plant as it was so many minutes before; by itself it is found.",
            json_schema_extra=asks(Role.NUMBER, unit="min"),
        ),
    ] = None
    longest: Annotated[
        float,
        Field(
            gt=0,
            le=2880,
            title="Longest delay",
            description="Up to so many minutes a delay is searched for.",
            json_schema_extra=asks(Role.NUMBER, unit="min"),
        ),
    ] = 240.0
    update: Annotated[
        Literal["auto", "never"],
        Field(
            title="Move by past errors",
            description="Whether the errors at the last samples may move the estimate, as a bias update does.",
            json_schema_extra=asks(
                Role.CHOICE, words={"auto": "where later samples show that it helps", "never": "never"}
            ),
        ),
    ] = "auto"
    horizon: Annotated[
        float | None,
        Field(
            gt=0,
            le=8760,
            title="Hours ahead",
            description="How far ahead samples are planned; by itself three times the time between two.",
            json_schema_extra=asks(Role.NUMBER, unit="h"),
        ),
    ] = None
    models: Annotated[
        tuple[Any, ...],
        Field(
            exclude=True,
            title="Own methods",
            description="Further scikit-learn estimators that enter the contest.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The estimate now, whether it can be trusted, and the next samples; see :class:`~sanhak.study.Study`."""
        from sanhak.study.sensing.estimating import estimated
        from sanhak.study.sensing.learning import learn
        from sanhak.study.sensing.proof import proven
        from sanhak.study.sensing.telling import told

        learnt = learn(self, tables["data"], tables.get("samples"), run)
        proof = proven(self, learnt, run)
        return told(self, learnt, proof, estimated(self, learnt, proof))
