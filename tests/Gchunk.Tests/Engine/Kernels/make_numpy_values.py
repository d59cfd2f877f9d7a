"""Writes numpy_values.tsv: NumPy's results of every operation in the table that NumPy has.

usage: python3 make_numpy_values.py > numpy_values.tsv     (the committed file is from NumPy 1.24.2)

Lines:
"values KIND DTYPE bits…" are the inputs.
"elementwise NAME DTYPE RESULT bits…" are the results for each value, or for each pair of values (the second value varies
faster).
"reduction NAME DTYPE SKIP CASE RESULT bits" is the reduction of an array from `case`.

Bits are hexadecimal. Functions of floats are computed in long double and rounded, so that they are correct to half a
unit in the last place.
"""
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")

FLOATS, INTS = ["float32", "float64"], ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]

# Computed in long double. Results for integers are float64, as in NumPy from int32 on and in gchunk always.
FUNCTIONS = """sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh
deg2rad rad2deg degrees radians rint""".split()
FLOAT_PAIRS = "divide arctan2 hypot copysign logaddexp".split()
# Computed in the dtype of the operands if it is a float, otherwise in float64.
PLAIN_FLOAT_PAIRS = "heaviside nextafter".split()
# Computed in the dtype of the operand.
NUMERIC = "negative positive absolute sign square".split()
ROUNDING = "floor ceil trunc".split()
PREDICATES = "isnan isinf isposinf isneginf isfinite signbit logical_not".split()
PAIRS = """add subtract multiply floor_divide remainder fmod minimum maximum fmin fmax equal not_equal less less_equal greater greater_equal
logical_and logical_or logical_xor""".split()
INTEGER_PAIRS = "gcd lcm".split()
BITS = "bitwise_and bitwise_or bitwise_xor left_shift right_shift".split()


def bits(array):
    a = np.atleast_1d(array)
    if a.dtype == bool:
        return " ".join("1" if v else "0" for v in a)
    return " ".join(format(int(v), "x") for v in a.view("u%d" % a.dtype.itemsize).ravel())


def out(*fields):
    sys.stdout.write("\t".join(str(f) for f in fields) + "\n")


def single_values(dtype):
    if dtype == "bool":
        return np.array([False, True])
    if dtype in FLOATS:
        tiny, huge = (1e-40, 1e30) if dtype == "float32" else (5e-324, 1e300)
        v = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 2, -2, 3, 10, -10, 100, tiny, -tiny, huge, -huge,
             1e-10, -1e-10, 1e-5, 0.999999, -0.999999, 1.000001, 3.14159274, 1.5707964, 6.2831855, 88.5, -87.0, 89.5, 50, -50, 1e5, 123456.7, 8388607.5]
        if dtype == "float64":
            v += [1e8, 1e15, 709.7, 709.9, -708.0, -745.0, -746.0, 1e-300, 4503599627370495.5, np.pi, np.pi / 2]
        rng = np.random.default_rng(1)
        v += list(rng.normal(0, 1, 12)) + list(rng.normal(0, 20, 12)) + list(rng.uniform(0, 1, 8))
        return np.array(v).astype(dtype)
    i = np.iinfo(dtype)
    return np.array([v for v in [0, 1, 2, 3, 7, 100, 127, i.min, i.max, i.max - 1, -1, -2, -7, -100] if i.min <= v <= i.max], dtype)


def pair_values(dtype):
    if dtype == "bool":
        return np.array([False, True])
    if dtype in FLOATS:
        return np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1, -1, 2, 3, 0.5, -0.75, 2.5, -3.7, 7, 1e30, -1e-30]).astype(dtype)
    i = np.iinfo(dtype)
    return np.array([v for v in [0, 1, 2, 3, 5, 7, 100, i.min, i.max, -1, -2, -3, -7] if i.min <= v <= i.max], dtype)


def elementwise(name, dtype, result):
    result = np.asarray(result)
    out("elementwise", name, dtype, result.dtype, bits(result))


def wide(name, dtype, *operands):
    operands = [o.astype("float64") for o in operands]
    result = getattr(np, name)(*(o.astype(np.longdouble) for o in operands))
    # These multiply by a factor that is rounded to float64, so a factor in long double would give other results.
    if name in ("deg2rad", "rad2deg", "radians", "degrees"):
        result = operands[0] * (np.pi / 180 if name in ("deg2rad", "radians") else 180 / np.pi)
    elementwise(name, dtype, result.astype(dtype if dtype in FLOATS else "float64"))


def case(number, dtype):
    """Returns an array to reduce; the tests make the same."""
    length, offset = [(1, 0), (7, 0), (100, 0), (5000, 0), (3000, 1e9), (40, 0), (3, 0)][number]
    i = np.arange(length)
    v = ((i * 7919 + 13) % 1009 - 504) / 8 + offset
    if dtype == "bool":
        return v > 20
    if dtype in FLOATS:
        if number == 5:
            v[11] = np.inf
        v[i % 17 == 3] = np.nan
        if number == 6:
            v[:] = np.nan
        return v.astype(dtype)
    return (np.floor(v).astype("int64") & 0x7F if np.dtype(dtype).itemsize == 1 or dtype[0] == "u" else np.floor(v).astype("int64") % 30011).astype(dtype)


for kind, values in ("single", single_values), ("pair", pair_values):
    for dtype in ["bool"] + FLOATS + INTS:
        out("values", kind, dtype, bits(values(dtype)))

for dtype in ["bool"] + FLOATS + INTS:
    v, p = single_values(dtype), pair_values(dtype)
    a, b = np.repeat(p, len(p)), np.tile(p, len(p))
    isbool, isfloat = dtype == "bool", dtype in FLOATS
    if isfloat or dtype in ("int32", "int64"):
        for name in FUNCTIONS:
            wide(name, dtype, v)
        for name in FLOAT_PAIRS:
            wide(name, dtype, a, b)
        for name in PLAIN_FLOAT_PAIRS:
            elementwise(name, dtype, getattr(np, name)(*(o if isfloat else o.astype("float64") for o in (a, b))))
        elementwise("float_power", dtype, np.float_power(a.astype("float64").astype(np.longdouble), b.astype("float64").astype(np.longdouble)).astype("float64"))
    for name in NUMERIC:
        if not isbool or name in ("absolute", "square"):
            elementwise(name, dtype, getattr(np, name)(v))
    if isfloat:
        elementwise("reciprocal", dtype, np.reciprocal(v))
        for name in ROUNDING:
            elementwise(name, dtype, getattr(np, name)(v))
        elementwise("power", dtype, np.power(a.astype(np.longdouble), b.astype(np.longdouble)).astype(dtype))
    else:
        elementwise("invert", dtype, np.invert(v))
        for name in BITS:
            elementwise(name, dtype, getattr(np, name)(a, b))
        if not isbool:
            for name in INTEGER_PAIRS:
                elementwise(name, dtype, getattr(np, name)(a, b))
            elementwise("power", dtype, np.power(a, np.abs(b) % 13))
    for name in PREDICATES:
        elementwise(name, dtype, getattr(np, name)(v))
    for name in PAIRS:
        if isbool and name == "subtract":
            continue
        elementwise(name, dtype, getattr(np, name)(a, b))
    if not isbool:
        elementwise("clip", dtype, np.clip(a, b, p[5]))

for dtype in ["bool"] + FLOATS + INTS:
    for number in range(7):
        x = case(number, dtype)
        exact = x.astype(np.longdouble) if dtype in FLOATS else x
        for name in "sum prod min max mean var std any all argmin argmax".split():
            if name == "prod" and dtype in FLOATS and number > 1:
                continue
            for skip in False, True:
                f = getattr(np, ("nan" if skip and name not in ("any", "all") else "") + name)
                if skip and name in ("any", "all"):
                    r = f(x[~np.isnan(x)])
                elif skip and name in ("argmin", "argmax") and number == 6 and dtype in FLOATS:
                    r = np.int64(-1)
                else:
                    source = exact if name in ("sum", "prod", "mean", "var", "std") else x
                    r = f(source)
                    if source.dtype == np.longdouble:
                        r = np.asarray(r).astype(dtype)
                out("reduction", name, dtype, int(skip), number, np.asarray(r).dtype, bits(r))
        out("reduction", "count", dtype, 1, number, "int64", bits(np.int64(np.sum(~np.isnan(x)))))
