"""The peers' side of bench/operations: the values that its rows name, and the clock.

Arguments: a folder, whose operations.txt has an expression a line, and the number of elements. Prints a line for each
row: its number, and the least seconds and processor seconds of a call.
"""
import pathlib
import sys
import time
import warnings

import bottleneck as bn
import numpy as np
import pandas as pd_
import scipy.fft as sf
import scipy.stats as st
import xarray as xr
from numcodecs import Zstd
from numpy.lib.stride_tricks import sliding_window_view

warnings.simplefilter("ignore")
folder, N = pathlib.Path(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
side = int(N**0.5)
rows_of = max(8, N // 1000)
columns_of = N // rows_of
x, y = rng.standard_normal(N), rng.standard_normal(N)
u = rng.random(N)
p = rng.random(N) + 1
q = np.where(rng.random(N) < 0.1, np.nan, x)
f = x.astype("f4")
i, j = rng.integers(1, 1000, N), rng.integers(1, 1000, N)
s = rng.integers(0, 20, N)
n = s.astype("i4")
t = rng.integers(0, N, N)
b, c = x > 0, y > 0
z = x + 1j * y
g = x[: rows_of * columns_of].reshape(rows_of, columns_of)
m = rng.standard_normal((side, side)) + side * np.eye(side)
pd = m @ m.T + side * np.eye(side)
v = rng.standard_normal(side)
tall = rng.standard_normal((max(16, N // 20), min(20, N // 16)))
right = rng.standard_normal(len(tall))
few = x[: N // 4 * 4].reshape(4, N // 4)
edges, edges_i, kernel = np.linspace(-3, 3, 50), np.arange(0, 1000, 7), np.linspace(0, 1, 9)
days = 8 if N < 10_000 else 730
lats = min(40, int((N / days) ** 0.5)) // 2 * 2
lons = N // days // lats // 2 * 2
da = xr.DataArray(
    rng.standard_normal((days, lats, lons)),
    dims=("time", "lat", "lon"),
    coords={"time": pd_.date_range("2001-01-01", periods=days), "lat": np.arange(lats) * 1.0, "lon": np.arange(lons) * 1.0},
    name="v",
)
dq = da.where(da < 1.3)
nc, zs = folder / "p.nc", folder / "p.zarr"
rnc, rncz, rzs = folder / "r.nc", folder / "rz.nc", folder / "r.zarr"
if not rnc.exists():
    da.to_netcdf(rnc)
    da.to_netcdf(rncz, encoding={"v": dict(zlib=True, complevel=1, shuffle=True)})
    da.to_dataset().to_zarr(rzs, encoding={"v": dict(compressor=Zstd(1))})

for row, line in enumerate((folder / "operations.txt").read_text().splitlines()):
    call = eval("lambda: " + line)
    try:
        begun = time.perf_counter()
        for k in range(2000):
            call()
            if k >= 2 and time.perf_counter() - begun > 0.02:
                break
        wall = cpu = float("inf")
        for _ in range(5):
            before, start, calls = time.process_time(), time.perf_counter(), 0
            while calls == 0 or time.perf_counter() - start < 0.02:
                call()
                calls += 1
            wall = min(wall, (time.perf_counter() - start) / calls)
            cpu = min(cpu, (time.process_time() - before) / calls)
        print(f"{row}\t{wall!r}\t{cpu!r}", flush=True)
    except Exception as error:
        print(f"row {row}: {line}: {error!r}", file=sys.stderr)
