"""Prints the coefficients of the kernels' polynomials, lowest power first, with the largest error of each.

usage: python3 make_polynomials.py     (needs mpmath)

Each polynomial in z minimizes the weighted error. It starts at the Chebyshev nodes of its interval and is refined by the
Remez exchange algorithm. Its coefficients are rounded to doubles from the lowest power up. The error is the relative
error of the whole function.
"""
from mpmath import mp, mpf, asin, atan, cos, exp, sin, tanh, log, matrix, lu_solve, pi, sqrt, log1p

mp.prec = 200


def remez(f, weight, lo, hi, degree):
    lo, hi = mpf(lo), mpf(hi)
    n = degree + 2
    x = [(lo + hi) / 2 - (hi - lo) / 2 * cos(pi * i / (n - 1)) for i in range(n)]
    x[0] = lo + (hi - lo) * mpf(2) ** -60
    for _ in range(6):
        a = matrix(n, n)
        b = matrix(n, 1)
        for i, p in enumerate(x):
            for j in range(degree + 1):
                a[i, j] = p ** j
            a[i, degree + 1] = (-1) ** i / weight(p)
            b[i] = f(p)
        c = lu_solve(a, b)
        grid = [lo + (hi - lo) * (1 - cos(pi * i / 600)) / 2 for i in range(1, 601)]
        e = [(sum(c[j] * p ** j for j in range(degree + 1)) - f(p)) * weight(p) for p in grid]
        peaks, start = [], 0
        for i in range(1, len(grid) + 1):
            if i == len(grid) or (e[i] > 0) != (e[start] > 0):
                best = max(range(start, i), key=lambda k: abs(e[k]))
                peaks.append(grid[best])
                start = i
        if len(peaks) != n:
            break
        x = peaks
    return [c[j] for j in range(degree + 1)], max(abs(v) for v in e)


def show(name, f, weight, lo, hi, degree):
    c, error = remez(f, weight, lo, hi, degree)
    print("%s: [%s, %s], error 2^%.1f" % (name, mp.nstr(mpf(lo), 6), mp.nstr(mpf(hi), 6), log(error, 2)))
    for value in c:
        print("   ", repr(float(value)))


# log((1 + s) / (1 - s)) = 2s + s z L(z), z = s²
end = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2 * mpf("1.0001")
atanh_tail = lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) / sqrt(z) - 2) / z
show("log", atanh_tail, lambda z: z / 2, 0, end, 6)
# The same without the cubic term: L(z) = 2/3 + z M(z)
show("log, after 2/3", lambda z: (atanh_tail(z) - mpf(2) / 3) / z, lambda z: z * z / 2, 0, end, 6)
# atan(t) = t + t z A(z), z = t²
show("atan", lambda z: (atan(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z, 0, (sqrt(mpf(2)) - 1) ** 2 * mpf("1.0001"), 10)
# asin(t) = t + t z B(z), z = t²
show("asin", lambda z: (asin(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z, 0, mpf("0.25"), 12)
# m^(-1/3), the initial value of an iteration
show("rcbrt", lambda m: m ** (-mpf(1) / 3), lambda m: m ** (mpf(1) / 3), 1, 2, 4)


def rounded(f, weight, lo, hi, degree):
    """Fits a polynomial by least squares at Chebyshev nodes.

    Each coefficient is rounded before the next ones are fitted, so that these compensate for its rounding error.
    """
    nodes = [lo + (hi - lo) * (1 + cos(pi * (2 * k + 1) / 160)) / 2 for k in range(80)]
    c = []
    while len(c) <= degree:
        free = range(len(c), degree + 1)
        a = matrix([[weight(p) * p ** j for j in free] for p in nodes])
        b = matrix([weight(p) * (f(p) - sum(v * p ** j for j, v in enumerate(c))) for p in nodes])
        c.append(mpf(float(lu_solve(a, b)[0])))
    grid = [lo + (hi - lo) * mpf(i) / 2000 for i in range(1, 2001)]
    return c, max(abs((sum(v * p ** j for j, v in enumerate(c)) - f(p)) * weight(p)) for p in grid)


# sin(r) = r + r z S(z), z = r²
c, error = rounded(lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, lambda z: sqrt(z) * z / sin(sqrt(z)), mpf(0), (pi / 2) ** 2 * mpf("1.0000001"), 7)
print("sin: error 2^%.1f" % log(error, 2))
for value in c:
    print("   ", repr(float(value)))
# For floats. sin(r) = r + r z S(z), z = r², within ±π/2
show("sin of floats", lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z * sqrt(z) / sin(sqrt(z)), 0, (pi / 2) ** 2 * mpf("1.0001"), 3)
# e^r = 1 + r + r² E(r), within ±ln(2)/2; the error is that of E
show("exp of floats", lambda r: (exp(r) - 1 - r) / r ** 2, lambda r: mpf(1), mpf("-0.34661"), mpf("0.34660"), 4)
# tanh(x) = x + x z T(z), z = x²
show("tanh of floats", lambda z: (tanh(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z * sqrt(z) / tanh(sqrt(z)), 0, mpf("0.5625") ** 2, 4)
