"""What the log says of the acts of carrying out, and what they are done to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanhak.text import Text, say

ACTS: Final[Mapping[str, Text]] = {
    "project.imported": say("imported the workbook {name}"),
    "gate.agreed": say("agreed the gate of “{title}”: {limit}"),
    "gate.held": say("judged the gate of “{title}” as passed: {value}, agreed {limit}"),
    "gate.missed": say("judged the gate of “{title}” as not passed: {value}, agreed {limit}"),
    "stage.put": say("put “{title}” to the vote"),
    "stage.voted": say("voted on “{title}”: {vote}"),
    "stage.settled": say("settled “{title}”: {verdict}. Reason: {reason}"),
    "load.planned": say("planned {share} % of a month for {name}"),
    "load.dropped": say("took a planned share of {name} back"),
    "budget.planned": say("planned {won} won for {title} ({year})"),
    "money.spent": say("wrote down {won} won spent for {title}"),
    "money.back": say("took the spending of {won} won on {day} back"),
    "risk.noted": say("wrote down the risk “{title}”"),
    "risk.reviewed": say("looked at the risk “{title}” again: {weight} of 25"),
    "risk.closed": say("closed the risk “{title}”"),
    "deliverable.due": say("set the deliverable “{title}”"),
    "deliverable.handed": say("handed “{title}” in"),
    "deliverable.accepted": say("accepted “{title}”"),
    "deliverable.public": say("made “{title}” public"),
    "terms.agreed": say("wrote the terms down: {owner} owns the results, {hold:day|days} of publication hold"),
    "followup.proposed": say("proposed “{title}” to follow"),
}
"""Every act of carrying out."""
ABOUT: Final[Mapping[str, Text]] = {
    "stage": say("stage decision"),
    "load": say("planned share"),
    "budget": say("budget line"),
    "spending": say("spending"),
    "risk": say("risk"),
    "deliverable": say("deliverable"),
}
"""What they are done to, besides what the log knows."""
