"""Who is compared: lean-viz, started for each turn, and the peers, each in a process that stops between its turns."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from problem import read
from rounds import Turn


@dataclass(frozen=True)
class Conditions:
    """What is the same for everyone."""

    threads: int
    runs: int  # timed runs a turn
    pool_bytes: int
    real_time: bool  # whether turns come before all other work on the machine
    warm_up: int = 3

    def take_precedence(self, process: int = 0) -> None:
        """Gives all threads of a process, by default this one, real-time priority where that is asked for."""
        if self.real_time:
            for thread in os.listdir(f"/proc/{process or 'self'}/task"):
                os.sched_setscheduler(int(thread), os.SCHED_RR, os.sched_param(1))


class Absent(Exception):
    """Why somebody takes no part."""


class LeanViz:
    """The program as anybody would start it, or held to one instruction set; it makes its own cold pool."""

    name = "lean-viz"

    def __init__(
        self, path: str, algorithm: str, file: str, conditions: Conditions, instruction_set: str | None = None
    ):
        self.environment = dict(os.environ)
        if instruction_set:
            self.name = f"lean-viz on {instruction_set}"
            self.environment["LEANVIZ_ISA"] = instruction_set
        commands = subprocess.run([path, "--help"], capture_output=True, text=True, check=True).stdout
        command = "bench" if "\n  bench " in commands else "run"
        common = [
            "--input", file, "--algorithm", algorithm, "--units", str(conditions.threads),
            "--threads", str(conditions.threads), "--json",
        ]
        self.conditions = conditions
        self.timed = [path, command, *common, "--runs", str(conditions.runs)]
        result = Path(file).with_name("result.safetensors")
        report = self.report([path, "run", *common, "--runs", "1", "--output", str(result)])
        self.about = f"lean-viz {command}, {algorithm}, {report['isa']}"
        self.output = read(str(result.with_suffix(f".{algorithm}.safetensors")))["out"][1][0]

    def report(self, command: list[str]) -> dict:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, check=True, env=self.environment,
            preexec_fn=self.conditions.take_precedence)
        return json.loads(done.stdout)

    def turn(self) -> Turn:
        report = self.report(self.timed)
        if report["oversubscribed"] or report["clock"] != "measured":
            raise SystemExit("lean-viz measured nothing: it needs as many cores as --threads says")
        times = report["algorithms"][0]["ns"]
        least = max(report["read_ns"]["median"], report["peak_ns"]) if "peak_ns" in report else None
        return Turn(times["median"], times["p5"], times["p95"], times["runs"], report.get("roofline_gb_per_s"), least)

    def close(self) -> None:
        pass


class Worker:
    """worker.py with one peer. Stopped between its turns: thread pools spin, and would take the others' cores."""

    def __init__(self, name: str, file: str, conditions: Conditions):
        self.name = name
        self.conditions = conditions
        threads = str(conditions.threads)
        environment = {
            **os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "MKL_NUM_THREADS": threads,
            # Compile within the worker, so that no other process of its is left running.
            "TORCHINDUCTOR_COMPILE_THREADS": "1",
        }
        command = [sys.executable, str(Path(__file__).with_name("worker.py")), name, file]
        self.process = subprocess.Popen(
            [*command, str(conditions.pool_bytes), threads], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            first = self.answer()
            if "unsupported" in first:
                raise Absent(first["unsupported"])
            self.output = np.array(first["out"])
            conditions.take_precedence(self.process.pid)
        except BaseException:
            self.close()
            raise
        self.process.send_signal(signal.SIGSTOP)

    def answer(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise Absent(f"its process ended with status {self.process.wait()}")
        return json.loads(line)

    def turn(self) -> Turn:
        self.process.send_signal(signal.SIGCONT)
        request = {"runs": self.conditions.runs, "warm_up": self.conditions.warm_up}
        print(json.dumps(request), file=self.process.stdin, flush=True)
        times = self.answer()["ns"]
        self.process.send_signal(signal.SIGSTOP)
        p5, median, p95 = np.percentile(times, [5, 50, 95])
        return Turn(median, p5, p95, len(times))

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
