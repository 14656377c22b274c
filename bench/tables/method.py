"""Fit one method on one table and print what it did as JSON; runs in the environment of that method.

Usage: ``python method.py METHOD FOLDER`` with METHOD one of sanhak, lightgbm, catboost, autogluon.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Fitted = tuple[Callable[[pd.DataFrame], Any], Callable[[Path], None]]


def cpu() -> float:
    """CPU seconds of this process and its children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def sanhak(teaching: pd.DataFrame, question: dict[str, Any]) -> Fitted:
    """Ourselves. The user states the facts (time, lot); what the table alone would have called for is printed too."""
    from sanhak.model.model import Model
    from sanhak.run import Run
    from sanhak.table.split import choose_split

    known = table_of(teaching, question)
    outside = {question["outcome"], "lot", "moment", *question["hidden"]}
    inputs = [column.name for column in known.columns if column.name not in outside]
    run = Run()
    split = choose_split(known, question["outcome"], run, inputs=inputs, override=question["split"])
    print("split:", split.name, "instead of", split.better, file=sys.stderr)
    model = Model.fit(known, inputs, question["outcome"], run, split=split)
    print("chosen:", next(str(s.candidate) for s in model.scores if s.chosen), file=sys.stderr)

    return lambda frame: model.predict(table_of(frame, question)), model.save


def table_of(frame: pd.DataFrame, question: dict[str, Any]) -> Any:
    """The frame as our table with its facts: time for forward tables, lot for grouped ones."""
    from sanhak import Table

    frame, facts = frame.reset_index(drop=True), {}
    if question["split"] == "forward":
        frame, facts["time"] = moment(frame, question["order"]), "moment"
    if question["split"] == "grouped":
        frame["lot"], facts["lot"] = frame.groupby(question["group"]).ngroup().astype(str), "lot"
    return Table.of(frame, **facts)


def moment(frame: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """The frame with one column that orders it in time."""
    if len(order) == 1:
        return frame.assign(moment=frame[order[0]])
    year, month = order
    return frame.assign(moment=pd.to_datetime({"year": frame[year], "month": frame[month], "day": 1}))


def numeric(frame: pd.DataFrame, levels: dict[str, list[Any]]) -> pd.DataFrame:
    """Categories with fixed levels, dates as days."""
    frame = frame.copy()
    for name in frame:
        if name in levels:
            frame[name] = pd.Categorical(frame[name], categories=levels[name])
        elif "datetime" in str(frame[name].dtype):
            frame[name] = frame[name].astype("int64") / 86_400e9
    return frame


def levels_of(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """The levels of each text column."""
    kept = frame.select_dtypes(exclude=["number", "bool", "datetime"])
    return {name: sorted(kept[name].dropna().unique()) for name in kept}


def lightgbm(teaching: pd.DataFrame, question: dict[str, Any]) -> Fitted:
    """Plain LightGBM, 400 trees."""
    import lightgbm as lgb

    X, y = teaching.drop(columns=question["outcome"]), teaching[question["outcome"]]
    levels = levels_of(X)
    kind = lgb.LGBMClassifier if question["labels"] else lgb.LGBMRegressor
    model = kind(n_estimators=400, learning_rate=0.05, num_threads=1, verbosity=-1, random_state=0)
    model.fit(numeric(X, levels), y)

    def predict(frame: pd.DataFrame) -> Any:
        X = numeric(frame.drop(columns=question["outcome"]), levels)
        return (model.predict_proba(X), model.classes_) if question["labels"] else model.predict(X)

    return predict, lambda folder: model.booster_.save_model(str(folder / "model.txt"))


def catboost(teaching: pd.DataFrame, question: dict[str, Any]) -> Fitted:
    """CatBoost, 500 iterations."""
    from catboost import CatBoostClassifier, CatBoostRegressor

    def ready(frame: pd.DataFrame) -> pd.DataFrame:
        X = numeric(frame.drop(columns=question["outcome"]), {})
        return X.fillna(dict.fromkeys(texts, "missing"))

    texts = list(levels_of(teaching.drop(columns=question["outcome"])))
    kind = CatBoostClassifier if question["labels"] else CatBoostRegressor
    model = kind(iterations=500, thread_count=1, verbose=False, random_seed=0, allow_writing_files=False)
    model.fit(ready(teaching), teaching[question["outcome"]], cat_features=texts)

    def predict(frame: pd.DataFrame) -> Any:
        X = ready(frame)
        return (model.predict_proba(X), model.classes_) if question["labels"] else model.predict(X)

    return predict, lambda folder: model.save_model(str(folder / "model.cbm"))


def autogluon(teaching: pd.DataFrame, question: dict[str, Any]) -> Fitted:
    """AutoGluon with its preset ``medium`` on one CPU."""
    import shutil

    from autogluon.tabular import TabularPredictor

    folder = tempfile.mkdtemp()
    metric = "log_loss" if question["labels"] else "root_mean_squared_error"
    model = TabularPredictor(question["outcome"], eval_metric=metric, path=folder, verbosity=0)
    model.fit(teaching, presets="medium_quality", num_cpus=1, num_gpus=0)

    def predict(frame: pd.DataFrame) -> Any:
        X = frame.drop(columns=question["outcome"])
        if not question["labels"]:
            return model.predict(X).to_numpy()
        chances = model.predict_proba(X)
        return chances.to_numpy(), chances.columns.to_numpy()

    return predict, lambda target: shutil.copytree(folder, target, dirs_exist_ok=True)


def judged(said: Any, truth: pd.Series, *, labels: bool) -> dict[str, float]:
    """Loss on the held-out rows, and the coverage of 90 % intervals where there are any."""
    measured = truth.to_numpy()
    if labels:
        chances, names = (said.chances, said.labels) if hasattr(said, "chances") else said
        place = {str(name): column for column, name in enumerate(names)}
        given = np.asarray(chances)[np.arange(len(measured)), [place[str(value)] for value in measured]]
        found = {"loss": float(-np.log(np.clip(given, 1e-15, 1)).mean())}
        if hasattr(said, "sets"):
            found["coverage"] = float(said.sets[np.arange(len(measured)), [place[str(v)] for v in measured]].mean())
        return found
    if not hasattr(said, "interval"):
        return {"loss": float(np.sqrt(np.mean((np.asarray(said) - measured) ** 2)))}
    lower, upper = said.interval(0.9)
    return {
        "loss": float(np.sqrt(np.mean((said.mean - measured) ** 2))),
        "coverage": float(np.mean((measured >= lower) & (measured <= upper))),
        "width": float(np.mean(upper - lower)),
    }


def milliseconds(act: Callable[[], Any], times: int) -> float:
    """Median wall time of one call."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return 1000 * float(np.median(taken))


def main() -> None:
    """Fit, predict, store; one JSON line."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    question = json.loads((folder / "question.json").read_text())
    teaching, judging = (pd.read_parquet(folder / f"{part}.parquet") for part in ("teaching", "judging"))
    if name != "sanhak":
        teaching, judging = (frame.drop(columns=question["hidden"]) for frame in (teaching, judging))
    start = cpu()
    predict, save = globals()[name](teaching, question)
    found: dict[str, Any] = {"method": name, "seconds": cpu() - start}
    found |= judged(predict(judging), judging[question["outcome"]], labels=question["labels"])
    one, times = judging.iloc[[0]], 7 if name == "autogluon" else 51
    found["latency_ms"] = milliseconds(lambda: predict(one), times)
    if name == "sanhak":
        found["table_ms"] = milliseconds(partial(save.__self__.predict, table_of(one, question)), times)
    with tempfile.TemporaryDirectory() as target:
        save(Path(target))
        found["megabytes"] = sum(file.stat().st_size for file in Path(target).rglob("*") if file.is_file()) / 1e6
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
