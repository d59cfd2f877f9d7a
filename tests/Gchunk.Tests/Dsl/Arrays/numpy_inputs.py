"""The inputs of the cases that are compared with NumPy (ArrayInputs.cs), and the form of their tables."""
import sys
import numpy as np


def arrays():
    a = ((np.arange(84) * 37 % 53) - 20.0).reshape(7, 12) / 4
    b = a.copy()
    b[a % 1.5 == 0] = np.nan
    i = ((np.arange(84) * 29 % 41) - 15).reshape(7, 12)
    f = (np.arange(84, dtype=np.float32) * 11 % 17).reshape(7, 12)
    v = (np.arange(23) * 7 % 23).astype(float)
    c = (np.arange(60) % 13.0).reshape(3, 4, 5)
    u = (i % 7).astype(np.uint8)
    return a, b, i, f, v, c, u


def write(cases, name):
    with open(sys.argv[1] if len(sys.argv) > 1 else name, "w") as out:
        for case, value in cases.items():
            value = np.asarray(value)
            numbers = " ".join(repr(float(x)).replace("nan", "NaN") for x in value.ravel())
            out.write(f"{case}\t{value.dtype}\t{','.join(map(str, value.shape))}\t{numbers}\n")
