"""Writes compute_values.tsv: NumPy's and SciPy's results of the cases in ComputeCases*.cs, which have the same names.

usage: python3 make_compute_values.py > compute_values.tsv     (needs NumPy 1.24, SciPy 1.10 and Dask)

Inputs and the form of a line are those of ../Arrays/make_numerics.py.
"""
import os
import sys

import numpy as np
import scipy.linalg
import scipy.stats as st

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

# Einstein summation, in one chunk and in many.
EINSUM = [
    ("ij,jk->ik", (5, 7), (7, 4)), ("ij,jk", (5, 7), (7, 4)), ("ba,bc", (4, 3), (4, 5)), ("ii", (5, 5)), ("ii->i", (6, 6)), ("ij->", (4, 5)), ("ij->j", (4, 5)),
    ("ji", (4, 5)), ("ij->ji", (4, 5)), ("i,j", (4,), (5,)), ("i,i", (6,), (6,)), ("ij,ij->i", (4, 6), (4, 6)), ("bij,bjk->bik", (3, 4, 5), (3, 5, 2)),
    ("bij,bj->bi", (3, 4, 5), (3, 5)), ("ijk,jil->kl", (3, 4, 5), (4, 3, 2)), ("...ij,...jk->...ik", (2, 1, 3, 4), (5, 4, 2)), ("...ij,...jk", (2, 1, 3, 4), (5, 4, 2)),
    ("i...->...", (4, 2, 3)), ("...i->...", (2, 3, 4)), ("ij...,j->i...", (3, 4, 2), (4,)), ("iij->j", (4, 4, 3)), ("iji->j", (4, 3, 4)), ("ijij->ij", (3, 4, 3, 4)),
    ("ij,jk,kl->il", (3, 9), (9, 4), (4, 8)), ("ij,jk,kl,lm", (3, 9), (9, 4), (4, 8), (8, 2)), ("a,b,c->abc", (2,), (3,), (4,)), ("ab,bc,ca", (3, 4), (4, 5), (5, 3)),
    ("ijk,ilm,njm,nlk->", (2, 3, 4), (2, 3, 4), (2, 3, 4), (2, 3, 4)), ("ij,jk", (4, 1), (6, 5)), ("ij,jk->ik", (4, 6), (1, 5)), ("ij,ij->ij", (4, 5), (1, 5)),
    ("abc,cd,de->abe", (2, 3, 4), (4, 5), (5, 2)), ("ij,kj->ik", (3, 0), (4, 0)), ("i,i->", (0,), (0,)),
]
for subscripts, *shapes in EINSUM:
    # The tests read the operands from the name.
    case("|".join(["einsum", subscripts] + ["x".join(map(str, shape)) for shape in shapes]))(lambda s=subscripts, shapes=shapes: np.einsum(s, *(data(shape, k + 1) for k, shape in enumerate(shapes))))
for dtype in ["float32", "int32", "uint8", "bool"]:
    case(f"einsum.{dtype}")(lambda dtype=dtype: (np.einsum("ij,jk->ik", data((5, 7), 1, dtype), data((7, 4), 2, dtype)), np.einsum("ij,ij->j", data((5, 7), 1, dtype), data((5, 7), 2, dtype)), np.einsum("ii->", data((5, 5), 1, dtype))))
case("einsum.mixed")(lambda: np.einsum("ij,j", data((5, 7), 1, "int32"), data((7,), 2, "float32")))
case("einsum.scalars")(lambda: (np.einsum(",i->i", np.float64(2.5), data((4,))), np.einsum(",->", np.float64(3), np.float64(2))))

# Linear algebra.
def positive(n, seed=1):
    b = data((n + 3, n), seed)
    return b.T @ b + np.eye(n)


g = data((7, 7), 3) + 5 * np.eye(7)
case("cholesky")(lambda: (np.linalg.cholesky(positive(9)), scipy.linalg.cholesky(positive(9)), np.linalg.cholesky(np.array([[4.0]]))))
case("lu")(lambda: scipy.linalg.lu(data((7, 7), 3)))
case("lu.tall")(lambda: scipy.linalg.lu(data((9, 5), 4)))
case("lu.wide")(lambda: scipy.linalg.lu(data((5, 9), 4)))
case("lu.one")(lambda: scipy.linalg.lu(np.array([[3.0]])))
case("solve_triangular")(lambda: (scipy.linalg.solve_triangular(g, data((7, 3))), scipy.linalg.solve_triangular(g, data((7,)), lower=True), scipy.linalg.solve_triangular(g, data((7, 2)), lower=True, unit_diagonal=True), scipy.linalg.solve_triangular(g, data((7, 2)), trans=1)))
case("solve.pos")(lambda: scipy.linalg.solve(positive(8), data((8, 3)), assume_a="pos"))
case("lstsq")(lambda: np.linalg.lstsq(data((12, 4)), data((12, 3), 2), rcond=None))
case("lstsq.vector")(lambda: np.linalg.lstsq(data((12, 4)), data((12,), 2), rcond=None))
case("lstsq.wide")(lambda: np.linalg.lstsq(data((4, 9)), data((4,), 2), rcond=None))
case("pinv")(lambda: (np.linalg.pinv(data((6, 3))), np.linalg.pinv(data((3, 6)))))
case("matrix_rank")(lambda: (np.linalg.matrix_rank(np.outer(data((5,)), data((6,), 2))), np.linalg.matrix_rank(data((5, 8)))))
case("matrix_power")(lambda: (np.linalg.matrix_power(g / 8, 5), np.linalg.matrix_power(g / 8, 0), np.linalg.matrix_power(g / 8, -2)))
case("slogdet")(lambda: np.linalg.slogdet(-g))
case("slogdet.singular")(lambda: np.linalg.slogdet(np.ones((3, 3))))
case("norm.axes")(lambda: tuple(np.linalg.norm(data((3, 4, 5)), o, (0, 2)) for o in (None, 1, -1, np.inf, -np.inf)) + (np.linalg.norm(data((4, 5)), 1, (1, 0)), np.linalg.norm(data((4, 5)), 2, (0, 1), keepdims=True)))


# Statistics, of scipy.stats.
p, q = data((21, 4), 6), data((17, 4), 7) * 0.5 + 0.3
counts = np.abs(data((6, 3), 8)) + 1
for axis in [0, 1, None]:
    case(f"stats.shape.{axis}")(lambda axis=axis: tuple(np.asarray(f) for f in (st.skew(p, axis), st.skew(p, axis, bias=False), st.kurtosis(p, axis), st.kurtosis(p, axis, fisher=False, bias=axis == 1), st.moment(p, 3, axis), st.moment(p, 1, axis))))
case("stats.constant")(lambda: (st.skew(np.ones((5, 2))), st.kurtosis(np.ones((5, 2)))))
case("stats.skewtest")(lambda: (*st.skewtest(p), *st.skewtest(p, None)))
case("stats.kurtosistest")(lambda: (*st.kurtosistest(p), *st.kurtosistest(p, None)))
case("stats.normaltest")(lambda: tuple(st.normaltest(p)))
case("stats.ttest_1samp")(lambda: (*st.ttest_1samp(p, 0.25), *st.ttest_1samp(p, 30, axis=1)))
case("stats.ttest_ind")(lambda: (*st.ttest_ind(p, q), *st.ttest_ind(p, q, equal_var=False), *st.ttest_ind(p, q, None)))
case("stats.ttest_rel")(lambda: tuple(st.ttest_rel(p[:17], q)))
case("stats.f_oneway")(lambda: tuple(st.f_oneway(p, q, q[:9] + 1)))
case("stats.chisquare")(lambda: (*st.chisquare(counts), *st.chisquare(counts, counts[:, ::-1] / counts[:, ::-1].sum(0) * counts.sum(0), ddof=1), *st.chisquare(counts, axis=None)))
for name in ["pearson", "log-likelihood", "freeman-tukey", "mod-log-likelihood", "neyman", "cressie-read"]:
    case(f"stats.power_divergence.{name}")(lambda name=name: tuple(st.power_divergence(counts, lambda_=name)))

# Masked arrays: the filled values and the mask of each result.
def masked(seed=1, dtype="float64"):
    x = data((6, 7), seed, dtype)
    m = data((6, 7), seed + 10) > 2.5
    m[:, 3] = seed == 1
    return np.ma.masked_array(x, m)


def pairs(*results, single=False):
    out = []
    for r in results:
        r = np.ma.asanyarray(r)
        # gchunk's means of float32 are float32, masked or not.
        if single and r.dtype == "float64":
            r = r.astype("float32")
        out += [np.asarray(np.ma.filled(r, True if r.dtype == bool else 99).astype(r.dtype)), np.ma.getmaskarray(r)]
    return tuple(out)


for dtype in ["float64", "float32", "int32", "uint8"]:
    case(f"masked.arithmetic.{dtype}")(lambda dtype=dtype: pairs(masked(1, dtype) + masked(2, dtype), masked(1, dtype) * 2, 3 - masked(2, dtype), masked(1, dtype) > 1, masked(1, dtype) == masked(2, dtype)))
    for axis in [None, 0, 1]:
        case(f"masked.reductions.{dtype}.{axis}")(lambda dtype=dtype, axis=axis: pairs(*(getattr(masked(1, dtype), f)(axis) for f in "sum prod min max mean var std any all count argmin argmax".split() if f != "prod" or dtype != "float32"), masked(1, dtype).var(axis, ddof=1), single=dtype == "float32"))
case("masked.domains")(lambda: pairs(np.ma.sqrt(masked()), np.ma.log(masked()), np.ma.arcsin(masked() / 8), masked() / masked(2, "int32"), masked(1, "int32") // masked(2, "int32"), np.ma.exp(masked()), np.ma.power(masked(), 0.5)))
case("masked.shapes")(lambda: pairs(masked().T, masked().reshape(3, 14), masked()[1:, ::2], masked()[2], np.ma.concatenate([masked(), masked(2)]), masked().ravel(), np.ma.stack([masked(), masked(2)], axis=1), masked()[:, None].repeat(2, 1)))
case("masked.makers")(lambda: pairs(np.ma.masked_equal(i, 3), np.ma.masked_not_equal(i, 3), np.ma.masked_greater(a, 2), np.ma.masked_greater_equal(i, 2), np.ma.masked_less(a, 2), np.ma.masked_less_equal(i, 2), np.ma.masked_inside(a, 2, -3), np.ma.masked_outside(a, -3, 2), np.ma.masked_invalid(x), np.ma.masked_values(a, a[2, 2]), np.ma.masked_where(a > i, a), np.ma.fix_invalid(x, fill_value=7)))
case("masked.filled")(lambda: (masked().filled(-1), masked(1, "int32").filled(), masked().filled(), np.ma.masked_equal(i, 3).filled(), masked(1, "bool").filled()))
case("masked.more")(lambda: pairs(masked().cumsum(0), masked(1, "int32").cumsum(), masked().cumprod(1), np.ma.average(masked(), 0, np.arange(1.0, 7)), np.ma.average(masked()), np.ptp(masked(), axis=1), np.ma.where(masked(2) > 0, masked(), 5)))

if __name__ == "__main__":
    write(CASES)
