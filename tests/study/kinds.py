"""A small study kind with a field of every role, for the tests of files, jobs and the command line."""

# ruff: noqa: RUF012 - pydantic copies defaults

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sanhak.run import Run
from sanhak.study import Answer, Role, Study
from sanhak.table import Table
from sanhak.text import say


def asks(role: Role, title: str, help_: str = "What it is for.", **more):
    return Field(title=title, description=help_, json_schema_extra={"role": role}, **more)


class Everything(Study):
    """Every role once, required and optional."""

    kind: ClassVar[str] = "test.kinds"
    title: ClassVar[str] = "Everything"
    question: ClassVar[str] = "Does every kind of field survive its file?"

    controls: Annotated[
        dict[str, tuple[float | None, float | None] | list[str]], asks(Role.RANGES, "Controls", "What can be set.")
    ]
    maximize: Annotated[str | None, asks(Role.COLUMN, "Maximize")] = None
    minimize: Annotated[str | None, asks(Role.COLUMN, "Minimize")] = None
    keep: Annotated[dict[str, tuple[float | None, float | None]], asks(Role.RANGES, "Limits")] = {}
    context: Annotated[dict[str, float | str | None], asks(Role.COLUMNS, "Context")] = {}
    inputs: Annotated[tuple[str, ...], asks(Role.COLUMNS, "Inputs")] = ()
    moves: Annotated[dict[str, Annotated[float, Field(ge=0)]], asks(Role.AMOUNTS, "Moves")] = {}
    aim: Annotated[Literal["expected", "guaranteed"], asks(Role.CHOICE, "Aim")] = "expected"
    robust: Annotated[bool, asks(Role.CHOICE, "Robust")] = True
    chance: Annotated[float, asks(Role.NUMBER, "Chance", ge=0.5, lt=1)] = 0.9
    price: Annotated[float | None, asks(Role.NUMBER, "Price", gt=0)] = None
    conditions: Annotated[tuple[str, ...], asks(Role.CONDITIONS, "Conditions")] = ()
    currency: Annotated[str, asks(Role.TEXT, "Currency")] = "KRW"

    @model_validator(mode="after")
    def _one_goal(self) -> Self:
        if self.maximize is not None and self.maximize == self.minimize:
            raise ValueError("one column cannot rise and fall")
        return self

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        for part in range(3):
            run.step(say("Counting rows"), part, 3)
        rows = len(tables["data"])
        return Answer(
            headline=say("{rows:row|rows} were read.", rows=rows),
            catch=say("Nothing was checked."),
            decision=(),
            promise=None,
            compared=(),
            scores=(),
            coverage=(),
            findings=(),
            figures=(),
        )


KINDS: Mapping[str, type[Study]] = {Everything.kind: Everything}
