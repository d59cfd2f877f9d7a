#!/usr/bin/env python3
"""The array benchmarks of arrays.csx with Dask and NumPy.  usage: peers.py [CASE …]

Prints one row per case: name, median seconds, value.
Needs Debian's python3-dask python3-distributed python3-numpy libopenblas0-pthread.
"""
import sys
import time

import dask
import dask.array as da
import numpy as np

ONLY = sys.argv[1:]


def case(name, work, runs=3):
    # The worker processes of distributed import this file too. Only the main process measures.
    if __name__ != "__main__" or (ONLY and name not in ONLY):
        return
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        value = work()
        seconds.append(time.perf_counter() - start)
    print(f"{name}\t{sorted(seconds)[len(seconds) // 2]:.4f}\t{np.ravel(value)[0]}", flush=True)


big = da.ones((200_000, 4_000), chunks=(1_000, 1_000))
case("ones.mean", lambda: (big * big[::-1, ::-1]).mean().compute())

x = da.from_array(np.random.default_rng(0).random((20_000, 4_000)), chunks=(1_000, 1_000))
case("cos2.mean0", lambda: (np.cos(x) ** 2).mean(axis=0).compute())
case("x*rev.mean", lambda: (x * x[::-1, ::-1]).mean().compute())

case("normal.hist", lambda: da.histogram(da.random.normal(size=(200_000_000,), chunks=(1_000_000,)), bins=100, range=[-5, 5])[0].compute(), 1)

d = da.from_array(np.random.default_rng(1).random((1000, 1000)), chunks=(100, 100))
case("zscore.small", lambda: ((d - d.mean(axis=1, keepdims=True)) / d.std(axis=1, keepdims=True)).compute())

r = da.from_array(np.random.default_rng(2).random((8_000, 8_000)), chunks=(8_000, 100))
case("rechunk", lambda: r.rechunk((100, 8_000)).max(axis=1).sum().compute())
case("matmul", lambda: (r.rechunk((2_000, 2_000)) @ r.rechunk((2_000, 2_000))).sum().compute(), 1)

inc = dask.delayed(lambda v: v + 1)
case("delayed.20000", lambda: len(dask.compute(*[inc(i) for i in range(20_000)])))

if __name__ == "__main__" and (not ONLY or {"client.map.5000", "ones.mean.processes"} & set(ONLY)):
    from dask.distributed import Client, LocalCluster

    client = Client(LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="8GB", dashboard_address=None))
    case("client.map.5000", lambda: len(client.gather(client.map(lambda v: v + 1, range(5000), pure=False))), 1)
    case("ones.mean.processes", lambda: (big * big[::-1, ::-1]).mean().compute(), 1)
    client.close()
