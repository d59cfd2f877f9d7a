"""Writes compute_values.tsv: NumPy's and SciPy's results of the cases in ComputeCases*.cs, which have the same names.

usage: python3 make_compute_values.py > compute_values.tsv     (needs NumPy 1.24, SciPy 1.10 and Dask)

Inputs and the form of a line are those of ../Arrays/make_numerics.py.
"""
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Arrays"))
from make_numerics import data, with_nan, write  # noqa: E402

CASES = {}


def case(name):
    def add(f):
        CASES[name] = f
        return f

    return add


def special(dtype="float64"):
    return np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1, -1, 0.5, -2.75, 1e-310, 3e300, -7.5, 100.25], "float64").astype(dtype)


# Elementwise functions.
x, y = special(), data((13,), 3)
case("fabs")(lambda: (np.fabs(x), np.fabs(data((9,), 1, "int32"))))
case("fix")(lambda: (np.fix(x), np.fix(data((9,), 1, "float32"))))
case("spacing")(lambda: (np.spacing(x), np.spacing(data((9,), 1, "float32"))))
case("sinc")(lambda: np.sinc(data((40,))))
case("i0")(lambda: np.i0(data((40,))))
case("logaddexp2")(lambda: (np.logaddexp2(data((40,)), data((40,), 2)), np.logaddexp2(x, x)))
case("frexp")(lambda: np.frexp(x))
case("modf")(lambda: np.modf(x))
case("ldexp")(lambda: (np.ldexp(y, data((13,), 1, "int32")), np.ldexp(data((5,), 1, "float32"), np.array([0, 5, -7, 300, -300]))))
case("divmod")(lambda: np.divmod(data((20,), 1, "int32"), 7))
case("divmod.float")(lambda: np.divmod(data((20,)), -1.25))
case("around")(lambda: (np.around(data((30,)), 1), np.around(data((30,)))))
case("nan_to_num")(lambda: (np.nan_to_num(x), np.nan_to_num(special("float32")), np.nan_to_num(x, nan=1, posinf=2, neginf=3)))
case("isclose")(lambda: (np.isclose(x, x), np.isclose(x, x, equal_nan=True), np.isclose(x[:, None], x), np.isclose(y, y + 1e-6, rtol=0, atol=1e-5)))
case("isclose.int")(lambda: np.isclose(data((20,), 1, "uint8"), data((20,), 2, "uint8"), rtol=0.5))
case("allclose")(lambda: (np.bool_(np.allclose(y, y + 1e-9)), np.bool_(np.allclose(x, x)), np.bool_(np.allclose(x, x, equal_nan=True))))

# Choices.
a = data((6, 7))
i = data((6, 7), 2, "int32")
case("select")(lambda: (np.select([a > 3, a < 0], [a, i * 2], -1), np.select([i > 3, i > 0, i < -5], [i, i * i, -i])))
case("select.broadcast")(lambda: np.select([a > 3, a[0] < 0], [a[:, :1], 2.5]))
case("piecewise")(lambda: (np.piecewise(a, [a < 0, a > 2], [lambda v: -v, lambda v: v * v]), np.piecewise(i, [i > 0, i > 5], [1, lambda v: v * 3, lambda v: v - 100])))
case("choose")(lambda: np.choose(i % 3, [a, a * 2, -a]))
case("choose.wrap")(lambda: np.choose(i, [a, 5, i[0]], mode="wrap"))
case("choose.clip")(lambda: np.choose(i, [i, i + 100], mode="clip"))

# Blocks.
case("coarsen")(lambda: data((6, 8)).reshape(3, 2, 2, 4).mean((1, 3)))
case("coarsen.trim")(lambda: data((7, 11), 1, "int32")[:, :9].reshape(7, 3, 3).max(2))
case("coarsen.function")(lambda: np.ptp(data((12,)).reshape(3, 4), 1))

# Products.
case("inner")(lambda: np.inner(data((4, 5)), data((3, 2, 5), 2)))
case("inner.vectors")(lambda: np.inner(data((5,), 1, "int32"), data((5,), 2, "int32")))
case("vdot")(lambda: np.vdot(data((4, 5)), data((2, 10), 2)))
case("trace")(lambda: (np.trace(data((5, 7))), np.trace(data((5, 7)), 2), np.trace(data((5, 7), 1, "int32"), -1)))
case("trace.axes")(lambda: np.trace(data((3, 4, 5)), 1, 2, 0))

# Reductions and statistics.
case("moment")(lambda: (((a - a.mean()) ** 3).mean(), ((a - a.mean(0)) ** 4).sum(0) / 4, ((i - i.mean(1, keepdims=True)) ** 2).mean(1, keepdims=True)))
case("average.returned")(lambda: np.average(a, 0, weights=np.arange(1.0, 7), returned=True))
case("ediff1d")(lambda: (np.ediff1d(a), np.ediff1d(i, to_begin=[1, 2], to_end=99)))
f, w = np.abs(data((7,), 4, "int64")), np.abs(data((7,), 5)) + 0.5
case("cov.y")(lambda: np.cov(a, data((2, 7), 3)))
case("cov.bias")(lambda: (np.cov(a, bias=True), np.cov(a, rowvar=False, ddof=2)))
case("cov.fweights")(lambda: np.cov(a, fweights=f))
case("cov.aweights")(lambda: (np.cov(a, aweights=w), np.cov(a, aweights=w, ddof=0)))
case("cov.weights")(lambda: np.cov(a, fweights=f, aweights=w, ddof=2))
case("corrcoef.y")(lambda: np.corrcoef(a, data((2, 7), 3)))
case("over_axes")(lambda: np.apply_over_axes(np.sum, data((2, 3, 4)), [0, 2]))

if __name__ == "__main__":
    write(CASES)
