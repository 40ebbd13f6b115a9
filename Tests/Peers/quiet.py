"""Whether anybody else computes on this machine: figures from a busy one say little."""

from __future__ import annotations

import os
import time


class Busy(Exception):
    """Somebody else did not stop."""


def cpu_times() -> tuple[int, int]:
    """Of all cores since the start, in ticks: not idle (stolen by the host included), and altogether."""
    with open("/proc/stat") as file:
        user, nice, system, idle, waiting, interrupts, soft, stolen = map(int, file.readline().split()[1:9])
    busy = user + nice + system + interrupts + soft + stolen
    return busy, busy + idle + waiting


def busy_cores(seconds: float) -> float:
    """How many cores' worth of work others do meanwhile."""
    before = cpu_times()
    time.sleep(seconds)
    busy, total = (after - earlier for after, earlier in zip(cpu_times(), before))
    return busy / max(1, total) * (os.cpu_count() or 1)


def wait_until_quiet(most: float, patience: float, say) -> float:
    """Waits until others use at most so many cores, while none of ours has a turn, and returns how many they use."""
    end = time.monotonic() + patience
    while (used := busy_cores(1)) > most:
        if time.monotonic() > end:
            raise Busy(
                f"others use {used:.2f} cores, more than {most:.2f}, and did not stop for {patience:.0f} s: end them, or "
                "--busy to measure all the same")
        say(f"waiting for a quiet machine: others use {used:.2f} cores")
    return used
