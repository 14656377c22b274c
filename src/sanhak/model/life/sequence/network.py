"""The network that reads a sequence: convolutions or a gated recurrence, and quantiles that cannot cross.

PyTorch is loaded here and nowhere else; who imports this module needs it.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import nn

from sanhak.model.life.sequence.design import Body

_DROPPED: Final = 0.1
_KERNEL: Final = 5
_DILATIONS: Final = (1, 2, 4)


class Network(nn.Module):
    """Sequences of shape (rows, channels, steps) and facts of shape (rows, facts) to rising quantiles."""

    def __init__(self, body: Body, channels: int, facts: int, width: int, levels: int) -> None:
        super().__init__()
        self.body = body
        self.read: nn.Module
        if body == "recurrence":
            self.read = nn.GRU(channels, width, batch_first=True)
            wide = width
        else:
            sizes = [channels, *(width for _ in _DILATIONS)]
            parts: list[nn.Module] = []
            for at, dilation in enumerate(_DILATIONS):
                pad = nn.ConstantPad1d(((_KERNEL - 1) * dilation, 0), 0.0)
                parts += [pad, nn.Conv1d(sizes[at], sizes[at + 1], _KERNEL, dilation=dilation), nn.GELU()]
            self.read = nn.Sequential(*parts)
            wide = 2 * width
        self.tell = nn.Sequential(
            nn.Linear(wide + facts, 2 * width), nn.GELU(), nn.Dropout(_DROPPED), nn.Linear(2 * width, levels)
        )

    def forward(self, sequences: torch.Tensor, facts: torch.Tensor) -> torch.Tensor:
        """Quantiles of shape (rows, levels): the lowest, and how much each lies above the one before."""
        if self.body == "recurrence":
            _, last = self.read(sequences.transpose(1, 2))
            read = last[0]
        else:
            seen = self.read(sequences)
            read = torch.cat([seen[:, :, -1], seen.mean(dim=2)], dim=1)
        told = self.tell(torch.cat([read, facts], dim=1))
        above = nn.functional.softplus(told[:, 1:]).cumsum(dim=1)
        return torch.cat([told[:, :1], told[:, :1] + above], dim=1)
