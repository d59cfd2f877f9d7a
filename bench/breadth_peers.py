"""The cases of bench/breadth with NumPy: writes the least processor time of a call of each, in milliseconds."""
import sys
import time

import numpy as np

rng = np.random.default_rng(1)
x, y = rng.normal(size=4_000_000), rng.normal(size=4_000_000)
n = (np.arange(4_000_000) % 20).astype(np.int32)
masked = np.ma.masked_array(x, x > 1)
square = rng.normal(size=(2000, 2000))
positive = square @ square.T + 2000 * np.eye(2000)
tall, right = rng.normal(size=(200_000, 20)), rng.normal(size=200_000)
wide, wide_right = rng.normal(size=(4000, 400)), rng.normal(size=4000)
z = rng.normal(size=(600, 600)) + 1j * rng.normal(size=(600, 600))
CASES = {
    "frexp": lambda: np.frexp(x),
    "ldexp": lambda: np.ldexp(x, n),
    "spacing": lambda: np.spacing(x),
    "logaddexp2": lambda: np.logaddexp2(x, y),
    "sinc": lambda: np.sinc(x),
    "masked mean": lambda: masked.mean(),
    "masked add": lambda: masked + masked,
    "cholesky 2000²": lambda: np.linalg.cholesky(positive),
    "lstsq 200000 × 20": lambda: np.linalg.lstsq(tall, right, rcond=None),
    "lstsq 4000 × 400": lambda: np.linalg.lstsq(wide, wide_right, rcond=None),
    "complex svd 600²": lambda: np.linalg.svd(z, full_matrices=False),
    "complex solve 600²": lambda: np.linalg.solve(z, z),
}
for name in sys.argv[1:] or CASES:
    CASES[name]()
    best = float("inf")
    for _ in range(4):
        before = time.process_time()
        for _ in range(4):
            CASES[name]()
        best = min(best, (time.process_time() - before) / 4)
    print(f"{name}\t{best * 1000:.3f}", flush=True)
