"""Writes complex_functions.tsv: NumPy's and SciPy's results of functions of complex arrays, and the operations that NumPy refuses.

usage: /usr/bin/python3 make_complex_functions.py > complex_functions.tsv     (the committed file is from NumPy 1.24.2 and SciPy 1.10.1)

Lines: NAME DTYPE RESULT-DTYPE SHAPE VALUES, as in complex_values.tsv. A name is that of a method, a colon, and what is tested of it;
ComplexFunctionTests.cs has a line for each. The inputs are made by `grid`, by the tests too. The lines "refuses" name ufuncs.
"""
import warnings

import numpy as np
import scipy.linalg as sl
from make_complex_values import grid, out

warnings.simplefilter("ignore")
np.seterr(all="ignore")

REFUSED = """floor ceil trunc fix copysign heaviside nextafter spacing frexp ldexp gcd lcm cbrt hypot logaddexp logaddexp2 i0 arctan2 deg2rad
rad2deg radians degrees floor_divide remainder fmod isposinf isneginf signbit bitwise_and bitwise_or bitwise_xor invert left_shift
right_shift fabs""".split()


def refuses():
    z = grid("complex128", (3,))
    for name in REFUSED:
        f = getattr(np, name)
        for arguments in ((z,), (z, z)):
            try:
                f(*arguments)
            except TypeError:
                pass
            except ValueError:
                pass
            else:
                raise SystemExit(f"{name} takes complex numbers")
        print(f"refuses\t{name}")


def single(r, dtype):
    """The result in the precision of the input."""
    r = np.asarray(r)
    if dtype == "complex64" and r.dtype.kind in "fc":
        return r.astype("complex64" if r.dtype.kind == "c" else "float32")
    return r


def functions(dtype):
    def row(name, r):
        out(name, dtype, single(r, dtype))

    # Computed in complex128 from inputs that complex64 holds, and rounded.
    a = grid(dtype, (12, 15)).astype(complex)
    m = grid(dtype, (6, 6)).astype(complex)
    h = (m @ m.conj().T + 10 * np.eye(6)).astype(dtype).astype(complex)
    b = grid(dtype, (6, 3)).astype(complex)
    v, w = grid(dtype, (20,)).astype(complex), grid(dtype, (27,))[20:].astype(complex)
    tall = grid(dtype, (40, 4)).astype(complex)
    right = grid(dtype, (80, 2))[40:].astype(complex)
    real = m.real

    for name, o in ("fro", None), ("1", 1), ("-1", -1), ("inf", np.inf), ("-inf", -np.inf), ("2", 2), ("-2", -2), ("nuc", "nuc"):
        row(f"Norm:{name}", np.linalg.norm(m, o))
    for name, o in ("2", None), ("1", 1), ("3", 3), ("inf", np.inf), ("-inf", -np.inf), ("0", 0):
        row(f"Norm:vector.{name}", np.linalg.norm(v, o))
    row("Norm:axis", np.linalg.norm(a, 2, axis=1))
    q, r = np.linalg.qr(tall)
    phase = np.diag(r) / abs(np.diag(r))
    row("Qr:r", r * phase.conj()[:, None])
    row("Qr:q", q * phase)
    row("Qr:wide", a[:5] @ a[:5].conj().T)
    for name, x in ("tall", tall), ("wide", tall.T), ("square", m):
        row(f"Svd:{name}.s", np.linalg.svd(x)[1])
        row(f"Svd:{name}", x)
    row("SvdCompressed:s", np.linalg.svd(tall)[1])
    row("Solve:matrix", np.linalg.solve(m, b))
    row("Solve:vector", np.linalg.solve(m, b[:, 0]))
    row("Solve:positive", np.linalg.solve(h, b))
    row("Solve:real", np.linalg.solve(real + 20 * np.eye(6), b))
    row("Inv", np.linalg.inv(m))
    row("Det", np.linalg.det(m))
    sign, log = np.linalg.slogdet(m)
    row("SlogDet:sign", sign)
    row("SlogDet:log", log)
    row("Cholesky", np.linalg.cholesky(h))
    row("Cholesky:upper", sl.cholesky(h))
    p, l, u = sl.lu(m)
    row("Lu:p", p.real)
    row("Lu:l", l)
    row("Lu:u", u)
    row("Lu:tall", sl.lu(tall)[2])
    for lower in True, False:
        for transposed in True, False:
            row(f"SolveTriangular:{lower}.{transposed}", sl.solve_triangular(h, b, lower=lower, trans=int(transposed)))
    row("SolveTriangular:unit", sl.solve_triangular(h / 64, b, unit_diagonal=True))
    x, rest, rank, s = np.linalg.lstsq(tall, right, rcond=None)
    row("Lstsq:x", x)
    row("Lstsq:residuals", rest)
    row("Lstsq:rank", np.int64(rank))
    row("Lstsq:s", s)
    row("Lstsq:wide", np.linalg.lstsq(tall.T, b[:4], rcond=None)[0])
    row("Lstsq:vector", np.linalg.lstsq(tall, right[:, 0], rcond=None)[0])
    row("Pinv", np.linalg.pinv(tall))
    row("MatrixRank", np.linalg.matrix_rank(np.concatenate([tall, tall[:, :1] * 2j], 1), tol=1e-3))
    row("MatrixPower:3", np.linalg.matrix_power(m, 3))
    row("MatrixPower:-2", np.linalg.matrix_power(m, -2))
    row("Eigh:w", np.linalg.eigh(h)[0])
    row("Eigh:product", h)
    row("Eig:w", np.sort(np.linalg.eig(m)[0]))
    row("Eig:real", np.sort(np.linalg.eig(real)[0].astype(complex)))
    row("MatMul:vector", m @ b[:, 0])
    row("MatMul:batch", np.stack([m, h]) @ b)
    row("Dot", np.dot(m, b))
    row("Inner", np.inner(m, h))
    row("VDot", np.vdot(m, h))
    row("TensorDot", np.tensordot(m.reshape(2, 3, 6), b, 1))
    row("Outer", np.outer(v, w))
    row("Cross", np.cross(b, b[::-1]))
    row("Trace", np.trace(a, 1))
    row("Einsum:product", np.einsum("ij,jk->ik", m, b))
    row("Einsum:diagonal", np.einsum("ii->i", m))
    row("Einsum:three", np.einsum("ij,jk,kl->il", m, h / 64, b))
    row("Einsum:elementwise", np.einsum("ij,ij->j", m, h))

    row("Cov", np.cov(a))
    row("Cov:columns", np.cov(b, rowvar=False))
    # Float64 weights and coordinates make complex128 of complex64.
    out("Cov:weights", dtype, np.cov(a, aweights=np.arange(1.0, 16)))
    row("Cov:vector", np.cov(v))
    row("Corr", np.corrcoef(a))
    row("Gradient", np.gradient(a, axis=1))
    row("Gradient:edges", np.gradient(a, 0.5, axis=0, edge_order=2))
    row("Gradient:coordinates", np.gradient(a, np.arange(15.0) ** 2, axis=1))
    row("Trapezoid", np.trapz(a))
    out("Trapezoid:coordinates", dtype, np.trapz(a, np.arange(15.0) ** 2))
    for mode in "full", "same", "valid":
        row(f"Convolve:{mode}", np.convolve(v, w, mode))
    row("Diff", np.diff(a, 2, axis=0))
    row("Moment", np.mean((a - a.mean(0)) ** 3, axis=0))
    out("Average", dtype, np.average(a, axis=1, weights=np.arange(1.0, 16)))
    row("Average:complex", np.average(v, weights=v[::-1]))
    row("Mean", a.mean(1))
    row("CumSum", np.cumsum(v))
    row("CumProd", np.cumprod(v / 16))

    # Whole numbers, so that some are equal in one part or in both.
    n = np.round(a / 8)
    n[3, 4], n[5, 6] = complex(np.nan, 1), complex(1, np.nan)
    values, index, inverse, counts = np.unique(n, return_index=True, return_inverse=True, return_counts=True)
    row("Unique:values", values)
    row("Unique:counts", counts)
    row("Unique:index", index[:-1])
    clean = np.round(a / 8)
    row("Unique:inverse", np.unique(clean, return_inverse=True)[1].reshape(12, 15))
    for side in "left", "right":
        row(f"SearchSorted:{side}", np.searchsorted(np.sort(clean[0]), clean, side))
    row("IsIn", np.isin(clean, clean[0]))
    row("Union1D", np.union1d(clean[0], clean[1]))
    row("Intersect1D", np.intersect1d(clean[:4], clean[4:]))
    row("SetDiff1D", np.setdiff1d(clean[:2], clean[2:]))
    row("SetXor1D", np.setxor1d(clean[:2], clean[2:]))
    row("Sort", np.sort(clean, 0))
    row("ArgSort", np.argsort(clean, 1, kind="stable"))
    row("TopK", np.sort(clean, 1)[:, ::-1][:, :3])
    row("TopK:least", np.sort(clean, 1)[:, :3])
    row("ArgTopK:least", np.argsort(clean, 1, kind="stable")[:, :3])
    row("Median", np.median(a, 0))
    row("Median:all", np.median(a))
    row("Ptp", np.ptp(a, 0))
    row("Around", np.round(a, -1))
    row("NanToNum", np.nan_to_num(n))
    row("Select", np.select([a.real > 0, a.imag > 0], [a, -a], 1j))
    row("Choose", np.choose(np.arange(15) % 3, [a[0], a[1], a[2]]))
    row("Piecewise", np.piecewise(v, [v.real < 0], [lambda z: -z, lambda z: 2 * z]))
    row("IsClose", np.isclose(a, a + np.where(a.real > 0, 1e-9, 1)))
    row("CountNonZero", np.count_nonzero(clean, 0))
    row("FlatNonZero", np.flatnonzero(clean))
    row("Pad:constant", np.pad(v, 2, constant_values=3))
    row("Pad:edge", np.pad(v, 2, "edge"))
    row("Pad:reflect", np.pad(v, 2, "reflect"))
    row("Pad:mean", np.pad(v, 2, "mean"))
    row("Roll", np.roll(a, 4, 1))
    row("Flip", np.flip(a))
    row("Repeat", np.repeat(a, 2, 0))
    row("Tile", np.tile(v, 3))
    row("Take", np.take(a, [3, 1, 14], 1))
    row("Compress", np.compress(np.arange(15) % 2 == 0, a, 1))
    row("SlidingWindowView", np.lib.stride_tricks.sliding_window_view(v, 5))
    row("Coarsen", a.reshape(4, 3, 15).mean(1))
    row("Diagonal", np.diagonal(a, 2))
    row("Tril", np.tril(m))
    row("EDiff1D", np.ediff1d(v))


refuses()
for each in "complex64", "complex128":
    functions(each)
