"""Builds the documentation into ``site/``: written pages as they are, the rest from the code. A warning is an error.

``--answers`` also solves every case for the gallery (some CPU minutes) and puts the whole report beside its page.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from sanhak.areas import areas
from sanhak.finding import rules
from sanhak.serve.documentation import case_page, finding_page, findings_list, study_page, substances_list
from sanhak.text import LANGUAGES

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "build" / "docs"
Nav = list[dict[str, "str | Nav"]]


def write(name: str, title: str, *parts: str) -> str:
    """One page: a title and its parts, one a language. Returns its name."""
    path = PAGES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {title}\n\n" + "\n\n---\n\n".join(parts), encoding="utf-8")
    return name


def findings() -> str:
    """A page for each rule, and the list of all, whose name is returned."""
    for code in rules():
        texts = [finding_page(code, language) for language in LANGUAGES]
        write(f"findings/{code}.md", code, *texts)
    return write("findings/index.md", "Findings · 점검 결과", *map(findings_list, LANGUAGES))


def reference() -> Nav:
    """A page for each study kind."""
    kinds = [area.study(name) for area in areas() for name in area.studies]
    return [
        {kind.kind: write(f"reference/{kind.kind}.md", kind.title, *(study_page(kind, lang) for lang in LANGUAGES))}
        for kind in kinds
    ]


def gallery(*, answers: bool) -> Nav:
    """A page for each case, with its answer where it was solved."""
    nav: Nav = []
    for area in areas():
        for case in area.cases():
            name = f"gallery/{area.name}.{case.name}"
            answer = case.study().solve(case.tables()) if answers else None
            texts = [case_page(case, answer, language) for language in LANGUAGES]
            if answer is not None:
                for language in LANGUAGES:
                    report = answer.write(PAGES / f"{name}.{language}.html", language)
                    texts.append(f"[The whole report ({language})]({report.name})\n")
            nav.append({str(case.title): write(f"{name}.md", str(case.title), *texts)})
    return nav


def substances() -> Nav:
    """The written pages on substances, and the list of all that are known, in either language."""
    return [
        {"Substances": "substances.md"},
        {"The list": write("substances_list.md", "The substances that are known", substances_list("en"))},
        {"물질": "substances.ko.md"},
        {"목록": write("substances_list.ko.md", "알고 있는 물질", substances_list("ko"))},
    ]


def benchmarks() -> Nav:
    """The page of each benchmark, as it stands beside its script."""
    pages = sorted((ROOT / "bench").glob("*/README.md"))
    for page in pages:
        (PAGES / "bench").mkdir(exist_ok=True)
        shutil.copy(page, PAGES / "bench" / f"{page.parent.name}.md")
    return [{page.parent.name: f"bench/{page.parent.name}.md"} for page in pages]


def main() -> int:
    """Write all pages, then build the site; 1 when anything deserved a warning."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--answers", action="store_true", help="solve every case for the gallery")
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(ROOT / "docs", PAGES, ignore=shutil.ignore_patterns("*.py", "*.txt", "*.yml", "__pycache__"))
    nav = [
        {"Sanhak": "index.md"},
        {"The first hour": "first_hour.md"},
        {"첫 한 시간": "first_hour.ko.md"},
        {"The workbench": "workbench.md"},
        {"워크벤치": "workbench.ko.md"},
        {"Calls": "calls.md"},
        {"공모": "calls.ko.md"},
        {"Joint projects": "joint_projects.md"},
        {"산학 공동 과제": "joint_projects.ko.md"},
        {"Scholarships": "scholarships.md"},
        {"산학장학금": "scholarships.ko.md"},
        {"Maintenance": "maintenance.md"},
        {"설비예지보전": "maintenance.ko.md"},
        {"Lessons": "lessons.md"},
        {"실습": "lessons.ko.md"},
        {"Preparing a table": "preparation.md"},
        {"Experiments": "experiments.md"},
        {"실험": "experiments.ko.md"},
        {"Expressions": "expressions.md"},
        {"식": "expressions.ko.md"},
        {"A campaign of experiments": "campaign.md"},
        {"실험 캠페인": "campaign.ko.md"},
        {"A campaign in one file": "campaign_file.md"},
        {"파일 하나로 이어 가는 캠페인": "campaign_file.ko.md"},
        {"Substances · 물질": substances()},
        {"Studies": reference()},
        {"Gallery": gallery(answers=asked.parse_args().answers)},
        {"Findings": findings()},
        {"The workbench from programs": "api.md"},
        {"프로그램으로 쓰는 워크벤치": "api.ko.md"},
        {"Bring your method": "bring_your_method.md"},
        {"Finished experiments, run again": "replay.md"},
        {"끝난 실험 다시 해 보기": "replay.ko.md"},
        {"Choosing experiments, measured": "campaign_bench.md"},
        {"실험 선택 비교": "campaign_bench.ko.md"},
        {"Formulas and molecules, measured": "science_bench.md"},
        {"화학식과 분자 측정": "science_bench.ko.md"},
        {"Plant and market, measured": "plant_market.md"},
        {"공장과 시장 측정": "plant_market.ko.md"},
        {"Do 90 % intervals hold?": "coverage.md"},
        {"90 % 구간은 맞는가": "coverage.ko.md"},
        {"The workbench, measured": "workbench_bench.md"},
        {"워크벤치 측정": "workbench_bench.ko.md"},
        {"Benchmarks": benchmarks()},
        {"Design": "design.md"},
    ]
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    config = load_config(str(ROOT / "docs" / "mkdocs.yml"), docs_dir=str(PAGES), site_dir=str(ROOT / "site"), nav=nav)
    try:
        build(config)
    except Abort as stopped:
        print(stopped, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
