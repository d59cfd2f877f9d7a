"""Writes complex_values.tsv: NumPy's results for complex arrays.

usage: /usr/bin/python3 make_complex_values.py > complex_values.tsv     (the committed file is from NumPy 1.24.2)

Lines: NAME DTYPE RESULT-DTYPE SHAPE VALUES. Values are separated by spaces; a complex number is "re,im". The inputs are the
rows named "x" and "y", and what `grid` returns, which the tests make too.
"""
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")
INF, NAN = np.inf, np.nan


def number(v):
    return repr(float(v)).replace("inf", "Infinity").replace("nan", "NaN")


def out(name, dtype, result):
    a = np.asarray(result)
    flat = a.ravel()
    if a.dtype.kind == "c":
        text = " ".join(number(v.real) + "," + number(v.imag) for v in flat)
    else:
        text = " ".join(number(v) for v in flat)
    sys.stdout.write("\t".join([name, dtype, str(a.dtype), ",".join(map(str, a.shape)), text]) + "\n")


def values():
    v = [complex(r, i) for r in (0.0, 1, -1, 0.5, -2.5, 3) for i in (0.0, -0.0, 1, -0.25, 2)]
    v += [complex(-0.0, 1), complex(1e-9, 2e-9), complex(-1e-9, 1e-3), complex(1, 1e-9), complex(20, 30), complex(-25, 0.5), complex(0.99, 0.1)]
    rng = np.random.default_rng(3)
    v += list(rng.normal(0, 2, 20) + 1j * rng.normal(0, 2, 20))
    return np.array(v)


def others():
    v = [complex(2, 0), complex(0.5, 0), complex(-1, 0), complex(3, 0), complex(0, 1), complex(-2, 0.5), complex(1.5, -1)]
    return np.array([v[i % 7] for i in range(len(values()))])


SPECIAL = np.array([complex(NAN, 0), complex(0, NAN), complex(INF, 1), complex(1, -INF), complex(NAN, INF), complex(1, 2), 0j, complex(0, 0.5)])


def grid(dtype, shape):
    """Returns numbers that the tests make too."""
    i = np.arange(np.prod(shape))
    re, im = ((i * 7919 + 13) % 1009 - 504) / 64, ((i * 104729 + 7) % 997 - 498) / 32
    return (re + 1j * im).astype(dtype).reshape(shape)


def dtype_of(v, dtype):
    return np.array(v).astype(dtype)


FUNCTIONS = """negative positive absolute square reciprocal rint sinc sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh
arcsinh arccosh arctanh conj real imag angle logical_not""".split()
PAIRS = """add subtract multiply divide power float_power equal not_equal logical_and logical_or logical_xor minimum maximum fmin fmax less
less_equal greater greater_equal""".split()
ORDERED = "minimum maximum fmin fmax less less_equal greater greater_equal".split()

for dtype in ("complex64", "complex128") if __name__ == "__main__" else ():
    # Computed in complex128 from the inputs of the dtype, and rounded.
    x, y = values().astype(dtype), others().astype(dtype)
    out("x", dtype, x)
    out("y", dtype, y)
    out("special", dtype, SPECIAL.astype(dtype))
    wide, wide_y = x.astype(complex), y.astype(complex)
    for name in FUNCTIONS:
        r = np.asarray(getattr(np, name)(wide))
        if r.dtype.kind in "fc":
            r = r.astype(dtype if r.dtype.kind == "c" else np.zeros(0, dtype).real.dtype)
        out(name, dtype, r)
    for name in PAIRS:
        r = np.asarray(getattr(np, name)(wide, wide_y))
        out(name, dtype, r.astype(dtype) if r.dtype.kind == "c" and name != "float_power" else r)
    for name in ORDERED:
        out(f"special.{name}", dtype, getattr(np, name)(SPECIAL.astype(dtype)[:, None], SPECIAL.astype(dtype)))
    out("clip", dtype, np.clip(x, dtype_of(-1 - 1j, dtype), dtype_of(2 + 0.5j, dtype)))
    out("round", dtype, np.round(x, 1))
    size = np.abs(wide)
    out("sign", dtype, np.where(size == 0, 0, wide / np.where(size == 0, 1, size)).astype(dtype))
    special = SPECIAL.astype(dtype)
    for name in "isnan isinf isfinite".split():
        out(name, dtype, getattr(np, name)(special))
    out("where", dtype, np.where(np.isnan(special), 1j, special).astype(dtype))

    a = grid(dtype, (12, 15))
    for name in "min max argmin argmax".split():
        for axis in None, 0, 1:
            out(f"reduce.{name}.{axis}", dtype, getattr(np, name)(np.round(a / 4), axis=axis))
    for name in "sum prod mean var std any all count_nonzero".split():
        f = getattr(np, name)
        b = a / 16 if name == "prod" else a
        for axis in None, 0, 1:
            if name in ("sum", "mean", "var", "std", "prod"):
                r = np.asarray(f(b.astype(complex), axis=axis))
                r = r.astype(dtype if r.dtype.kind == "c" else np.zeros(0, dtype).real.dtype)
            else:
                r = f(b, axis=axis)
            out(f"reduce.{name}.{axis}", dtype, r)
    missing = a.copy()
    missing[3, 5], missing[7, :], missing[10, 1] = complex(NAN, 1), complex(1, NAN), complex(NAN, NAN)
    for name in "nansum nanmean nanvar nanstd".split():
        for axis in None, 0:
            r = np.asarray(getattr(np, name)(missing.astype(complex), axis=axis))
            out(f"reduce.{name}.{axis}", dtype, r.astype(dtype if r.dtype.kind == "c" else np.zeros(0, dtype).real.dtype))
    for name in "nanmin nanmax".split():
        for axis in None, 1:
            # NumPy's own do not skip numbers whose imaginary part is NaN.
            f, far = (np.min, np.inf) if name == "nanmin" else (np.max, -np.inf)
            r = f(np.where(np.isnan(missing), complex(far, far), missing), axis=axis)
            out(f"reduce.{name}.{axis}", dtype, np.where(np.isinf(r), complex(NAN, NAN), r).astype(dtype))
    out("cumsum", dtype, np.cumsum(a.astype(complex), axis=0).astype(dtype))
    out("cumprod", dtype, np.cumprod((a / 16).astype(complex), axis=1).astype(dtype))
    out("matmul", dtype, (a.astype(complex) @ grid(dtype, (15, 4)).astype(complex)).astype(dtype))
    out("matmul.transposed", dtype, (a.astype(complex).T @ grid(dtype, (12, 3)).astype(complex)).astype(dtype))
    out("dot", dtype, np.dot(a[0].astype(complex), a[1].astype(complex)).astype(dtype))
    s = np.concatenate([np.round(a[0]), special])
    out("sort.input", dtype, s)
    out("sort", dtype, np.sort(s))
    out("argsort", dtype, np.argsort(s, kind="stable"))
    out("diff", dtype, np.diff(a, axis=1))
