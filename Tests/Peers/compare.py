#!/usr/bin/env python3
"""Times decode attention by lean-viz and by other libraries on the same tensors, and prints Markdown tables.

Everybody computes the same problems with as many threads, K and V cold: each run takes the next layer of a pool larger
than the caches. Peers have a process each, stopped between their turns. A round gives everybody a turn, so a ratio is
of two turns seconds apart, and its 95 % interval comes from the rounds. Errors are the largest |Δ| to f64.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import importlib.metadata
import os
import signal
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from contestants import Absent, Conditions, LeanViz, Worker
from peers import PEERS
from problem import Problem, random_tensors, reference, write
from quiet import Busy, wait_until_quiet
from rounds import at_the_limit, play_rounds, ratio, together

SHAPES = [(32, 32, 4096), (32, 8, 4096), (32, 4, 4096), (1, 1, 131072)]
TIMES = "× lean-viz's time [95 %]"
MOST = "at most"  # what a kernel at the machine's limits would make of it
PROBLEMS = [Problem(*shape, dtype) for dtype in ("f32", "f16", "bf16") for shape in SHAPES]


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def largest_error(output: np.ndarray, right: np.ndarray) -> float:
    return float(np.abs(output.reshape(right.shape) - right).max())


class Comparison:
    """Everybody's times and errors on one problem."""

    others = float("nan")  # cores that they used before it began

    def __init__(self, problem: Problem, arguments: argparse.Namespace, absences: dict[tuple[str, str], list[str]]):
        self.problem = problem
        conditions = Conditions(arguments.threads, arguments.runs, arguments.pool_mb * 1_000_000, arguments.real_time)
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            file = str(Path(folder) / "problem.safetensors")
            progress(f"{problem}: q, K, V and the reference")
            tensors = random_tensors(problem, arguments.seed)
            write(file, tensors)
            right = reference(tensors)
            del tensors
            contestants = [
                LeanViz(arguments.lean_viz, arguments.algorithm, file, conditions, instruction_set)
                for instruction_set in [None, *arguments.instruction_sets]]
            self.about = contestants[0].about
            for name in arguments.peers:
                progress(f"{problem}: {name} gets ready")
                try:
                    contestants.append(Worker(name, file, conditions))
                    stack.callback(contestants[-1].close)
                except Absent as reason:
                    absences.setdefault((name, str(reason)), []).append(str(problem))
            self.largest = float(np.abs(right).max())
            self.errors = {c.name: largest_error(c.output, right) for c in contestants}
            if not arguments.busy:
                self.others = wait_until_quiet(arguments.quiet, arguments.patience, progress)
            self.turns = play_rounds(
                contestants, arguments.rounds, arguments.seconds,
                lambda number: progress(f"{problem}: round {number + 1}"))
        progress("")
        self.times = {name: together(turns) for name, turns in self.turns.items()}

    def ratio(self, name: str):
        """How many times as long as lean-viz."""
        return ratio(self.turns[name], self.turns[LeanViz.name])

    def most(self, name: str) -> str:
        """How many times as long as a kernel at the limits of this machine would take."""
        return f"{ratio(self.turns[name], at_the_limit(self.turns[LeanViz.name])).median:.2f}"

    def speed(self, name: str) -> str:
        """K and V bytes a second, and which share of the read roof that is."""
        speed = self.problem.kv_bytes / self.times[name].median
        roofs = [turn.roof for turn in self.turns[LeanViz.name] if turn.roof]
        return f"{speed:.1f}" + (f" ({speed / median(roofs):.0%})" if roofs else "")

    @property
    def best_peer(self) -> str | None:
        peers = [name for name in self.times if name in PEERS]
        return min(peers, key=lambda name: self.times[name].median, default=None)

    def rows(self) -> list[str]:
        return [
            row(
                str(self.problem) if name == LeanViz.name else "",
                name,
                milliseconds(time.median),
                f"{milliseconds(time.p5)} – {milliseconds(time.p95)}",
                str(time.runs),
                self.speed(name),
                "" if name == LeanViz.name else str(self.ratio(name)),
                f"{self.errors[name]:.0e}",
            )
            for name, time in self.times.items()
        ]

    def summary(self) -> str:
        def time_and_error(name: str) -> list[str]:
            return [milliseconds(self.times[name].median), f"{self.errors[name]:.0e}"]

        best = self.best_peer
        theirs = [best, *time_and_error(best), str(self.ratio(best)), self.most(best)] if best else ["–"] * 5
        return row(str(self.problem), *time_and_error(LeanViz.name), *theirs)


def milliseconds(nanoseconds: float) -> str:
    return f"{nanoseconds / 1e6:.3g}"


def row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def header(*titles: str) -> str:
    return row(*titles) + "\n" + row(*["---"] * len(titles))


def machine() -> str:
    """Processor, cores and load. Nothing that names the machine."""
    with open("/proc/cpuinfo") as file:
        models = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    model = models[0] if models else "unknown processor"
    return f"{model}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}"


def last_level_cache_mb() -> int:
    sizes = Path("/sys/devices/system/cpu/cpu0/cache").glob("index*/size")
    return max((int(size.read_text().strip().removesuffix("K")) * 1024 // 1_000_000 for size in sizes), default=0)


def versions() -> str:
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "torch", "onnxruntime"))


def compare(arguments: argparse.Namespace) -> None:
    print(f"{datetime.date.today()}; {machine()}; {versions()}", flush=True)
    absences: dict[tuple[str, str], list[str]] = {}
    comparisons = []
    for problem in arguments.problems:
        comparison = Comparison(problem, arguments, absences)
        if not comparisons:
            print(f"{comparison.about}; {arguments.threads} threads, cold, {arguments.runs} runs a turn"
                  f"{', turns at real-time priority' if arguments.real_time else ''}\n")
            print(header("problem", "by", "median ms", "p5 – p95", "n", "GB/s (of the roof)", TIMES, "max error"))
        comparisons.append(comparison)
        print(*comparison.rows(), sep="\n", flush=True)
    if arguments.peers:
        print("\nAgainst the fastest peer of each problem:\n")
        print(header("problem", "lean-viz, ms", "max error", "fastest peer", "ms", "max error", TIMES, MOST))
        print(*(comparison.summary() for comparison in comparisons), sep="\n")
    for (name, reason), problems in absences.items():
        print(f"\n{name}: not on {', '.join(problems)} ({reason})")
    print(f"\n{MOST}: beside a kernel that reads as fast as a plain read and computes as fast as multiply-adds alone"
          " (lean-viz bench: read_ns, peak_ns)")
    if arguments.busy:
        print("\nOn a machine that need not be quiet (--busy).")
    else:
        most = max(comparison.others for comparison in comparisons)
        print(f"\nBefore each problem others used at most {most:.2f} cores.")


def self_test(arguments: argparse.Namespace) -> None:
    """Holds everybody's results on small problems against double precision."""
    # An output of a half-precision type is itself rounded, and ggml sums f16 values in f16.
    bounds = {"f32": 1e-5, "f16": 5e-3, "bf16": 2e-2}
    arguments.rounds, arguments.seconds, arguments.runs, arguments.pool_mb, arguments.busy = 6, 0, 3, 1, True
    problems = [Problem(4, 4, 300, "f32", 64), Problem(8, 2, 300, "f16", 64), Problem(8, 1, 300, "bf16", 64)]
    absences: dict[tuple[str, str], list[str]] = {}
    passed = failed = 0
    for comparison in (Comparison(problem, arguments, absences) for problem in problems):
        for name, error in comparison.errors.items():
            bound = bounds[comparison.problem.dtype if name in PEERS else "f32"] * max(1, comparison.largest)
            timed = comparison.times[name].runs == 18 and comparison.times[name].p5 > 0
            good = error <= bound and timed
            passed, failed = passed + good, failed + (not good)
            print(f"{'ok' if good else 'WRONG':5}  {str(comparison.problem):12} {name:32} {error:.1e} of {bound:.1e}")
    for (name, reason), where in absences.items():
        print(f"{'–':5}  {', '.join(where):12} {name:32} {reason}")
    print(f"{passed} passed, {failed} failed")
    if failed or passed <= len(problems):
        raise SystemExit("self-test failed" if failed else "no peer could be run")


def main() -> None:
    # Ended as by ^C: the workers, stopped or not, are killed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lean-viz", default=".build/release/lean-viz", metavar="PATH", help="%(default)s")
    parser.add_argument("--algorithm", default="lean", help="lean-viz's; %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="%(default)s")
    parser.add_argument("--rounds", type=int, default=15, help="at least; %(default)s; 6 for an interval")
    parser.add_argument(
        "--seconds", type=float, default=60, help="for more rounds where a ratio is not known to ± 3 %%; %(default)s")
    parser.add_argument("--runs", type=int, default=31, help="timed runs a turn; %(default)s")
    parser.add_argument(
        "--pool-mb", type=int, default=max(700, 2 * last_level_cache_mb()), metavar="MB",
        help="copies of K and V that a peer takes in turn, together; %(default)s: 700, or twice the last-level cache")
    parser.add_argument("--seed", type=int, default=1, help="%(default)s")
    parser.add_argument(
        "--problem", dest="problems", action="append", metavar="TEXT",
        help="only problems with TEXT in their name, as '32/8 f16'; repeatable")
    parser.add_argument(
        "--peer", dest="peers", action="append", choices=PEERS, metavar="NAME",
        help=f"only this one; repeatable: {', '.join(PEERS)}")
    parser.add_argument(
        "--isa", dest="instruction_sets", action="append", default=[], metavar="NAME",
        help="lean-viz held to this one beside the one it chooses; repeatable: scalar, avx2, avx512, neon")
    parser.add_argument("--no-peers", action="store_true", help="lean-viz alone, for --isa")
    parser.add_argument("--ggml", metavar="FOLDER", help="where llama.cpp's libggml-base.so and libggml-cpu.so are")
    parser.add_argument(
        "--real-time", action="store_true",
        help="everybody's turns at real-time priority, for a machine that is not idle; needs the right to")
    parser.add_argument(
        "--quiet", type=float, default=0.05, metavar="CORES",
        help="begins a problem when others use no more cores than this; %(default)s")
    parser.add_argument(
        "--patience", type=float, default=120, metavar="SECONDS", help="for which it waits for that; %(default)s")
    parser.add_argument("--busy", action="store_true", help="measures on a busy machine as well")
    parser.add_argument("--self-test", action="store_true", help="check results on small problems instead")
    arguments = parser.parse_args()
    arguments.peers = [] if arguments.no_peers else arguments.peers or list(PEERS)
    if arguments.ggml:
        os.environ["GGML_LIBRARIES"] = arguments.ggml
    wanted = arguments.problems or [""]
    arguments.problems = [p for p in PROBLEMS if any(text in str(p) for text in wanted)]
    if not arguments.problems:
        parser.error("--problem: none of " + ", ".join(map(str, PROBLEMS)))
    if not os.access(arguments.lean_viz, os.X_OK):
        parser.error(f"--lean-viz: no program at {arguments.lean_viz}; build it: swift build -c release")
    try:
        self_test(arguments) if arguments.self_test else compare(arguments)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Absent as reason:
        raise SystemExit(f"in the middle of a measurement: {reason}") from None
    except Busy as reason:
        raise SystemExit(f"the machine is not quiet: {reason}") from None


if __name__ == "__main__":
    main()
