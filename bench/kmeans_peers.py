"""Compares k-means of gchunk with scikit-learn's: inertia and processor time, in turns.

Run with the system's Python (NumPy, scikit-learn): python3 bench/kmeans_peers.py [SAMPLES] [CLUSTERS ...]
scikit-learn runs on one thread, since its threads spend processor time on waiting for each other. PEER_STARTS (10) is
the number of its starts: with fewer, its time is scaled to ten, and the inertia is compared with that of the fewer.
PEER_STEPS (300) is the most steps of one start: with fewer, its time is a lower bound.
GCHUNK names the program, if it is not the launcher of this folder: GCHUNK="dotnet gchunk.dll".
"""
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from threadpoolctl import threadpool_limits

ROOT = pathlib.Path(__file__).resolve().parent.parent
GCHUNK = shlex.split(os.environ.get("GCHUNK", "")) or [ROOT / "gchunk"]


def datasets(count):
    """Three kinds of samples, float32, count x 60."""
    random = np.random.RandomState(3)
    rain = random.normal(size=(count, 60)) + 2.0 * random.randint(0, 8, (count, 1))
    base = random.gamma(0.5, 2, (40, 60))
    mixed = random.dirichlet(np.ones(40) * 0.1, count) @ base + 0.1 * random.normal(size=(count, 60))
    blobs = make_blobs(count, 60, centers=100, random_state=1, cluster_std=3)[0]
    return {"rain-like": rain, "mixtures": mixed, "blobs": blobs}


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    clusters = [int(k) for k in sys.argv[2:]] or [8, 64, 256]
    starts, steps = int(os.environ.get("PEER_STARTS", 10)), int(os.environ.get("PEER_STEPS", 300))
    print("| data | k | inertia / scikit-learn's | processor time / scikit-learn's |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
        for name, values in datasets(count).items():
            values = values.astype(np.float32)
            path = pathlib.Path(folder) / "x.npy"
            np.save(path, values)
            for k in clusters:
                start = time.process_time()
                peer = KMeans(k, n_init=starts, max_iter=steps, random_state=0).fit(values)
                peer_time = (time.process_time() - start) * 10 / starts
                output = subprocess.run(
                    [*GCHUNK, ROOT / "bench" / "kmeans.csx", path, str(k), "10"],
                    check=True, capture_output=True, text=True,
                ).stdout
                inertia, seconds = map(float, output.split())
                print(f"| {name} | {k} | {inertia / peer.inertia_:.5f} | {seconds / peer_time:.2f} |", flush=True)


if __name__ == "__main__":
    main()
