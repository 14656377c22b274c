"""Process optimisation: from plant history to set-points that can be defended."""

from sanhak.study import Area

AREA = Area(
    name="process",
    title="Process optimisation",
    package=__name__,
    studies={
        "setpoints": "SetPoints",
        "design": "Design",
        "analyse": "Analyse",
        "campaign": "Campaign",
        "replay": "Replay",
    },
)

__getattr__ = AREA.attribute
