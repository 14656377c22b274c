"""Teaching a network, and asking it: pinball loss, censored lives by their lower bound, stopped on whole assets."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from sanhak.model.life.sequence.network import Network
from sanhak.model.life.sequence.steps import Sequences
from sanhak.model.prediction import Floats

_FEWEST, _BATCH = 16, 128
_BATCHES: Final = 60
"""Steps in an epoch at least, with smaller batches where rows are few."""
_RATE: Final = 2e-3
_DECAY: Final = 1e-3
_ASKED: Final = 4096
"""Rows that are asked about at once."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a network learns from, each array of ``n`` rows.

    ``sequences`` of shape (n, channels, steps), ``facts`` of shape (n, facts), ``left`` as a share of the cap,
    ``known`` whether a life ended then or only lasted so long, and ``asset``: the place of the life.
    """

    sequences: Sequences
    facts: NDArray[np.float32]
    left: Floats
    known: NDArray[np.bool_]
    asset: NDArray[np.int64]


def teach(network: Network, lesson: Lesson, levels: Floats, epochs: int, patience: int, rng: np.random.Generator,
          held: float = 0.15) -> int:  # fmt: skip
    """Teach until the assets held out have not been told better for ``patience`` epochs; the epoch that was kept."""
    device = next(network.parameters()).device
    names = np.unique(lesson.asset)
    apart = rng.permutation(names)[: max(1, round(held * len(names)))]
    judge = np.isin(lesson.asset, apart)
    teach_at, judge_at = np.flatnonzero(~judge), np.flatnonzero(judge)
    parts = (lesson.sequences, lesson.facts, lesson.left.astype(np.float32), lesson.known)
    sequences, facts, left, known = (torch.from_numpy(np.ascontiguousarray(part)).to(device) for part in parts)
    at = torch.from_numpy(levels.astype(np.float32)).to(device)
    batches = max(1, len(teach_at) // min(_BATCH, max(_FEWEST, len(teach_at) // _BATCHES)))
    adam = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(adam, epochs * batches)
    best, kept, weights = np.inf, 0, copy.deepcopy(network.state_dict())
    for epoch in range(1, epochs + 1):
        network.train()
        for rows in np.array_split(rng.permutation(teach_at), batches):
            adam.zero_grad()
            torch.autograd.backward(pinball(network(sequences[rows], facts[rows]), left[rows], known[rows], at))
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            adam.step()
            rate.step()
        network.eval()
        with torch.no_grad():
            loss = float(pinball(network(sequences[judge_at], facts[judge_at]), left[judge_at], known[judge_at], at))
        if loss < best:
            best, kept, weights = loss, epoch, copy.deepcopy(network.state_dict())
        elif epoch - kept >= patience:
            break
    network.load_state_dict(weights)
    network.eval()
    return kept


def pinball(told: torch.Tensor, left: torch.Tensor, known: torch.Tensor, levels: torch.Tensor) -> torch.Tensor:
    """Mean pinball loss of quantiles of shape (rows, levels); of a life that runs only what lies below counts.

    Source: Koenker & Bassett (1978, Econometrica 46); Powell (1986, Journal of Econometrics 32) where censored.
    """
    off = left[:, None] - told
    loss = torch.where(off > 0, levels * off, (levels - 1) * off)
    return torch.where((known[:, None]) | (off > 0), loss, torch.zeros_like(loss)).mean()


def ask(network: Network, sequences: Sequences, facts: NDArray[np.float32]) -> Floats:
    """Quantiles of shape (rows, levels)."""
    device = next(network.parameters()).device
    network.eval()
    found = []
    with torch.no_grad():
        for start in range(0, len(sequences), _ASKED):
            rows = slice(start, start + _ASKED)
            told = network(torch.from_numpy(sequences[rows]).to(device), torch.from_numpy(facts[rows]).to(device))
            found.append(told.cpu().numpy().astype(float))
    return np.concatenate(found)


@contextmanager
def repeatable(seed: int, threads: int = 1) -> Iterator[None]:
    """The same numbers for the same seed, on so many threads; what was set before is set again."""
    before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(mode=True)
    try:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(before[0])
        torch.use_deterministic_algorithms(mode=before[1])
