"""A jacketed continuous stirred reactor with series and parallel reactions: A → B → C and 2 A → D.

B is wanted. Hotter and slower makes more of B at first, then burns it on to C; D forms beside it. The steady state
solves the mole balances and the energy balance together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.plants.plant import Input, Outcome, Plant, Rule, Settings
from sanhak.table import Column
from sanhak.text import Text, say

_KELVIN: Final = 273.15
_SCAN: Final = 96
_HALVINGS: Final = 46
"""Halvings after which a bracket of some kelvin is narrower than the rounding of a float."""


@dataclass(frozen=True, slots=True)
class Constants:
    """Published constants of the benchmark reactor; units in each line.

    Source: H. Chen, A. Kremling, F. Allgöwer: Nonlinear predictive control of a benchmark CSTR, Proceedings of the 3rd
    European Control Conference, Rome (1995) 3247–3252; K.-U. Klatt, S. Engell: Gain-scheduling trajectory control of a
    continuous stirred tank reactor, Computers & Chemical Engineering 22 (1998) 491–502.
    """

    rates: tuple[float, float, float] = (1.287e12, 1.287e12, 9.043e9)
    """Frequency factors of A → B [1/h], B → C [1/h] and 2 A → D [L/(mol h)]."""
    activations: tuple[float, float, float] = (9758.3, 9758.3, 8560.0)
    """Activation energies over the gas constant [K]."""
    heats: tuple[float, float, float] = (4.2, -11.0, -41.85)
    """Reaction enthalpies [kJ per mol of A, of B, and of A]; positive takes heat up."""
    density: float = 0.9342
    """[kg/L]"""
    heat_capacity: float = 3.01
    """[kJ/(kg K)]"""
    heat_transfer: float = 4032.0
    """Through the jacket's wall [kJ/(h m² K)]."""
    jacket_area: float = 0.215
    """[m²]"""
    volume: float = 10.0
    """[L]"""


@dataclass(frozen=True, slots=True)
class State:
    """Concentrations in the reactor [mol/L] and its temperature [°C], each of shape (rows,)."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats
    temperature: Floats


@dataclass(frozen=True)
class Reactor(Plant):
    """The benchmark reactor of control engineering, with the jacket's temperature and the feed rate as controls.

    Source: J. G. van de Vusse: Plug-flow type reactor versus tank reactor, Chemical Engineering Science 19 (1964)
    994–996, for the reactions; :class:`Constants` names the benchmark's.
    """

    constants: Constants = Constants()

    name: ClassVar[str] = "reactor"
    title: ClassVar[Text] = say("Virtual jacketed reactor")
    source: ClassVar[str] = (
        "Series and parallel reactions of van de Vusse (Chem. Eng. Sci. 1964) with the benchmark constants of Chen, "
        "Kremling and Allgöwer (ECC 1995) and Klatt and Engell (Comput. Chem. Eng. 1998); simulated, no plant data"
    )
    controls: ClassVar[tuple[Input, ...]] = (
        Input(Column("jacket_temperature", unit="°C", lower=90.0, upper=130.0), 105.0),
        Input(Column("feed_rate", unit="L/h", lower=50.0, upper=350.0), 200.0),
    )
    disturbances: ClassVar[tuple[Input, ...]] = (
        Input(Column("feed_concentration", unit="mol/L", lower=4.5, upper=5.7), 5.1, deviation=0.12, noise=0.01),
        Input(Column("feed_temperature", unit="°C", lower=95.0, upper=115.0), 104.9, deviation=1.5, noise=0.1),
    )
    outcomes: ClassVar[tuple[Outcome, ...]] = (
        Outcome(Column("yield", unit="%", lower=0.0, upper=100.0), 0.25),
        Outcome(Column("byproducts", unit="%", lower=0.0, upper=100.0), 0.5),
        Outcome(Column("cooling", unit="kW", lower=-20.0, upper=20.0), 0.05),
    )
    rule: ClassVar[Rule] = Rule("jacket_temperature", "feed_concentration", gain=-25.0, steps=0.5)

    def steady_state(self, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        """Yield of B and by-products C and D [% of the A that is fed], and cooling load [kW; negative is heating].

        ``inputs`` holds every input, each of shape (rows,); so does the result for every outcome.
        """
        state = self.state(inputs)
        return {
            "yield": 100 * state.b / inputs["feed_concentration"],
            "byproducts": 100 * (state.c + 2 * state.d) / inputs["feed_concentration"],
            "cooling": self._conductance * (state.temperature - inputs["jacket_temperature"]) / 3600,
        }

    def state(self, settings: Settings) -> State:
        """What goes on inside at steady state; ``settings`` as :meth:`truth` takes them."""
        inputs = self.complete(settings)
        temperature = self._temperature(inputs)
        return self._mixture(temperature, inputs)

    def balances(self, settings: Settings) -> dict[str, Floats]:
        """What the balances leave open: moles of A fed and found again, and heat in, out and of reaction.

        The heat of reaction is taken from what has formed, not from the rates that were solved.
        """
        inputs = self.complete(settings)
        state, fed, k = self.state(inputs), inputs["feed_concentration"], self.constants
        moles = fed - state.a - state.b - state.c - 2 * state.d
        formed = (state.b + state.c) * k.heats[0] + state.c * k.heats[1] + 2 * state.d * k.heats[2]
        stream = inputs["feed_rate"] * k.density * k.heat_capacity
        heat = (
            stream * (inputs["feed_temperature"] - state.temperature)
            + self._conductance * (inputs["jacket_temperature"] - state.temperature)
            - inputs["feed_rate"] * formed
        )
        return {"moles": moles / fed, "heat": heat / (stream * inputs["feed_temperature"])}

    @property
    def _conductance(self) -> float:
        """Heat through the jacket's wall for each kelvin [kJ/(h K)]."""
        return self.constants.heat_transfer * self.constants.jacket_area

    def _mixture(self, temperature: Floats, inputs: Mapping[str, Floats]) -> State:
        """The mole balances at a given temperature: a quadratic in A, then B, C and D one after the other."""
        first, second, third = self._rates(temperature)
        fed, renewal = inputs["feed_concentration"], inputs["feed_rate"] / self.constants.volume
        loss = renewal + first
        # The root in the form without cancellation: third · a² + loss · a = renewal · fed.
        a = 2 * renewal * fed / (loss + np.sqrt(loss**2 + 4 * third * renewal * fed))
        b = first * a / (renewal + second)
        return State(a, b, second * b / renewal, third * a**2 / (2 * renewal), temperature)

    def _rates(self, temperature: Floats) -> tuple[Floats, Floats, Floats]:
        """Rate constants [1/h, 1/h, L/(mol h)] by Arrhenius' law."""
        pairs = zip(self.constants.rates, self.constants.activations, strict=True)
        first, second, third = (rate * np.exp(-energy / (temperature + _KELVIN)) for rate, energy in pairs)
        return first, second, third

    def _surplus(self, temperature: Floats, inputs: Mapping[str, Floats]) -> Floats:
        """Heat that comes in over heat that leaves at a given temperature [kJ/h]; zero at steady state."""
        k, feed = self.constants, inputs["feed_rate"]
        state = self._mixture(temperature, inputs)
        first, second, third = self._rates(temperature)
        reaction: Floats = (
            first * state.a * k.heats[0] + second * state.b * k.heats[1] + third * state.a**2 * k.heats[2]
        )
        carried: Floats = feed * k.density * k.heat_capacity * (inputs["feed_temperature"] - temperature)
        through: Floats = self._conductance * (inputs["jacket_temperature"] - temperature)
        return carried + through - k.volume * reaction

    def _temperature(self, inputs: Mapping[str, Floats]) -> Floats:
        """The coldest steady state [°C], shape (rows,): the one at which a reactor started cold comes to rest.

        The surplus of heat is positive where everything that could take heat up did, negative where everything that
        could give heat off did; the first change of sign on the way up is bracketed and halved.
        """
        k = self.constants
        most = inputs["feed_concentration"] * np.abs(k.heats).sum() / (k.density * k.heat_capacity)
        low = np.minimum(inputs["feed_temperature"], inputs["jacket_temperature"]) - most
        high = np.maximum(inputs["feed_temperature"], inputs["jacket_temperature"]) + most
        steps = np.linspace(0.0, 1.0, _SCAN)[:, None]
        warm = low + steps * (high - low)
        first = np.argmax(self._surplus(warm, inputs) <= 0, axis=0)
        rows = np.arange(len(low))
        low, high = warm[first - 1, rows], warm[first, rows]
        middle: Floats = (low + high) / 2
        for _ in range(_HALVINGS):
            rising = self._surplus(middle, inputs) > 0
            low, high = np.where(rising, middle, low), np.where(rising, high, middle)
            middle = (low + high) / 2
        return middle
