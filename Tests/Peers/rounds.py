"""Turns, rounds of them, and what may be said of their ratios."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from math import comb
from statistics import median


@dataclass(frozen=True)
class Turn:
    """Timed runs of one contestant, one after another, in ns."""

    median: float
    p5: float
    p95: float
    runs: int
    roof: float | None = None  # what lean-viz bench's read test got in the same turn, GB/s
    least: float | None = None  # the larger of what reading K and V took there, and multiply-adds alone


def play_rounds(contestants: list, least: int, added_seconds: float, on_round=lambda number: None) -> dict:
    """In each round everybody has one turn, in an order of its own. After `least` rounds come more until every ratio to
    the first one is known, or the added time is over. Turns by name, a round an entry."""
    turns: dict[str, list[Turn]] = {contestant.name: [] for contestant in contestants}
    first, *others = turns.values()
    shuffle = random.Random(1).shuffle
    number, end = 0, float("inf")
    while number < least or time.monotonic() < end and any(ratio(other, first).is_noisy for other in others):
        on_round(number)
        order = list(contestants)
        shuffle(order)
        for contestant in order:
            turns[contestant.name].append(contestant.turn())
        number += 1
        if number == least:
            end = time.monotonic() + added_seconds
    return turns


def together(turns: list[Turn]) -> Turn:
    """All turns of one contestant: the medians over turns of their medians, p5 and p95."""
    return Turn(
        median(t.median for t in turns), median(t.p5 for t in turns), median(t.p95 for t in turns),
        sum(t.runs for t in turns))


def at_the_limit(turns: list[Turn]) -> list[Turn]:
    """Turns of somebody who reads as fast as a plain read and computes as fast as multiply-adds alone."""
    return [replace(turn, median=turn.least or turn.median) for turn in turns]


@dataclass(frozen=True)
class Ratio:
    """A median over rounds, and the interval that holds it with 95 % certainty or more."""

    median: float
    interval: tuple[float, float] | None

    @property
    def is_noisy(self) -> bool:
        """Whether the interval is wider than ± 3 %, or there is none."""
        return self.interval is None or self.interval[1] - self.interval[0] > 0.06 * self.median

    def __str__(self) -> str:
        interval = " [{:.2f}, {:.2f}]".format(*self.interval) if self.interval else ""
        return f"{self.median:.2f}{interval}{' noisy' if self.is_noisy else ''}"


def ratio(of: list[Turn], over: list[Turn]) -> Ratio:
    """Each round gives one ratio of its two medians. The interval makes no assumption about their distribution: between
    the k-th smallest and the k-th largest lies the median unless fewer than k fall on one side, as for coins. Below six
    rounds there is none."""
    ratios = sorted(a.median / b.median for a, b in zip(of, over, strict=True))
    count, k, outside = len(ratios), 0, 1 / 2 ** len(ratios)
    while outside <= 0.025:
        k += 1
        outside += comb(count, k) / 2**count
    return Ratio(median(ratios), (ratios[k - 1], ratios[-k]) if k else None)
