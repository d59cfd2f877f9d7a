#!/usr/bin/env python3
"""Makes the small networks in tests/data/onnx and scripts/data/networks. Needs Debian's python3-onnx and python3-numpy.

    python3 tests/data/make_onnx.py
"""

import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FLOAT = TensorProto.FLOAT


def save(path, nodes, inputs, outputs, weights):
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info(n, t, s) for n, t, s in inputs],
        [helper.make_tensor_value_info(n, t, s) for n, t, s in outputs],
        [numpy_helper.from_array(w, n) for n, w in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="make_onnx.py")
    model.ir_version = 8
    onnx.checker.check_model(model)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    onnx.save(model, path)
    return model


def tests(folder):
    # y = x W + b, W[i, j] = i - j, b[j] = j.
    w = np.array([[i - j for j in range(2)] for i in range(3)], np.float32)
    linear = save(
        f"{folder}/linear.onnx",
        [helper.make_node("Gemm", ["x", "w", "b"], ["y"])],
        [("x", FLOAT, ["n", 3])],
        [("y", FLOAT, ["n", 2])],
        {"w": w, "b": np.arange(2, dtype=np.float32)},
    )
    # The sum of three float64 features, in batches of exactly 4, and whether it is above 10.
    save(
        f"{folder}/sum4.onnx",
        [
            helper.make_node("ReduceSum", ["x", "axes"], ["total"], keepdims=0),
            helper.make_node("Greater", ["total", "ten"], ["wet"]),
        ],
        [("x", TensorProto.DOUBLE, [4, 3])],
        [("total", TensorProto.DOUBLE, [4]), ("wet", TensorProto.BOOL, [4])],
        {"axes": np.array([1], np.int64), "ten": np.array(10.0)},
    )
    # The mean of 3 x 3 cells, zeros beyond the edges; maps of any size.
    mean = np.full((1, 1, 3, 3), 1 / 9, np.float32)
    conv = dict(kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    save(
        f"{folder}/mean3.onnx",
        [helper.make_node("Conv", ["x", "w"], ["y"], **conv)],
        [("x", FLOAT, ["n", 1, "h", "w_"])],
        [("y", FLOAT, ["n", 1, "h", "w_"])],
        {"w": mean},
    )
    # The same for maps of 8 x 8 cells only, and of two channels, whose means it makes.
    save(
        f"{folder}/mean3_8x8.onnx",
        [helper.make_node("Conv", ["x", "w"], ["y"], group=2, **conv)],
        [("x", FLOAT, ["n", 2, 8, 8])],
        [("y", FLOAT, ["n", 2, 8, 8])],
        {"w": np.concatenate([mean, mean])},
    )
    # Two inputs.
    save(
        f"{folder}/two.onnx",
        [helper.make_node("Add", ["x", "z"], ["y"])],
        [("x", FLOAT, ["n", 3]), ("z", FLOAT, ["n", 3])],
        [("y", FLOAT, ["n", 3])],
        {},
    )
    # A result of 4 TB, made of a file of a few hundred bytes.
    save(
        f"{folder}/huge.onnx",
        [
            helper.make_node("ConstantOfShape", ["shape"], ["ones"]),
            helper.make_node("ReduceSum", ["ones"], ["total"], keepdims=0),
            helper.make_node("Add", ["x", "total"], ["y"]),
        ],
        [("x", FLOAT, ["n", 3])],
        [("y", FLOAT, ["n", 3])],
        {"shape": np.array([1_000_000, 1_000_000], np.int64)},
    )
    # Weights in another file, which lies outside the folder.
    tensor = linear.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../../../etc/passwd"
    onnx.save(linear, f"{folder}/external.onnx")


def example(path):
    # A network that smooths a map twice and tells how far each cell is above its surroundings.
    x, y = np.mgrid[-2:3, -2:3]
    gauss = np.exp(-(x**2 + y**2) / 4.0).astype(np.float32)
    gauss = (gauss / gauss.sum())[None, None]
    conv = dict(kernel_shape=[5, 5], pads=[2, 2, 2, 2])
    save(
        path,
        [
            helper.make_node("Conv", ["rain", "gauss"], ["once"], **conv),
            helper.make_node("Conv", ["once", "gauss"], ["smooth"], **conv),
            helper.make_node("Sub", ["rain", "smooth"], ["difference"]),
            helper.make_node("Relu", ["difference"], ["excess"]),
            helper.make_node("Concat", ["smooth", "excess"], ["maps"], axis=1),
        ],
        [("rain", FLOAT, ["n", 1, "lat", "lon"])],
        [("maps", FLOAT, ["n", 2, "lat", "lon"])],
        {"gauss": gauss},
    )


if __name__ == "__main__":
    tests(f"{ROOT}/tests/data/onnx")
    example(f"{ROOT}/scripts/data/networks/excess.onnx")
