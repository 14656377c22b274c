"""PyOD's detectors in their own environment: learnt from normal rows, asked about the tests."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from pyod.models.knn import KNN
from pyod.models.mcd import MCD

asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
normal = np.array(asked["normal"])
mean, deviation = normal.mean(axis=0), normal.std(axis=0)
told = {}
for name, model in {"PyOD MCD": MCD(contamination=0.01, random_state=0), "PyOD KNN": KNN(contamination=0.01)}.items():
    began = time.process_time()
    model.fit((normal - mean) / deviation)
    found = {
        test: model.decision_function((np.array(rows) - mean) / deviation).tolist()
        for test, rows in asked["tests"].items()
    }
    told[name] = {"tests": found, "seconds": time.process_time() - began}
Path(sys.argv[2]).write_text(json.dumps(told), encoding="utf-8")
