"""Studies that behave badly on purpose, at module level so that a worker process can load them."""

import os
import time
from collections.abc import Mapping
from typing import Annotated, ClassVar

from tests.study.kinds import Everything, asks

from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study import Answer, Role
from sanhak.study.findings import TableMissing
from sanhak.table import Table
from sanhak.text import say


class Behaving(Everything):
    """Does what ``mood`` says."""

    kind: ClassVar[str] = "test.behaving"
    mood: Annotated[str, asks(Role.TEXT, "Mood")] = "answer"

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        match self.mood:
            case "die":
                os._exit(3)
            case "refuse":
                raise Refusal(TableMissing(kind=self.kind, needed=("data",), given=()))
            case "hunger":
                raise MemoryError
            case "linger":
                for part in range(600):
                    run.step(say("Waiting"), part, 600)
                    time.sleep(0.05)
            case "threads":
                run.step(say(os.environ["OMP_NUM_THREADS"]))
        return super().answer(tables, run)
