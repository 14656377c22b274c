"""The report in words: tables of each lookup table, the paired comparison, CPU seconds; English and Korean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from curves import AT, LIMITS, Curves, interval, paired, seconds, student
from lookup import Lookup
from loop import Campaign
from named import PEERS

TITLES = {name: peer.title for name, peer in PEERS.items()}
WORDS = {
    "en": {
        "edbo": "EDBO (published)",
        "chemists": "50 chemists (published)",
        "random": "random",
        "tool": "tool",
        "runs": "campaigns",
        "best": "best after {n}",
        "share": "≥ 99 % after {n}",
        "low": "5th percentile after 50",
        "worst": "worst after 50",
        "cpu": "CPU s a batch: median · mean",
        "ratio": "of BayBE's",
        "repeated": "measured again",
        "filled": "filled",
        "snapped": "moved to the list",
        "paired": "Sanhak − {tool} on {n} common seeds, after {at}: {mean:+.2f}"
        " (bootstrap {a:+.2f} to {b:+.2f}, Student {c:+.2f} to {d:+.2f})",
        "kept": "; the interval must lie above {limit:+g}: it does",
        "missed": "; the interval must lie above {limit:+g}: **it does not**",
        "alternating": "CPU s a batch of five up to 30 experiments, both tools in turn on the same {n} seeds:"
        " Sanhak {ours:.3f}, BayBE {other:.3f} (medians); ratio {ratio:.3f}.",
        "mixed": "{tool}: its campaigns come from several versions ({versions})",
    },
    "ko": {
        "sanhak_own": "Sanhak, 시작도 스스로",
        "sanhak_ranked": "Sanhak, 화학자의 순위",
        "edbo": "EDBO (발표된 결과)",
        "chemists": "화학자 50명 (발표된 결과)",
        "random": "무작위",
        "tool": "도구",
        "runs": "캠페인 수",
        "best": "{n}회 후 최고값",
        "share": "{n}회 후 99 % 이상",
        "low": "50회 후 5 백분위수",
        "worst": "50회 후 최저",
        "cpu": "배치당 CPU 초: 중앙값 · 평균",
        "ratio": "BayBE 대비",
        "repeated": "중복 측정",
        "filled": "채운 점",
        "snapped": "목록으로 옮긴 점",
        "paired": "공통 시드 {n}개에서 Sanhak − {tool}, {at}회 후: {mean:+.2f}"
        " (부트스트랩 {a:+.2f} ~ {b:+.2f}, 스튜던트 {c:+.2f} ~ {d:+.2f})",
        "kept": "; 구간 전체가 {limit:+g}보다 커야 합니다: 충족",
        "missed": "; 구간 전체가 {limit:+g}보다 커야 합니다: **미달**",
        "alternating": "30회까지 5개 배치당 CPU 초, 같은 시드 {n}개에서 두 도구를 번갈아 실행:"
        " Sanhak {ours:.3f}, BayBE {other:.3f} (중앙값), 비 {ratio:.3f}.",
        "mixed": "{tool}: 여러 버전의 캠페인이 섞여 있습니다 ({versions})",
    },
}
NOTHING = "–"


def title(tool: str, language: str) -> str:
    """What a tool is called."""
    return WORDS[language].get(tool) or TITLES[tool]


def _form(table: Lookup) -> str:
    """As many decimals as show a thousandth of the table's range."""
    return f".{max(0, 3 - int(np.floor(np.log10(np.ptp(table.values)))))}f"


def grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (header, *rows)]
    return "\n".join([lines[0], "|---" * len(header) + "|", *lines[1:]])


def reached(table: Lookup, curves: Sequence[Curves], language: str) -> str:
    """Mean best after so many experiments, with its 95 % interval over repeats."""
    words, form = WORDS[language], _form(table)
    rows = []
    for each in curves:
        cells = [title(each.tool, language), f"{len(each.best):,}"]
        for at in AT:
            values = each.after(at)
            cells.append(f"{values.mean():{form}}" if len(values) else NOTHING)
            if len(values) > 1:
                lower, upper = interval(values)
                cells[-1] += f" ({lower:{form}}–{upper:{form}})"
        rows.append(cells)
    return grid([words["tool"], words["runs"], *(words["best"].format(n=at) for at in AT)], rows)


def held(table: Lookup, curves: Sequence[Curves], language: str) -> str:
    """How sure a tool is, what it costs, and what it did not choose itself."""
    words = WORDS[language]
    base = next((np.median(seconds(each.campaigns)) for each in curves if each.tool == "baybe"), np.nan)
    rows = [[title(each.tool, language), *_sure(table, each), *_spent(each, float(base))] for each in curves]
    names = ["low", "worst", "cpu", "ratio", "repeated", "filled", "snapped"]
    shares = [words["share"].format(n=at) for at in (30, 50)]
    return grid([words["tool"], *shares, *(words[name] for name in names)], rows)


def _sure(table: Lookup, each: Curves) -> list[str]:
    """Shares at the target, the fifth percentile on the poor side, and the worst."""
    good = np.greater_equal if table.pool.maximize else np.less_equal
    cells = []
    for at in (30, 50):
        values = each.after(at)
        cells.append(f"{100 * good(values, table.target).mean():.0f} %" if len(values) else NOTHING)
    values = each.after(50)
    if not len(values):
        return [*cells, NOTHING, NOTHING]
    poor = (0.05, 0.0) if table.pool.maximize else (0.95, 1.0)
    return [*cells, *(f"{np.quantile(values, share):{_form(table)}}" for share in poor)]


def _spent(each: Curves, base: float) -> list[str]:
    """CPU seconds and the shares of picks that were measured again, filled, or moved onto the list."""
    if not each.campaigns:
        return [NOTHING] * 5
    spent = seconds(each.campaigns)
    ratio = np.median(spent) / base
    cells = [f"{np.median(spent):.3g} · {spent.mean():.3g}", f"{ratio:.3g}" if np.isfinite(ratio) else NOTHING]
    picks = sum(len(one.rows) - len(one.rows[:5]) for one in each.campaigns)
    for what in ("repeated", "filled", "snapped"):
        total = sum(sum(getattr(one, what)) for one in each.campaigns)
        cells.append(f"{100 * total / picks:.1f} %")
    return cells


def compared(table: Lookup, curves: Sequence[Curves], language: str) -> list[str]:
    """Ours minus BayBE's on common seeds, against the limits that were set for the reported table."""
    words, by_tool = WORDS[language], {each.tool: each for each in curves}
    if not {"sanhak", "baybe"} <= set(by_tool):
        return []
    lines = []
    for at, limit in LIMITS.items():
        apart = paired(by_tool["sanhak"], by_tool["baybe"], at)
        if len(apart) < 2:
            continue
        (a, b), (c, d) = interval(apart), student(apart)
        facts = {
            "tool": "BayBE",
            "n": len(apart),
            "at": at,
            "mean": float(apart.mean()),
            "a": a,
            "b": b,
            "c": c,
            "d": d,
        }
        line = words["paired"].format(**facts)
        if table.role == "reported":
            line += words["kept" if min(a, c) > limit else "missed"].format(limit=limit)
        lines.append(f"- {line}")
    return lines


def alternating(ours: Sequence[Campaign], other: Sequence[Campaign], language: str) -> list[str]:
    """CPU seconds of both tools where they ran in turn."""
    if not ours or not other:
        return []
    a, b = float(np.median(seconds(ours))), float(np.median(seconds(other)))
    return [WORDS[language]["alternating"].format(n=len(ours), ours=a, other=b, ratio=a / b)]


def mixed(curves: Sequence[Curves], language: str) -> list[str]:
    """Tools whose campaigns on one table come from more than one version."""
    lines = []
    for each in curves:
        versions = sorted({", ".join(f"{k} {v}" for k, v in one.versions.items()) for one in each.campaigns})
        if len(versions) > 1:
            lines.append(
                "- " + WORDS[language]["mixed"].format(tool=title(each.tool, language), versions="; ".join(versions))
            )
    return lines


def section(table: Lookup, curves: Sequence[Curves], language: str) -> str:
    """Everything about one table."""
    listed = [*compared(table, curves, language), *mixed(curves, language)]
    parts = [reached(table, curves, language), held(table, curves, language), "\n".join(listed)]
    return "\n\n".join(part for part in parts if part)


def put(page: Path, text: str, mark: str = "report") -> None:
    """Replace what stands between the marks of a page."""
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(f"{begin}\n")
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
