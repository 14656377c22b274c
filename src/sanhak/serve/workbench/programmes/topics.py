"""What the programmes of the demonstration are about: topics from a chemical company, each told in a few sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sanhak.text import Text, say


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A topic: what goes wrong, a way to it, and what it may be worth a year in million won (low, likely, high)."""

    area: str
    title: Text
    wrong: Text
    approach: Text
    worth: tuple[int, int, int]


REACTOR: Final = Topic(
    "process",
    say("More product from the jacketed reactor"),
    say("The yield has stayed below that of the best week last year, and nobody can say what made that week good."),
    say("Ten days of hourly records, a model with intervals, and two confirming runs within the limits of the jacket."),
    (120, 300, 700),
)
COLUMN: Final = Topic(
    "process",
    say("Butane in the bottoms of the debutaniser"),
    say(
        "The laboratory tells every few hours what left the column long before; steam is spent to be on the safe side."
    ),
    say("A soft sensor between two samples, checked forward in time, then a set-point nearer to the limit."),
    (80, 150, 260),
)
RESIN: Final = Topic(
    "quality",
    say("Viscosity of the resin before the batch is discharged"),
    say("Each batch waits six hours for its viscosity, and one in twelve is reworked."),
    say("Torque and temperature curves of 400 batches; the end point is told with an interval, and it stops on drift."),
    (60, 180, 350),
)
EXCHANGER: Final = Topic(
    "maintenance",
    say("When the heat exchangers really need cleaning"),
    say("They are cleaned twice a year whether they need it or not, and one clogged before its turn last summer."),
    say("Heat balances give the fouling by the day; the next cleaning is planned by its cost against that of steam."),
    (40, 90, 200),
)
GRADES: Final = Topic(
    "planning",
    say("Fewer changes of grade on the packing line"),
    say("Each change costs forty minutes, and the order of the week is made by hand on Friday afternoon."),
    say("Changeover times from the log, then a schedule whose lateness is simulated before it is taken."),
    (30, 70, 120),
)
COUPLING: Final = Topic(
    "drug",
    say("A coupling with less by-product"),
    say("The second step loses a tenth of the material to one by-product, and each trial takes three days."),
    say("Sixteen screening runs, then five at a time, chosen by expected improvement under the by-product's limit."),
    (50, 110, 240),
)
CATHODE: Final = Topic(
    "materials",
    say("Cathode material with less cobalt"),
    say("The price of cobalt has doubled in a year, and the known compositions lose capacity without it."),
    say("Candidates by formula inside the known domain, twelve syntheses in three rounds, measured blind."),
    (100, 400, 1500),
)
COATING: Final = Topic(
    "materials",
    say("A coating with half the solvent"),
    say("Emissions of solvent are near the limit of the permit, and thicker coatings run."),
    say("A mixture design of five components, with viscosity and gloss as limits, confirmed on the pilot line."),
    (20, 60, 140),
)
COLOUR: Final = Topic(
    "quality",
    say("Where the yellow tint of the granulate comes from"),
    say("Every third week a lot turns yellow, and customers send it back."),
    say("Lots joined with raw materials and dryer temperatures; causes are held against lots that were left out."),
    (25, 50, 100),
)
