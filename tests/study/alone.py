"""A study kind whose question stands on its own, and that may be given a table besides."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from tests.study.kinds import asks

from sanhak.run import Run
from sanhak.study import Answer, Role, Study
from sanhak.table import Table
from sanhak.text import say


class Alone(Study):
    """Needs no table; counts the rows of the one that may be given."""

    kind: ClassVar[str] = "test.alone"
    title: ClassVar[str] = "Alone"
    question: ClassVar[str] = "Can a question stand on its own?"
    tables: ClassVar[Mapping[str, str]] = {}
    optional: ClassVar[Mapping[str, str]] = {"runs": "One row for each run.", "prices": "One row for each price."}

    count: Annotated[float, asks(Role.NUMBER, "Count")] = 3.0

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        rows = len(tables["runs"]) if "runs" in tables else 0
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
