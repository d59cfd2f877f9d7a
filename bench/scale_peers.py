"""One case of bench/scale at one size, with Dask: processor seconds, peak memory and value, as bench/scale.csx prints them.

usage: scale_peers.py CASE N
"""
import resource
import sys
import time

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="threads", num_workers=2)


def numbers(n):
    return da.arange(0, 10 * n, chunks=10)


def mask(n):
    x = numbers(n)
    return x[x % 2 > 0].sum()


def permutation(n):
    length = 10 * n
    step = 7_368_787 % length | 1
    while np.gcd(step, length) != 1:
        step += 2
    order = (np.arange(length, dtype="i8") * step) % length
    return (numbers(n)[order] * numbers(n) % 7).sum()


def histogram(n):
    return da.histogram(numbers(n) % 7, bins=7, range=(0, 7))[0].max()


def concatenate(n):
    one = da.ones(10)
    x = one
    for _ in range(n - 1):
        x = da.concatenate([x, one])
    return x.sum()


def stack(n):
    x = da.arange(0, 1000, chunks=100)
    return da.stack([x[i % 1000] for i in range(n)]).sum()


def chain(n):
    x = da.ones(10)
    for _ in range(n):
        x = x + 1
    return x.sum()


def roll(n):
    x = da.arange(0, 20, chunks=10) * 1.0
    for _ in range(n):
        x = (x + da.roll(x, 1)) / 2
    return x.sum()


def diffusion(n):
    x = da.ones((8, 8), chunks=(4, 4)) * np.arange(8) * 1.0
    for _ in range(n):
        x = (da.roll(x, 1, 0) + da.roll(x, -1, 0) + da.roll(x, 1, 1) + da.roll(x, -1, 1)) / 4
    return x.sum()


def flips(n):
    x = da.arange(0, 64, chunks=16).reshape(8, 8) * 1.0
    for _ in range(n):
        x = (x + x[::-1] + x.T) / 3
    return x.sum()


def delayed(n):
    twice = dask.delayed(lambda v: 2.0 * v)
    return dask.delayed(sum)([twice(i) for i in range(n)])


CASES = {
    "blocks": lambda n: (numbers(n) * 2 + 1).sum(),
    "mask": mask,
    "permutation": permutation,
    "rechunk": lambda n: (numbers(n).rechunk(15) % 7).sum(),
    "cumsum": lambda n: (numbers(n) % 7).cumsum(axis=0).max(),
    "histogram": histogram,
    "concatenate": concatenate,
    "stack": stack,
    "chain": chain,
    "roll": roll,
    "diffusion": diffusion,
    "flips": flips,
    "delayed": delayed,
}

name, n = sys.argv[1], int(sys.argv[2])
CASES[name](10).compute()
before, start = time.process_time(), time.perf_counter()
value = float(CASES[name](n).compute())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
print(f"{name}\t{n}\t{time.process_time() - before:.4f}\t{time.perf_counter() - start:.4f}\t{peak:.0f}\t{value!r}")
