#!/usr/bin/env python3
"""The data set benchmarks of datasets.csx with xarray and Dask.  usage: peers_datasets.py FOLDER [CASE …]

Prints one row per case: name, median seconds, value.
Needs Debian's python3-xarray python3-dask python3-netcdf4 python3-bottleneck.
"""
import sys
import time
import warnings

import numpy as np
import xarray as xr

warnings.filterwarnings("ignore")
FOLDER, *ONLY = sys.argv[1:]


def case(name, work, runs=3):
    if ONLY and name not in ONLY:
        return
    seconds = []
    for _ in range(runs):
        start, processor = time.perf_counter(), time.process_time()
        value = work()
        seconds.append(time.perf_counter() - start)
    print(f"{name}: {time.process_time() - processor:.3f} s of CPU time", file=sys.stderr, flush=True)
    shown = "" if isinstance(value, xr.Dataset) else np.ravel(value)[0]
    print(f"{name}\t{sorted(seconds)[len(seconds) // 2]:.4f}\t{shown}", flush=True)


imerg = lambda: xr.open_mfdataset(f"{FOLDER}/imerg/*.nc4", combine="by_coords")
ssh = lambda: xr.open_mfdataset(f"{FOLDER}/ssh/*.nc")
case("open.imerg", imerg)
case("open.ssh", ssh)
rain, adt = imerg().HQprecipitation, ssh().adt
case("imerg.mean", lambda: rain.mean("time").load().values)
case("imerg.weekly.std", lambda: rain.resample(time="1w").mean("time").std("time").load().values)
case("ssh.mean", lambda: adt.mean("time").load().values)


def anomaly():
    difference = adt - adt.mean("time").load()
    weight = np.cos(np.deg2rad(adt.lat))
    weight = weight / weight.mean()
    return (difference**2).mean(("lon", "time")).load().values[300] + (difference * weight).mean(("lon", "lat")).load().values[0]


case("ssh.anomaly", anomaly, 2)
case("ssh.x-mean.lazy", lambda: ((adt - adt.mean("time")) ** 2).mean(("lon", "time")).load().values[300], 1)
case("ssh.monthly", lambda: adt.groupby("time.month").mean().load().values[0, 360], 1)
