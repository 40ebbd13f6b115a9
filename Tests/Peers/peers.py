"""Decode attention by other libraries, each as its users would call it."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import numpy as np

from problem import Tensors, widened


class Unsupported(Exception):
    """Why a peer cannot compute a problem."""


class Peer:
    """A library with its layers made ready: everything that a decode step need not do again is done here.

    `layers` are copies of the same K and V, [HKV, N, D] each, in memory of their own.
    """

    def __init__(self, tensors: Tensors, layers: list[tuple[np.ndarray, np.ndarray]], threads: int):
        self.problem = tensors.problem
        self.prepare(tensors, layers, threads)

    def prepare(self, tensors: Tensors, layers: list[tuple[np.ndarray, np.ndarray]], threads: int) -> None:
        raise NotImplementedError

    def step(self, layer: int) -> object:
        """The timed call: attention of q over a layer."""
        raise NotImplementedError

    def output(self, result: object) -> np.ndarray:
        """What a step returned, as f32 [HQ, D]."""
        raise NotImplementedError


class Numpy(Peer):
    """Two matrix products a KV head on OpenBLAS, the group's queries together, softmax by numpy."""

    def prepare(self, tensors, layers, threads):
        problem = self.problem
        if problem.dtype != "f32":
            raise Unsupported("BLAS has no half precision")
        scale = np.float32(1 / np.sqrt(problem.head_dim))
        self.q = tensors.q.reshape(problem.kv_heads, problem.group, problem.head_dim) * scale
        self.layers = layers

    def step(self, layer):
        k, v = self.layers[layer]
        weights = np.matmul(self.q, k.transpose(0, 2, 1))
        weights -= weights.max(axis=2, keepdims=True)
        np.exp(weights, out=weights)
        return np.matmul(weights, v) / weights.sum(axis=2, keepdims=True)

    def output(self, result):
        return result.reshape(self.problem.heads, self.problem.head_dim)


class TorchSDPA(Peer):
    """scaled_dot_product_attention with enable_gqa; torch chooses its implementation."""

    def prepare(self, tensors, layers, threads):
        import torch

        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)

        def tensor(array: np.ndarray):
            if array.dtype == np.uint16:
                return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16).unsqueeze(0)
            return torch.from_numpy(array).unsqueeze(0)

        self.layers = [(tensor(k), tensor(v)) for k, v in layers]
        self.q = tensor(tensors.q).unsqueeze(2)  # [1, HQ, 1, D]
        self.attend = torch.nn.functional.scaled_dot_product_attention
        self.options = {"enable_gqa": True} if self.problem.group > 1 else {}

    def step(self, layer):
        return self.attend(self.q, *self.layers[layer], **self.options)

    def output(self, result):
        return result.float().numpy().reshape(self.problem.heads, self.problem.head_dim)


class TorchSDPARows(TorchSDPA):
    """The same with the group's queries passed as rows of one query head, so that torch can share K and V."""

    def prepare(self, tensors, layers, threads):
        problem = self.problem
        if problem.group == 1:
            raise Unsupported("the same as torch SDPA where no heads are grouped")
        super().prepare(tensors, layers, threads)
        self.q = self.q.reshape(1, problem.kv_heads, problem.group, problem.head_dim)
        self.options = {}


class TorchFlex(TorchSDPA):
    """flex_attention, compiled for the shapes."""

    def prepare(self, tensors, layers, threads):
        super().prepare(tensors, layers, threads)
        import torch
        from torch.nn.attention.flex_attention import flex_attention

        self.attend = torch.compile(flex_attention, dynamic=False, fullgraph=True)


class Onnx(Peer):
    """An operator of onnxruntime in a graph of its own; inputs and outputs are bound beforehand, nothing is copied."""

    operator: str

    def session(self, inputs: dict[str, list], outputs: dict[str, list], types: dict, threads: int, **attributes):
        """A session of one node. Shapes by name; an empty input name is an input left out."""
        import onnx
        import onnxruntime
        from onnx import helper

        element = {"f32": onnx.TensorProto.FLOAT, "f16": onnx.TensorProto.FLOAT16}[self.problem.dtype]

        def values(shapes: dict[str, list]) -> list:
            return [helper.make_tensor_value_info(n, types.get(n, element), s) for n, s in shapes.items() if n]

        node = helper.make_node(
            self.operator, list(inputs), list(outputs), domain="com.microsoft", num_heads=self.problem.heads,
            **attributes)
        graph = helper.make_graph([node], self.operator, values(inputs), values(outputs))
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])

    def bind(self, session, inputs: dict[str, np.ndarray], outputs: dict[str, np.ndarray]):
        import onnxruntime

        binding = session.io_binding()
        for name, array in inputs.items():
            binding.bind_ortvalue_input(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
        for name, array in outputs.items():
            binding.bind_ortvalue_output(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
        return binding

    def step(self, layer):
        self.run(self.bindings[layer])
        return self.out

    def output(self, result):
        return result.astype(np.float32).reshape(self.problem.heads, self.problem.head_dim)


class OnnxGroupQueryAttention(Onnx):
    """The cache holds N - 1 keys and has room for N; the step appends the new token's key and value in place."""

    operator = "GroupQueryAttention"

    def prepare(self, tensors, layers, threads):
        import onnx

        p = self.problem
        if p.dtype == "bf16":
            raise Unsupported("no bf16 on CPUs")
        cache, new = [1, p.kv_heads, p.context, p.head_dim], [1, 1, p.kv_heads * p.head_dim]
        inputs = {
            "query": [1, 1, p.heads * p.head_dim], "key": new, "value": new, "past_key": cache, "past_value": cache,
            "seqlens_k": [1], "total_sequence_length": [],
        }
        outputs = {"out": [1, 1, p.heads * p.head_dim], "present_key": cache, "present_value": cache}
        integers = dict.fromkeys(("seqlens_k", "total_sequence_length"), onnx.TensorProto.INT32)
        session = self.session(inputs, outputs, integers, threads, kv_num_heads=p.kv_heads)
        self.run = session.run_with_iobinding
        self.out = np.empty(outputs["out"], tensors.q.dtype)
        fixed = {
            "query": tensors.q.reshape(inputs["query"]),
            "key": np.ascontiguousarray(tensors.k[:, -1]).reshape(new),
            "value": np.ascontiguousarray(tensors.v[:, -1]).reshape(new),
            "seqlens_k": np.array([p.context - 1], np.int32),
            "total_sequence_length": np.array(p.context, np.int32),
        }
        self.bindings = []
        for k, v in layers:
            k, v = k.reshape(cache), v.reshape(cache)
            # One buffer as past and present: nothing but the new token is written.
            self.bindings.append(
                self.bind(session, {**fixed, "past_key": k, "past_value": v},
                          {"out": self.out, "present_key": k, "present_value": v}))
            k[:, :, -1] = v[:, :, -1] = 0


class OnnxMultiHeadAttention(Onnx):
    operator = "MultiHeadAttention"

    def prepare(self, tensors, layers, threads):
        p = self.problem
        if p.dtype != "f32" or p.group > 1:
            raise Unsupported("f32 without groups only")
        kv = [1, p.kv_heads, p.context, p.head_dim]
        inputs = {"query": [1, 1, p.heads * p.head_dim], "key": kv, "value": kv}
        outputs = {"out": inputs["query"]}
        session = self.session(inputs, outputs, {}, threads)
        self.run = session.run_with_iobinding
        self.out = np.empty(outputs["out"], np.float32)
        q = tensors.q.reshape(inputs["query"])
        self.bindings = [
            self.bind(session, {"query": q, "key": k.reshape(kv), "value": v.reshape(kv)}, {"out": self.out})
            for k, v in layers
        ]


class Ggml(Peer):
    """flash_attn_ext of llama.cpp's ggml, from shared libraries in the folder that GGML_LIBRARIES names."""

    TYPES = {"f32": 0, "f16": 1, "bf16": 30}
    # For tensor headers, a graph and q a layer; more than enough.
    OVERHEAD = 4 << 20

    def prepare(self, tensors, layers, threads):
        folder = os.environ.get("GGML_LIBRARIES")
        if not folder:
            raise Unsupported("--ggml names no libraries")
        self.load(Path(folder))
        self.backend = self.function("ggml_backend_cpu_init", ctypes.c_void_p)()
        self.function("ggml_backend_cpu_set_n_threads", None)(self.backend, ctypes.c_int(threads))
        self.compute = self.function("ggml_backend_graph_compute", ctypes.c_int)
        self.data = self.function("ggml_get_data", ctypes.c_void_p)
        steps = [self.graph(tensors, k, v) for k, v in layers]
        self.graphs, self.outputs = [graph for graph, _ in steps], [output for _, output in steps]

    def load(self, folder: Path) -> None:
        self.libraries = []
        for name in ("libggml-base.so", "libggml-cpu.so"):
            if not (folder / name).exists():
                raise Unsupported(f"no {name} where --ggml says")
            self.libraries.append(ctypes.CDLL(str(folder / name), ctypes.RTLD_GLOBAL))

    def function(self, name: str, result: type | None):
        """Pointers among its arguments must be given as such; ints are otherwise 32 bits."""
        function = next(getattr(library, name) for library in self.libraries if hasattr(library, name))
        function.restype = result

        def call(*arguments):
            return function(*(ctypes.c_void_p(a) if isinstance(a, int) else a for a in arguments))

        return call

    def graph(self, tensors: Tensors, k: np.ndarray, v: np.ndarray) -> tuple[int, int]:
        """A step's graph and its output. ggml allocates its tensors itself, so K and V are copied once more."""

        class Parameters(ctypes.Structure):
            _fields_ = [("size", ctypes.c_size_t), ("memory", ctypes.c_void_p), ("no_alloc", ctypes.c_bool)]

        p = self.problem
        memory = np.empty(k.nbytes + v.nbytes + self.OVERHEAD, np.uint8)
        self.memory = [*getattr(self, "memory", []), memory]
        skipped = -memory.ctypes.data % 4096
        context = self.function("ggml_init", ctypes.c_void_p)(
            Parameters(memory.nbytes - skipped, memory.ctypes.data + skipped, False))

        def tensor(array: np.ndarray, dtype: str, heads: int, tokens: int) -> int:
            shape = [ctypes.c_int64(size) for size in (p.head_dim, tokens, heads, 1)]
            made = self.function("ggml_new_tensor_4d", ctypes.c_void_p)(
                context, ctypes.c_int(self.TYPES[dtype]), *shape)
            ctypes.memmove(self.data(made), array.ctypes.data, array.nbytes)
            return made

        q = tensor(widened(tensors.q, np.float32), "f32", p.heads, 1)
        k, v = (tensor(array, p.dtype, p.kv_heads, p.context) for array in (k, v))
        zero = ctypes.c_float(0)
        output = self.function("ggml_flash_attn_ext", ctypes.c_void_p)(
            context, q, k, v, ctypes.c_void_p(), ctypes.c_float(p.head_dim**-0.5), zero, zero)
        graph = self.function("ggml_new_graph", ctypes.c_void_p)(context)
        self.function("ggml_build_forward_expand", None)(graph, output)
        return graph, output

    def step(self, layer):
        if self.compute(self.backend, self.graphs[layer]) != 0:
            raise RuntimeError("ggml failed")
        return self.outputs[layer]

    def output(self, result):
        shape = (self.problem.heads, self.problem.head_dim)
        return np.ctypeslib.as_array(ctypes.cast(self.data(result), ctypes.POINTER(ctypes.c_float)), shape).copy()


PEERS: dict[str, type[Peer]] = {
    "numpy": Numpy,
    "torch SDPA": TorchSDPA,
    "torch SDPA, group as rows": TorchSDPARows,
    "torch flex_attention": TorchFlex,
    "onnxruntime GroupQueryAttention": OnnxGroupQueryAttention,
    "onnxruntime MultiHeadAttention": OnnxMultiHeadAttention,
    "ggml": Ggml,
}
