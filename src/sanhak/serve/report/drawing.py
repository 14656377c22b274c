"""Figures drawn: plain Vega-Lite to still SVG, without a browser and without a network.

A page shows one of two drawings of a figure by the width of its screen, so that words keep their size on a phone.
Colours stay the hexadecimal ones of :mod:`sanhak.figure`; the page's style sheet maps each by attribute to its shade in
the dark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from sanhak.figure import INK, Figure

if TYPE_CHECKING:
    from lxml.etree import _Element

    from sanhak.text import Language

TIME: Final[Mapping[Language, Literal["ko-KR", "en-GB"]]] = {"ko": "ko-KR", "en": "en-GB"}
"""How dates and times are written, by language."""
LEAD_WIDTH: Final = 720
WIDE: Final = 516
NARROW: Final = 330
"""Widths of a whole drawing in pixels: the first figure, two side by side, and a phone of 360 pixels."""

GRID: Final = "#ececec"
FONT: Final = (
    "Pretendard, 'Noto Sans KR', 'Noto Sans CJK KR', system-ui, 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif"
)
_MARGIN: Final = 52
_STEP: Final = 30
_SQUARE: Final = 0.85
_TALL: Final = 0.8
"""The least height over width on a phone, where a flat picture would hide what its curve does."""
_SVG: Final = "{http://www.w3.org/2000/svg}"
_DOT: Final = re.compile(r"M(-?[\d.]+),0A")
_SHIFT: Final = re.compile(r"translate\(([-\d.e]+),([-\d.e]+)\)")
_LONG: Final = re.compile(r"(\d\.\d)\d+")
_PLACES: Final = frozenset({"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height"})
_MERGED_FROM: Final = 40
_SHEETS: Final = 12
"""Dots of one layer are drawn as this many paths, so that overlapping dots still darken while the page stays small."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The two drawings of a figure as SVG text; a square figure has only the narrow one, which serves every screen."""

    wide: str | None
    narrow: str


def draw(figure: Figure, language: Language, *, lead: bool = False) -> Drawing:
    """Draw ``figure`` in ``language`` at two widths; ``lead`` makes the wide one larger.

    Raises
    ------
    ValueError
        If Vega-Lite cannot draw the view, or the view asks for anything that is not inside it.
    """
    view = json.dumps(figure.view(language), ensure_ascii=False)
    narrow = _drawn(view, figure.aspect, NARROW, language, f"{figure.name}-n")
    if figure.aspect > _SQUARE and not lead:
        return Drawing(None, narrow)
    return Drawing(_drawn(view, figure.aspect, LEAD_WIDTH if lead else WIDE, language, f"{figure.name}-w"), narrow)


@lru_cache(maxsize=128)
def _drawn(view: str, aspect: float, width: int, language: Language, name: str) -> str:
    """A drawing by all that it depends on: report, page and archive of an answer show the same ones."""
    return _svg(json.loads(view), aspect, width, language, name)


def theme(width: int) -> dict[str, Any]:
    """How every figure looks, as a Vega-Lite configuration: faint grid, no frame, words of 12 pixels."""
    narrow = width <= NARROW
    words = {"labelColor": INK, "labelFontSize": 12, "titleColor": INK, "titleFontSize": 12, "titleFontWeight": 600}
    quiet = {"grid": True, "gridColor": GRID, "domain": False, "ticks": False, "labelPadding": 6}
    return {
        "aria": False,
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {**words, **quiet, "titlePadding": 8, "labelOverlap": True, "labelSeparation": 6},
        "axisX": {"tickCount": 5 if narrow else 7},
        # The name of the vertical axis lies above it, so that nobody turns the head and the phone loses no width.
        "axisY": {
            "tickCount": 5,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "start",
            "titleX": 0,
            "titleY": -14,
        },
        "axisBand": {"grid": False, "labelLimit": 132 if narrow else 240, "labelPadding": 8},
        "legend": {**words, "orient": "top", "title": None},
        "text": {"color": INK, "fontSize": 12},
        "bar": {"cornerRadiusEnd": 2},
    }


def _svg(view: Mapping[str, Any], aspect: float, width: int, language: Language, name: str) -> str:
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(
        spec_of(view, aspect, width),
        config=theme(width),
        allowed_base_urls=[],
        time_format_locale=TIME[language],
    )
    return _tidy(drawn, re.sub(r"\W+", "-", name))


def spec_of(view: Mapping[str, Any], aspect: float, width: int) -> dict[str, Any]:
    """A view with its size: a list takes a step for each name, everything else its share of the width."""
    tall = max(aspect, _TALL) if width <= NARROW else aspect
    height: Any = {"step": _STEP} if _listed(view) else round(tall * (width - _MARGIN))
    padding = {"left": 2, "right": 10, "top": 8, "bottom": 4}
    size = {"padding": padding, "width": width, "height": height}
    return {**size, "autosize": {"type": "fit-x", "contains": "padding"}, **view}


def _listed(view: Mapping[str, Any]) -> bool:
    """Whether a view, or a layer of it, lists names along its vertical axis."""
    vertical = view.get("encoding", {}).get("y", {})
    return vertical.get("type") == "nominal" or any(map(_listed, view.get("layer", ())))


def _tidy(drawn: str, name: str) -> str:
    """The SVG made small and fit to stand beside others on one page: own ids, no scripts or links, dots joined."""
    from lxml import etree

    root = etree.fromstring(drawn.encode())
    for outside in (*root.iter(f"{_SVG}a"), *root.iter(f"{_SVG}image"), *root.iter(f"{_SVG}script")):
        raise ValueError(
            f"a figure holds its own data and points nowhere; this one has <{etree.QName(outside).localname}>"
        )
    for group in [group for group in root.iter(f"{_SVG}g") if "mark-symbol" in group.get("class", "")]:
        _join_dots(group)
    for element in list(root.iter()):
        _clean(element)
    etree.cleanup_namespaces(root)
    for useless in ("version", "class"):
        root.attrib.pop(useless, None)
    root.set("aria-hidden", "true")
    text = etree.tostring(root, encoding="unicode")
    return re.sub(r'(id="|url\(#)', rf"\g<1>{name}-", text)


def _clean(element: _Element) -> None:
    for useless in ("aria-hidden", "aria-roledescription", "role", "pointer-events", "stroke-miterlimit"):
        element.attrib.pop(useless, None)
    # A page that forbids styles inside it would lose them: each becomes the attribute of its name.
    for style in element.attrib.pop("style", "").split(";"):
        name, _, value = style.partition(":")
        if value:
            element.set(name.strip(), value.strip())
    for place in _PLACES.intersection(element.attrib):
        element.set(place, _LONG.sub(r"\1", element.get(place, "")))
    marks = element.get("class", "")
    if element.tag == f"{_SVG}path" and marks in ("background", "foreground"):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    elif marks and "role-mark" not in marks:
        del element.attrib["class"]


def _join_dots(group: _Element) -> None:
    """Replace many equal round dots by a few paths of round-capped strokes of no length."""
    dots = list(group)
    looks = {tuple(sorted((key, value) for key, value in dot.attrib.items() if key != "transform")) for dot in dots}
    if len(dots) < _MERGED_FROM or len(looks) != 1:
        return
    look = dict(looks.pop())
    radius = _DOT.match(look.get("d", ""))
    places = [_SHIFT.match(dot.get("transform", "")) for dot in dots]
    if radius is None or "fill" not in look or not all(places):
        return
    group[:] = []
    steps = [f"M{float(place[1]):.1f},{float(place[2]):.1f}h0" for place in places if place]
    style = {"stroke": look["fill"], "stroke-width": f"{2 * abs(float(radius[1])):.1f}", "stroke-linecap": "round"}
    for sheet in range(min(_SHEETS, len(steps))):
        shape = {"d": "".join(steps[sheet::_SHEETS]), "fill": "none", "opacity": look.get("opacity", "1")}
        group.append(group.makeelement(f"{_SVG}path", shape | style))
