"""Writes accurate_values.tsv: functions at numbers from all parts of their ranges, correct to half a unit in the last place.

usage: python3 make_accurate_values.py [COUNT] > accurate_values.tsv     (COUNT random numbers per range)

A line is NAME ARITY BASE64…: the operands, then the results, as little-endian float64. The committed file is from
mpmath 1.2.1 with at least 200 bits.
"""
import base64
import struct
import sys

import numpy as np
from mpmath import mp, mpf
import mpmath as m

mp.prec = 200
count = int(sys.argv[1]) if len(sys.argv) > 1 else 12
rng = np.random.default_rng(7)
HUGE = 1.7e308


def logspace(low, high, both=True):
    """Returns numbers with uniformly distributed exponents."""
    v = 2.0 ** rng.uniform(np.log2(low), np.log2(high), 2 * count)
    return list(v) + (list(-v) if both else [])


def even(low, high):
    return list(rng.uniform(low, high, 2 * count))


def near(centre, *widths):
    return [centre + s * w * u for w in widths for s in (-1, 1) for u in rng.uniform(0.1, 1, max(2, count // 4))]


def ulps(*centres):
    return [v for c in centres for v in (np.nextafter(c, -np.inf), c, np.nextafter(c, np.inf))]


def double(value):
    """Returns the nearest double, rounded only once even if it is subnormal."""
    if m.isnan(value) or m.isinf(value) or value == 0:
        return float(value)
    if abs(value) >= mpf(2) ** -1022:
        man = m.ldexp(value, 0)
        return float(man)
    return float(m.nint(m.ldexp(value, 1074))) * 5e-324


def exact(f):
    def g(*x):
        if any(v != v or abs(v) == np.inf for v in x):
            return None
        try:
            r = f(*[mpf(float(v)) for v in x])
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        return None if isinstance(r, m.mpc) else double(r)
    return g


def log1p(x):
    with mp.workprec(1400):
        return m.log(1 + x)


def expm1(x):
    return m.expm1(x)


def wide(f, bits=1400):
    def g(*x):
        with mp.workprec(bits):
            return +f(*x)
    return g


pos = logspace(5e-324, HUGE, False) + logspace(0.5, 2, False) + near(1, 1e-1, 1e-5, 1e-12) + ulps(1.0, np.sqrt(0.5), np.sqrt(2), 2.2250738585072014e-308)
small = logspace(1e-310, 1e-5) + logspace(1e-5, 1)
angles = small + even(-1000, 1000) + even(-1e9, 1e9) + ulps(*(np.pi / 4 * k for k in range(1, 9))) + ulps(np.pi * 12345, np.pi / 2 * 98765431)
unit = small + even(-1, 1) + near(1, 1e-1, 1e-5, 1e-12)[::2] + ulps(0.5, -0.5)
unit = [v for v in unit if abs(v) <= 1]
UNARY = {
    "log": (m.log, pos), "log2": (lambda x: m.log(x, 2), pos), "log10": (m.log10, pos),
    "log1p": (wide(lambda x: m.log(1 + x)), small + even(-0.9999, 3) + logspace(1, HUGE, False) + near(-0.99, 0.009) + near(-0.5, 0.3) + ulps(np.sqrt(2) - 1, np.sqrt(0.5) - 1)),
    "exp": (m.exp, small + even(-700, 700) + even(-745, -708) + even(-2, 2) + [709.78, -745.1]),
    "exp2": (lambda x: mpf(2) ** x, small + even(-1020, 1020) + even(-1074, -1022) + even(-2, 2) + [float(k) for k in range(-5, 6)]),
    "expm1": (wide(lambda x: m.exp(x) - 1), small + even(-50, 5) + even(-2, 2) + even(5, 709.7) + ulps(np.log(2) / 2, -np.log(2) / 2)),
    "sin": (wide(m.sin), angles), "cos": (wide(m.cos), angles), "tan": (wide(m.tan), angles),
    "arcsin": (wide(m.asin), unit), "arccos": (wide(m.acos), unit), "arctan": (wide(m.atan), small + logspace(1e-3, 1e3) + logspace(1, HUGE) + ulps(1.0, np.sqrt(2) - 1, np.sqrt(2) + 1)),
    "sinh": (wide(lambda x: (m.exp(x) - m.exp(-x)) / 2), small + even(-3, 3) + even(-700, 700) + [710.4, -710.47]),
    "cosh": (m.cosh, small + even(-3, 3) + even(-700, 700) + [710.4, -710.47]),
    "tanh": (wide(lambda x: (1 - m.exp(-2 * x)) / (1 + m.exp(-2 * x))), small + even(-3, 3) + even(-25, 25) + ulps(np.log(2) / 2)),
    "arcsinh": (wide(lambda x: m.log(abs(x) + m.sqrt(x * x + 1)) * m.sign(x), 2500), small + even(-3, 3) + logspace(1, HUGE)),
    "arccosh": (wide(m.acosh), near(1, 1e-1, 1e-5, 1e-12)[1::2] + [1 + v for v in logspace(1e-15, 3, False)] + logspace(1, HUGE, False)),
    "arctanh": (wide(lambda x: m.log((1 + x) / (1 - x)) / 2), [v for v in unit if abs(v) < 1] + even(-0.3, 0.3)),
    "cbrt": (lambda x: m.sign(x) * m.cbrt(abs(x)), logspace(5e-324, HUGE) + logspace(0.1, 10)),
}


def pairs(a, b):
    n = min(len(a), len(b))
    return rng.permutation(a)[:n], rng.permutation(b)[:n]


wide_range = logspace(1e-300, 1e300) + logspace(1e-3, 1e3) + even(-1, 1)
bases = logspace(1e-300, 1e300, False) + logspace(0.1, 10, False) * 2 + near(1, 1e-2, 1e-6)
powers = [v / np.log(b) for v, b in zip(rng.uniform(-745, 709, len(bases)), bases)]
BINARY = {
    "arctan2": (wide(m.atan2, 2500), *pairs(wide_range, wide_range)),
    "hypot": (wide(m.hypot, 2500), *pairs(logspace(1e-320, 1e308) + wide_range, wide_range + logspace(1e-320, 1e308))),
    "power": (lambda a, b: a ** b, bases, [float(p) for p in powers]),
    "fmod": (wide(lambda a, b: (abs(a) - abs(b) * m.floor(abs(a) / abs(b))) * m.sign(a), 2500), *pairs(logspace(1e-3, 1e5) + even(-100, 100), logspace(1e-3, 1e3) + even(-10, 10))),
    "remainder": (wide(lambda a, b: a - b * m.floor(a / b), 2500), *pairs(logspace(1e-3, 1e5) + even(-100, 100), logspace(1e-3, 1e3) + even(-10, 10))),
    "floor_divide": (wide(lambda a, b: m.floor(a / b), 2500), *pairs(logspace(1e-3, 1e5) + even(-100, 100), logspace(1e-3, 1e3) + even(-10, 10))),
}


def text(values):
    return base64.b64encode(struct.pack("<%dd" % len(values), *values)).decode()


for name, (f, x) in UNARY.items():
    lines = [(float(v), exact(f)(v)) for v in x]
    lines = [(v, r) for v, r in lines if r is not None]
    print(name, 1, text([v for v, _ in lines]), text([r for _, r in lines]), sep="\t")
for name, (f, x, y) in BINARY.items():
    lines = [(float(a), float(b), exact(f)(a, b)) for a, b in zip(x, y)]
    lines = [row for row in lines if row[2] is not None]
    print(name, 2, *(text([row[k] for row in lines]) for k in range(3)), sep="\t")
