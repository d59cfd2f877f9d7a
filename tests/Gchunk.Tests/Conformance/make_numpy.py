#!/usr/bin/env python3
"""Writes numpy.tsv: NumPy's results of operations on small arrays.  usage: /usr/bin/python3 make_numpy.py > numpy.tsv

A row is dtype, shape, chunks, special values, seed | operation with its arguments | dtype, shape and values of the
result. The values of the source follow from the seed by a formula, which the test repeats (see source()).
"""
import itertools
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
np.seterr(all="ignore")

DTYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
SHAPES = {
    (): [()],
    (1,): [(1,)],
    (7,): [(7,), (3,), (1,)],
    (0,): [(1,)],
    (3, 5): [(3, 5), (2, 2), (1, 5), (3, 1)],
    (4, 1, 6): [(4, 1, 6), (3, 1, 4), (1, 1, 1)],
    (2, 0, 3): [(2, 1, 2)],
    (5, 3, 2, 3): [(2, 2, 1, 2), (5, 3, 2, 3)],
}


def source(dtype, shape, special, seed):
    n = int(np.prod(shape, dtype=int))
    i = np.arange(n, dtype=np.int64)
    raw = (i * 7919 + 31 * seed) % 211 - 105
    if dtype == "bool":
        a = raw % 3 == 0
    elif dtype.startswith("float"):
        a = (raw / 8).astype(dtype)
        if special == "nan":
            a[(i + seed) % 4 == 1] = np.nan
        elif special == "allnan":
            a[:] = np.nan
        elif special == "inf":
            a[(i + seed) % 5 == 2] = np.inf
            a[(i + seed) % 7 == 3] = -np.inf
        elif special == "offset":
            a = (a + 1e9).astype(dtype)
    else:
        a = raw.astype(dtype)  # negative values wrap around in unsigned dtypes
    return a.reshape(shape)


def text(v):
    if isinstance(v, (np.bool_, bool)):
        return "1" if v else "0"
    if isinstance(v, np.floating):
        return repr(float(v))
    return str(int(v))


def row(dtype, shape, chunks, special, seed, op, result):
    result = np.asarray(result)
    name = lambda t: ",".join(map(str, t))
    values = " ".join(text(v) for v in result.ravel())
    print(f"{dtype}|{name(shape)}|{name(chunks)}|{special}|{seed}\t{op}\t{result.dtype}|{name(result.shape)}\t{values}")


count = 0


def reductions(rng):
    plain = {"sum": np.sum, "prod": np.prod, "mean": np.mean, "var": np.var, "std": np.std, "min": np.min, "max": np.max, "any": np.any, "all": np.all, "argmin": np.argmin, "argmax": np.argmax}
    skipping = {"sum": np.nansum, "prod": np.nanprod, "mean": np.nanmean, "var": np.nanvar, "std": np.nanstd, "min": np.nanmin, "max": np.nanmax}
    for dtype in DTYPES:
        specials = ["", "nan", "inf", "offset", "allnan"] if dtype.startswith("float") else [""]
        for shape, chunkings in SHAPES.items():
            rank = len(shape)
            axes = [None] + [(a,) for a in range(rank)] + list(itertools.combinations(range(rank), 2))
            for op, f in plain.items():
                special = specials[rng.integers(len(specials))]
                axis = axes[rng.integers(len(axes))]
                chunks = chunkings[rng.integers(len(chunkings))]
                skip = special in ("nan", "allnan") and op in skipping and rng.integers(3) > 0
                if op.startswith("arg"):
                    axis = axis and axis[:1]
                reduced = [shape[a] for a in (range(rank) if axis is None else axis)]
                if 0 in reduced and op in ("min", "max", "argmin", "argmax"):
                    continue
                if skip and special == "allnan" and op in ("min", "max") and 0 in shape:
                    continue
                if dtype == "float32" and op in ("prod",):
                    continue  # NumPy multiplies in float32, gchunk in float64
                a = source(dtype, shape, special, 3)
                keep = bool(rng.integers(2))
                ddof = int(rng.integers(2)) if op in ("var", "std") else 0
                if a.dtype == np.float32 and op in ("sum", "mean", "var", "std"):
                    # gchunk accumulates float32 in float64, which is more exact than NumPy's default.
                    wide = (skipping if skip else plain)[op](a.astype("f8"), axis=axis, keepdims=keep, **({"ddof": ddof} if ddof else {}))
                    result = np.asarray(wide).astype("f4")
                elif op.startswith("arg"):
                    result = f(a, axis=axis[0] if axis else None, keepdims=keep)
                elif op in ("var", "std"):
                    result = (skipping if skip else plain)[op](a, axis=axis, keepdims=keep, ddof=ddof)
                else:
                    result = (skipping if skip else plain)[op](a, axis=axis, keepdims=keep)
                row(dtype, shape, chunks, special, 3, f"{op} axis={'all' if axis is None else '/'.join(map(str, axis))} keep={int(keep)} skip={int(skip)} ddof={ddof}", result)


def binaries(rng):
    ops = {"add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.true_divide, "maximum": np.maximum, "less": np.less, "equal": np.equal,
           "floor_divide": np.floor_divide, "remainder": np.remainder, "logical_and": np.logical_and}
    others = {(3, 5): [(3, 5), (5,), (3, 1), (1, 5), ()], (4, 1, 6): [(1, 3, 6), (6,), (4, 2, 1)], (7,): [(7,), (1,), (2, 7)], (): [(3,), ()], (2, 0, 3): [(3,), (1, 1, 3)]}
    for a_type, b_type in itertools.product(DTYPES, DTYPES):
        for op, f in ops.items():
            if rng.random() > 0.55:
                continue
            if op == "subtract" and a_type == b_type == "bool":
                continue
            shape = list(others)[rng.integers(len(others))]
            other = others[shape][rng.integers(len(others[shape]))]
            chunks = SHAPES[shape][rng.integers(len(SHAPES[shape]))]
            a, b = source(a_type, shape, "", 3), source(b_type, other, "", 5)
            if "uint64" in (a_type, b_type) and op in ("less", "equal") and "i" in (np.dtype(a_type).kind, np.dtype(b_type).kind):
                # NumPy 1 compares these as floats. NumPy 2, like gchunk, compares them exactly, as Python's integers.
                a, b = a.astype(object), b.astype(object)
            try:
                # NumPy 1 promotes a 0-d array by its value. NumPy 2, like gchunk, promotes it by its dtype alone.
                result = f(np.atleast_1d(a), np.atleast_1d(b)).reshape(np.broadcast_shapes(shape, other))
                if a.dtype == object:
                    result = result.astype(bool)
            except TypeError:
                continue
            if result.dtype == np.float16:
                continue  # gchunk has no half precision
            if op == "divide" and result.dtype != np.float64 and "float32" not in (a_type, b_type):
                continue
            if a_type == b_type == "bool" and op in ("floor_divide", "remainder"):
                continue
            row(a_type, shape, chunks, "", 3, f"{op} with={b_type}|{','.join(map(str, other))}", result)


def shaping(rng):
    for shape, chunkings in SHAPES.items():
        rank = len(shape)
        for dtype in ("int16", "float64", "bool"):
            a = source(dtype, shape, "", 3)
            for chunks in chunkings:
                go = lambda op, result: row(dtype, shape, chunks, "", 3, op, result)
                for _ in range(3):
                    order = rng.permutation(rank)
                    go(f"transpose order={'/'.join(map(str, order))}", a.transpose(order))
                if rank:
                    for _ in range(4):
                        parts = []
                        for n in shape:
                            lo, hi, step = rng.integers(-n - 1, n + 2), rng.integers(-n - 1, n + 2), int(rng.choice([-3, -2, -1, 1, 2]))
                            parts.append([f"{lo}:{hi}:{step}", f"::{step}", f":{hi}", f"{lo}:"][rng.integers(4)])
                        go(f"slice at={'/'.join(parts)}", eval(f"a[{','.join(parts)}]"))
                    other = source(dtype, shape, "", 9)
                    for axis in range(rank):
                        go(f"concatenate axis={axis} seed=9", np.concatenate([a, other], axis=axis))
                go("reshape shape=-1", a.reshape(-1)) if a.size else None
                if a.size and a.size % 2 == 0:
                    go("reshape shape=2,-1", a.reshape(2, -1))
                if a.size and a.size % 3 == 0:
                    go("reshape shape=-1,3,1", a.reshape(-1, 3, 1))
                for to in DTYPES:
                    if dtype != "float64" or to.startswith("float") or to in ("bool", "int64", "int32"):
                        go(f"astype to={to}", a.astype(to))


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    reductions(rng)
    binaries(rng)
    shaping(rng)
    print(f"numpy {np.__version__}", file=sys.stderr)
