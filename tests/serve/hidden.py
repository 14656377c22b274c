"""What a lesson must not tell: the seed, the workbench's secret, the plant's constants, and the true optimum."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from sqlalchemy import select

from sanhak.areas import lesson
from sanhak.center import schema
from sanhak.center.teaching.seed import seed_of

LESSON = "process.setpoints"


def unpacked(content: bytes) -> str:
    """What a reply or a file says: all parts of an archive, archives inside it too."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(f"{name}\n{unpacked(parts.read(name))}" for name in parts.namelist())


def hidden(center, person: str, number: int) -> dict[str, str]:
    """Everything from which the answer of an attempt follows, as it would be written, with what it is."""
    with center.database.reading() as rows:
        seed = seed_of(rows, person, LESSON, number)
        secret = rows.scalar(select(schema.secrets.c.value))
    drawn = lesson(LESSON).draw(seed)
    constants, best = drawn.plant.constants, drawn.best
    told = {str(seed): "seed", f"{seed:x}": "seed", f"{seed << 1:x}"[:12]: "seed", secret: "secret"}
    for value in (*constants.rates, *constants.activations, constants.heat_transfer):
        told |= dict.fromkeys(_written(value), "constant")
    for value in best.settings.values():
        told |= dict.fromkeys((repr(value), f"{value:.4f}", f"{value:.3f}"), "optimum")
    for value in (*best.outcomes.values(), *_truths(drawn)):
        told |= dict.fromkeys((repr(value), f"{value:.5f}", f"{value:.4f}"), "truth")
    return {text: what for text, what in told.items() if sum(map(str.isalnum, text)) > 5}


def best_value(center, person: str, number: int) -> str:
    """The best possible as a grade tells it."""
    with center.database.reading() as rows:
        return f"{lesson(LESSON).draw(seed_of(rows, person, LESSON, number)).best.value:.2f}"


def found(text: str, secrets: dict[str, str]) -> list[str]:
    """The secrets that stand in a text, beside what they are; not where another number only ends like one."""
    lowered = text.lower()
    there = [one for one in secrets if one.lower() in lowered]
    return [f"{secrets[one]}: {one}" for one in there if re.search(rf"(?<![\d.]){re.escape(one.lower())}", lowered)]


def plain(html: str) -> str:
    """The words of a page, without addresses, in which any digits may stand by chance."""
    return re.sub(r"<[^>]*>", " ", html)


def _written(value: float) -> Iterator[str]:
    yield from (repr(value), f"{value:.6e}", f"{value:.5e}", f"{value:.6g}", f"{value:,.2f}", f"{value:.2f}")


def _truths(drawn) -> list[float]:
    today = drawn.plant.truth(dict(drawn.task.today))
    return [float(values[0]) for values in today.values()]
