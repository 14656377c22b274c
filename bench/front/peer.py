"""BoTorch's qNEHVI as its tutorial on constrained goals sets it up; runs in an environment of its own.

Reads one question a line from stdin as JSON, and answers each with one line: points of the unit cube, and CPU seconds.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from typing import Any

import torch
from botorch.acquisition.multi_objective.logei import qLogNoisyExpectedHypervolumeImprovement
from botorch.acquisition.multi_objective.objective import IdentityMCMultiOutputObjective
from botorch.fit import fit_gpytorch_mll
from botorch.models.gp_regression import SingleTaskGP
from botorch.models.model_list_gp_regression import ModelListGP
from botorch.models.transforms.outcome import Standardize
from botorch.optim.optimize import optimize_acqf
from botorch.sampling.normal import SobolQMCNormalSampler
from gpytorch.mlls.sum_marginal_log_likelihood import SumMarginalLogLikelihood


def answer(question: dict[str, Any]) -> torch.Tensor:
    """The next batch, shape (runs, factors)."""
    torch.manual_seed(question["seed"])
    X = torch.tensor(question["points"], dtype=torch.double)
    Y = torch.tensor(question["outcomes"], dtype=torch.double)
    # A constraint is kept where it is at most 0.
    Y = torch.column_stack([Y[:, :2], Y[:, 2:] - question["limit"]])
    model = ModelListGP(*(SingleTaskGP(X, Y[:, [place]], outcome_transform=Standardize(m=1)) for place in range(3)))
    fit_gpytorch_mll(SumMarginalLogLikelihood(model.likelihood, model))
    gain = qLogNoisyExpectedHypervolumeImprovement(
        model=model,
        ref_point=question["reference"],
        X_baseline=X,
        sampler=SobolQMCNormalSampler(sample_shape=torch.Size([128]), seed=question["seed"]),
        prune_baseline=True,
        objective=IdentityMCMultiOutputObjective(outcomes=[0, 1]),
        constraints=[lambda outcomes: outcomes[..., 2]],
    )
    bounds = torch.stack([torch.zeros(X.shape[1]), torch.ones(X.shape[1])]).to(X)
    points, _ = optimize_acqf(
        gain, bounds, q=question["batch"], num_restarts=10, raw_samples=512, sequential=True,
        options={"batch_limit": 5, "maxiter": 200},
    )  # fmt: skip
    return points.detach()


def main() -> None:
    """Answer until nothing is asked any more."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for line in sys.stdin:
        start = time.process_time()
        points = answer(json.loads(line)).tolist()
        print(json.dumps({"points": points, "seconds": time.process_time() - start}), flush=True)


if __name__ == "__main__":
    main()
