#!/usr/bin/env python3
"""Writes climate_values.tsv: trends, spectra and indices by SciPy (1.10). Needs: numpy, scipy.

A line is a name and numbers; those that begin with "in." are inputs.
"""
import os

import numpy as np
from scipy import signal, stats

rng = np.random.default_rng(7)
lines = []


def put(name, values):
    values = np.atleast_1d(np.asarray(values, dtype=float)).ravel()
    lines.append(name + "\t" + " ".join(repr(float(v)) for v in values))


n = 40
x = np.round(0.05 * np.arange(n) + rng.normal(size=n), 1)  # rounded: with ties
gaps = x.copy()
gaps[[3, 11, 12, 30]] = np.nan
put("in.x", x)
put("in.gaps", gaps)
for name, y in (("x", x), ("gaps", gaps)):
    there = ~np.isnan(y)
    t = np.arange(n)[there] * 2.0 + 5
    r = stats.linregress(t, y[there])
    put(f"linregress.{name}", [r.slope, r.intercept, r.rvalue, r.pvalue, r.stderr, r.intercept_stderr])
    s = stats.theilslopes(y[there], t, alpha=0.9)
    put(f"theilsen.{name}", [s[0], s[1], s[2], s[3]])
    v = y[there]
    m = len(v)
    score = sum(np.sign(v[j] - v[i]) for i in range(m) for j in range(i + 1, m))
    ties = np.unique(v, return_counts=True)[1]
    variance = (m * (m - 1) * (2 * m + 5) - sum(c * (c - 1) * (2 * c + 5) for c in ties)) / 18
    z = (score - np.sign(score)) / np.sqrt(variance)
    put(f"mannkendall.{name}", [score / (m * (m - 1) / 2), score, z, 2 * stats.norm.sf(abs(z))])
put("detrend.x", signal.detrend(x))
put("detrend.constant.x", signal.detrend(x, type="constant"))
put("anomaly.x", (x - x.mean()) / x.std())

for length in (39, 40):
    for window in ("boxcar", "hann", "hamming"):
        for detrend in ("constant", "linear"):
            _, p = signal.periodogram(x[:length], fs=0.5, window=window, detrend=detrend)
            put(f"periodogram.{length}.{window}.{detrend}", p)
f, p = signal.welch(x, fs=0.5, nperseg=16, noverlap=8, scaling="spectrum")
put("welch.frequency", f)
put("welch", p)

years = 30
rain = rng.gamma(1.5, 20, size=years * 12)
rain[rng.random(rain.size) < 0.08] = 0
rain[50] = np.nan
put("in.rain", rain)
for window in (1, 3):
    total = np.full(rain.size, np.nan)
    for i in range(window - 1, rain.size):
        total[i] = rain[i - window + 1 : i + 1].sum()
    out = np.full(rain.size, np.nan)
    for month in range(12):
        v = total[month::12]
        there = v[~np.isnan(v)]
        zero = (there == 0).mean()
        shape, _, scale = stats.gamma.fit(there[there > 0], floc=0)
        h = zero + (1 - zero) * stats.gamma.cdf(v, shape, scale=scale)
        out[month::12] = stats.norm.ppf(h)
    put(f"spi.{window}", out)

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "climate_values.tsv"), "w") as file:
    file.write("\n".join(lines) + "\n")
