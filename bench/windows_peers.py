"""Rolling windows and mapped groups of gchunk and of xarray with bottleneck, by processor time, in turns.

Run with the system's Python (xarray, bottleneck): python3 bench/windows_peers.py [ROUNDS]. Writes a Markdown table.
GCHUNK names the program, if it is not the launcher of this folder: GCHUNK="dotnet gchunk.dll".
"""
import os
import pathlib
import shlex
import subprocess
import sys
import time
import warnings

import numpy as np
import xarray as xr

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).resolve().parent
GCHUNK = shlex.split(os.environ.get("GCHUNK", "")) or [here.parent / "gchunk"]
series = xr.DataArray(np.random.default_rng(1).normal(size=200_000), dims="x")
field = xr.DataArray(np.random.default_rng(1).normal(size=(1825, 40, 40)), dims=("time", "lat", "lon"))
grouped = xr.DataArray(np.random.default_rng(1).normal(size=(10_000, 20)), dims=("time", "x"), coords={"k": ("time", np.arange(10_000) % 1000)})
cases = {}
for w in (10, 100, 1000):
    for op in ("median", "mean", "max"):
        cases[f"series_{op}_{w}"] = lambda w=w, op=op: getattr(series.rolling(x=w), op)()
for w in (5, 30):
    for op in ("mean", "sum", "max", "median"):
        cases[f"field_{op}_{w}"] = lambda w=w, op=op: getattr(field.rolling(time=w), op)()
cases["map_1000_groups"] = lambda: grouped.groupby("k").map(lambda g: g - g.mean("time"))


def least(f):
    f()
    times = []
    for _ in range(5):
        start = time.process_time()
        f()
        times.append(time.process_time() - start)
    return min(times) * 1000


ours, theirs = {}, {}
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
    out = subprocess.run([*GCHUNK, here / "windows.csx"], capture_output=True, text=True, check=True).stdout
    for line in out.split("\n"):
        name, _, ms = line.strip().rpartition(" ")
        if name in cases:
            ours[name] = min(ours.get(name, 1e9), float(ms))
    for name, f in cases.items():
        theirs[name] = min(theirs.get(name, 1e9), least(f))
print("| case | gchunk ms | xarray ms | ratio |\n|---|---|---|---|")
for name in cases:
    print(f"| {name} | {ours[name]:.1f} | {theirs[name]:.1f} | {ours[name] / theirs[name]:.2f} |")
