"""A decode attention problem as a safetensors file, and what is right, in double precision."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

# numpy has no bfloat16: its bits are held as uint16.
STORED = {"F32": np.dtype(np.float32), "F16": np.dtype(np.float16), "BF16": np.dtype(np.uint16)}
DTYPES = {"f32": "F32", "f16": "F16", "bf16": "BF16"}


@dataclass(frozen=True)
class Problem:
    """One new token of one request: `heads` queries read `context` keys and values of `kv_heads` heads."""

    heads: int
    kv_heads: int
    context: int
    dtype: str  # f32, f16 or bf16
    head_dim: int = 128

    @property
    def group(self) -> int:
        """Query heads that share a KV head."""
        return self.heads // self.kv_heads

    @property
    def kv_bytes(self) -> int:
        return 2 * self.kv_heads * self.context * self.head_dim * STORED[DTYPES[self.dtype]].itemsize

    def __str__(self) -> str:
        context = f"{self.context // 1024}k" if self.context % 1024 == 0 else str(self.context)
        return f"{self.heads}/{self.kv_heads} {self.dtype} {context}"


@dataclass
class Tensors:
    """q [HQ, D], k and v [HKV, N, D], as stored (bf16 as uint16)."""

    problem: Problem
    q: np.ndarray
    k: np.ndarray
    v: np.ndarray


def rounded(values: np.ndarray, dtype: str) -> np.ndarray:
    """f32 values in the type's stored form, rounded to nearest, ties to even."""
    if dtype == "bf16":
        bits = values.view(np.uint32)
        return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    return values.astype(STORED[DTYPES[dtype]])


def widened(stored: np.ndarray, wide: type) -> np.ndarray:
    """Stored values as `wide` (f32 or f64), exactly."""
    if stored.dtype == np.uint16:
        stored = (stored.astype(np.uint32) << 16).view(np.float32)
    return stored.astype(wide)


def random_tensors(problem: Problem, seed: int) -> Tensors:
    """Normally distributed entries."""
    random = np.random.default_rng(seed)

    def tensor(*shape: int) -> np.ndarray:
        return rounded(random.standard_normal(shape, dtype=np.float32), problem.dtype)

    kv_shape = (problem.kv_heads, problem.context, problem.head_dim)
    return Tensors(problem, tensor(problem.heads, problem.head_dim), tensor(*kv_shape), tensor(*kv_shape))


def reference(tensors: Tensors) -> np.ndarray:
    """softmax(q kᵀ / √D) v in double, [HQ, D]; reads the rounded entries."""
    problem = tensors.problem
    out = np.empty((problem.heads, problem.head_dim))
    for head in range(problem.kv_heads):
        rows = slice(head * problem.group, (head + 1) * problem.group)
        scores = widened(tensors.q[rows], np.float64) @ widened(tensors.k[head], np.float64).T
        scores /= np.sqrt(problem.head_dim)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        out[rows] = weights @ widened(tensors.v[head], np.float64) / weights.sum(axis=1, keepdims=True)
    return out


def write(path: str, tensors: Tensors) -> None:
    """Writes q, k and v as safetensors with a batch of one: q [1, HQ, D], k and v [1, HKV, N, D]."""
    header, end = {}, 0
    arrays = {"q": tensors.q, "k": tensors.k, "v": tensors.v}
    for name, array in arrays.items():
        header[name] = {
            "dtype": DTYPES[tensors.problem.dtype],
            "shape": [1, *array.shape],
            "data_offsets": [end, end + array.nbytes],
        }
        end += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            array.tofile(file)


def read(path: str) -> dict[str, tuple[str, np.ndarray]]:
    """Every tensor of a safetensors file, with its type's name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        start = file.tell()
    return {
        name: (
            entry["dtype"],
            np.fromfile(
                path, STORED[entry["dtype"]], int(np.prod(entry["shape"])), offset=start + entry["data_offsets"][0]
            ).reshape(entry["shape"]),
        )
        for name, entry in header.items()
        if name != "__metadata__"
    }


def read_tensors(path: str) -> Tensors:
    """What `write` wrote."""
    tensors = read(path)
    stored_type, q = tensors["q"]
    k, v = tensors["k"][1][0], tensors["v"][1][0]
    dtype = next(name for name, stored in DTYPES.items() if stored == stored_type)
    problem = Problem(q.shape[1], k.shape[0], k.shape[1], dtype, k.shape[2])
    return Tensors(problem, q[0], k, v)
