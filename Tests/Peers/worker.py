"""A process with one peer and one problem: says what it computed, then times steps when asked.

    python3 worker.py PEER FILE POOL_BYTES THREADS

Lines of JSON on stdout. First {"out": [...]}, a step's output, or {"unsupported": why}; then, for every line
{"runs": n, "warm_up": w} on stdin, {"ns": [...]}.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import os
import signal
import sys
import time

import numpy as np

from peers import PEERS, Unsupported
from problem import read_tensors

PAGE = 4096
PR_SET_PDEATHSIG = 1


def layer_copies(k: np.ndarray, v: np.ndarray, pool_bytes: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Copies of k and v that begin on pages and together hold `pool_bytes` at least. numpy asks for huge pages."""

    def copy(array: np.ndarray) -> np.ndarray:
        memory = np.empty(array.nbytes + PAGE, np.uint8)
        start = -memory.ctypes.data % PAGE
        aligned = memory[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
        aligned[:] = array
        return aligned

    count = -(-pool_bytes // (k.nbytes + v.nbytes))
    return [(copy(k), copy(v)) for _ in range(count)]


def main() -> None:
    # A worker that is stopped sees no end of file: it ends with whoever started it.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    name, path, pool_bytes, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    # Whatever a library prints goes to stderr.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def reply(**message) -> None:
        print(json.dumps(message), file=replies, flush=True)

    tensors = read_tensors(path)
    layers = layer_copies(tensors.k, tensors.v, pool_bytes)
    try:
        peer = PEERS[name](tensors, layers, threads)
        for layer in range(len(layers)):
            result = peer.step(layer)
    except (Unsupported, ImportError) as reason:
        return reply(unsupported=str(reason))
    except Exception as failure:
        return reply(unsupported=f"{type(failure).__name__}: {str(failure).strip().splitlines()[0]}")
    reply(out=peer.output(result).ravel().tolist())
    turn = itertools.cycle(range(len(layers)))
    for line in sys.stdin:
        request = json.loads(line)
        for _ in range(request["warm_up"]):
            peer.step(next(turn))
        times = []
        for _ in range(request["runs"]):
            layer = next(turn)
            start = time.perf_counter_ns()
            peer.step(layer)
            times.append(time.perf_counter_ns() - start)
        reply(ns=times)


if __name__ == "__main__":
    main()
