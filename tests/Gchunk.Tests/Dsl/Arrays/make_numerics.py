"""Writes numerics.tsv: what NumPy gives for the cases that NumericsCases.cs lists by the same names.

Inputs follow from a formula that is exact in every dtype, so only results are kept: name, then for each result its dtype, shape and values.
Run: python3 make_numerics.py > numerics.tsv
"""

import numpy as np

CASES = {}


def case(name):
    def add(f):
        CASES[name] = f
        return f

    return add


def data(shape, seed=1, dtype="float64"):
    n = int(np.prod(shape))
    i = np.arange(n, dtype=np.int64)
    whole = (i * 7919 + seed * 104729 + (i // 13) * 31) % 1009
    if dtype == "bool":
        return (whole % 3 == 0).reshape(shape)
    if dtype.startswith("float"):
        return ((whole - 504) / 64).astype(dtype).reshape(shape)
    return (whole % 23 if dtype.startswith("u") else whole % 23 - 11).astype(dtype).reshape(shape)


def with_nan(shape, seed=1):
    x = data(shape, seed)
    x.reshape(-1)[::7] = np.nan
    return x


# Products.
for dtype in ["float64", "float32", "int64", "int32", "uint8", "int8", "bool"]:
    case(f"matmul.{dtype}")(lambda dtype=dtype: np.matmul(data((37, 53), 1, dtype), data((53, 29), 2, dtype)))
case("matmul.mixed")(lambda: np.matmul(data((5, 7), 1, "int32"), data((7, 3), 2, "float32")))
case("matmul.batch")(lambda: np.matmul(data((3, 1, 5, 7), 1), data((4, 7, 6), 2)))
case("matmul.vector")(lambda: np.matmul(data((5, 7), 1), data((7,), 2)))
case("matmul.rowvector")(lambda: np.matmul(data((7,), 1), data((2, 7, 5), 2)))
case("matmul.inner")(lambda: np.matmul(data((9,), 1), data((9,), 2)))
case("matmul.empty")(lambda: np.matmul(np.zeros((3, 0)), np.zeros((0, 4))))
case("matmul.norows")(lambda: np.matmul(np.zeros((0, 3)), np.zeros((3, 4))))
case("matmul.nan")(lambda: np.matmul(with_nan((6, 11)), data((11, 4), 2)))
case("matmul.transposed")(lambda: np.matmul(data((53, 37), 1).T, data((29, 53), 2).T))
case("dot.vectors")(lambda: np.dot(data((9,), 1), data((9,), 2)))
case("dot.nd")(lambda: np.dot(data((2, 3, 5), 1), data((4, 5, 6), 2)))
case("dot.ndvector")(lambda: np.dot(data((2, 3, 5), 1), data((5,), 2)))
case("tensordot.2")(lambda: np.tensordot(data((4, 5, 6), 1), data((5, 6, 3), 2)))
case("tensordot.axes")(lambda: np.tensordot(data((4, 5, 6), 1), data((6, 3, 4), 2), axes=([2, 0], [0, 2])))
case("tensordot.0")(lambda: np.tensordot(data((2, 3), 1), data((4,), 2), axes=0))
case("outer")(lambda: np.outer(data((2, 3), 1), data((4,), 2, "int32")))

# Histograms.
case("histogram.even")(lambda: np.histogram(data((50, 41)), 17, (-5, 6)))
case("histogram.onedge")(lambda: np.histogram(data((500,), 1, "int32"), 22, (-11, 11)))
case("histogram.fine")(lambda: np.histogram(data((700,)), 1009, (-504 / 64, 505 / 64)))
case("histogram.nan")(lambda: np.histogram(with_nan((300,)), 10, (-3, 3)))
case("histogram.point")(lambda: np.histogram(data((300,), 1, "int32"), 4, (2, 2)))
case("histogram.edges")(lambda: np.histogram(data((50, 41)), np.array([-7, -3, -2.5, 0, 0, 0.015625, 4, 7.875])))
case("histogram.inf")(lambda: np.histogram(data((50, 41)), np.array([-np.inf, -1, 0, np.inf])))
case("histogram.density")(lambda: np.histogram(data((50, 41)), np.array([-7, -3, 0, 1, 6.0]), density=True))
case("histogram.weights")(lambda: np.histogram(data((50, 41)), 17, (-5, 6), weights=data((50, 41), 3)))
case("histogram.uint8")(lambda: np.histogram(data((500,), 1, "uint8"), 5, (0, 20)))
case("histogram.onebin")(lambda: np.histogram(data((500,)), 1, (0, 2)))
case("histogram.empty")(lambda: np.histogram(np.zeros(0), 3, (0, 2)))
case("bincount")(lambda: np.bincount(data((500,), 1, "uint8")))
case("bincount.length")(lambda: np.bincount(data((500,), 1, "uint8"), minlength=30))
case("bincount.weights")(lambda: np.bincount(data((500,), 1, "uint8"), weights=data((500,), 2)))


def text(value):
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    return repr(value.item()) if isinstance(value, np.generic) else repr(value)


for name, f in CASES.items():
    with np.errstate(all="ignore"):
        results = f()
    if not isinstance(results, tuple):
        results = (results,)
    cells = [name]
    for r in results:
        r = np.asarray(r)
        cells += [r.dtype.name, ",".join(map(str, r.shape)), " ".join(text(v) for v in r.reshape(-1))]
    print("\t".join(cells))
