"""Compares clusterers of gchunk with scikit-learn's: processor time, in turns, and how good the clusters are.

Run with the system's Python (NumPy, SciPy, scikit-learn 1.2): python3 bench/clustering_peers.py [CASE ...]
GCHUNK names the program, if it is not the launcher of this folder: GCHUNK="dotnet gchunk.dll".
scikit-learn 1.2 has no HDBSCAN, and no Nyström's method for spectral clustering: that is compared with the exact one.
"""
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

import numpy as np
from scipy.ndimage import gaussian_filter
from sklearn.cluster import DBSCAN, AgglomerativeClustering, SpectralClustering
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

ROOT = pathlib.Path(__file__).resolve().parent.parent
GCHUNK = shlex.split(os.environ.get("GCHUNK", "")) or [ROOT / "gchunk"]
ROUNDS = 2

# A peer that takes longer is measured once; a case of the same peer's fit takes its result.
LONG = 5


def rain():
    """47 x 131 cells with 303 days: mostly dry, with eight regions that are wet on days of their own, and storms.

    The logarithm, log(1 + rain), as is usual: the rain of the wettest cells is so far from that of all others that these
    would have no affinity to any, and the search for eigenvectors of as many parts as there are wet cells never ends.
    """
    random = np.random.default_rng(0)
    lat, lon = np.mgrid[:131, :47]
    region = lat // 33 * 2 + lon // 24
    days = []
    for t in range(303):
        storm = gaussian_filter(random.standard_normal((131, 47)), 4)
        f = 0.7 * storm / storm.std() + random.standard_normal(8)[region] + 0.3 * np.sin(2 * np.pi * t / 365)
        days.append(np.where(f > 0.8, np.maximum(np.exp(1.2 * f) - 1.5, 0), 0))
    return np.log1p(np.stack(days)).transpose(2, 1, 0).reshape(-1, 303)


def data():
    random = np.random.default_rng(1)
    dense = np.vstack([make_blobs(9500, 3, centers=12, cluster_std=0.8, random_state=2)[0], random.uniform(-10, 10, (500, 3))])
    many, labels = make_blobs(20_000, 20, centers=8, cluster_std=4, random_state=3)
    return {
        "rain": rain().astype(np.float32),
        "ward": make_blobs(5000, 60, centers=30, cluster_std=6, random_state=4)[0].astype(np.float32),
        "mixture": make_blobs(50_000, 8, centers=6, cluster_std=2.5, random_state=5)[0],
        "dense": dense,
        "silhouette": many,
        "silhouette_labels": labels.astype(np.int32),
    }


def cut(x, labels):
    """The normalized cut of clusters of the affinities exp(-d² / features)."""
    k = rbf_kernel(x.astype(float))
    np.fill_diagonal(k, 0)
    member = (labels[:, None] == np.unique(labels)).astype(float)
    within = (member * (k @ member)).sum(axis=0)
    return float((1 - within / (member * k.sum(axis=1, keepdims=True)).sum(axis=0)).sum())


def inertia(x, labels):
    return float(sum(((x[labels == c] - x[labels == c].mean(axis=0)) ** 2).sum() for c in np.unique(labels)))


def cases(d):
    """For each case: the peer's fit, which returns labels and a quality, and the quality of labels."""
    spectral = lambda: (SpectralClustering(8, gamma=1 / 303, random_state=0).fit(d["rain"].astype(float)).labels_, 0)

    def mixture():
        model = GaussianMixture(6, random_state=0).fit(d["mixture"])
        return model.predict(d["mixture"]), model.score(d["mixture"])

    return {
        "spectral exact": (spectral, "normalized cut", lambda labels, _: cut(d["rain"], labels)),
        "spectral Nyström 300": (spectral, "normalized cut", lambda labels, _: cut(d["rain"], labels)),
        "Ward 5000": (
            lambda: (AgglomerativeClustering(8).fit(d["ward"]).labels_, 0),
            "inertia",
            lambda labels, _: inertia(d["ward"], labels),
        ),
        "mixture": (mixture, "log-likelihood", lambda _, quality: quality),
        "DBSCAN": (lambda: (DBSCAN(eps=1.2, min_samples=8).fit(d["dense"]).labels_, 0), "noise", lambda l, _: (l < 0).sum()),
        "HDBSCAN": (None, "noise", lambda l, _: (l < 0).sum()),
        "silhouette 20000": (
            lambda: (None, silhouette_score(d["silhouette"], d["silhouette_labels"])),
            "silhouette",
            lambda _, quality: quality,
        ),
    }


def main():
    made = data()
    table = cases(made)
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(2):
        for name, values in made.items():
            np.save(pathlib.Path(folder) / name, values)
        fitted = {}
        program = subprocess.Popen(
            [*GCHUNK, ROOT / "bench" / "clustering.csx", folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )

        def ask(line):
            program.stdin.write(line + "\n")
            program.stdin.flush()
            return program.stdout.readline().split()

        print("| case | processor time | scikit-learn | ratio | quality | gchunk | scikit-learn | ARI of both |")
        print("|---|---|---|---|---|---|---|---|")
        for name in sys.argv[1:] or table:
            peer, quality, measure = table[name]
            ask("warm " + name)
            own = []
            theirs, peer_labels, peer_value = fitted.get(peer, ([], None, None))
            for _ in range(ROUNDS):
                seconds, value = map(float, ask(name))
                own.append(seconds)
                if peer and max(theirs, default=0) < LONG:
                    start = time.process_time()
                    peer_labels, peer_value = peer()
                    theirs.append(time.process_time() - start)
            fitted[peer] = theirs, peer_labels, peer_value
            found = None if name.startswith("silhouette") else np.load(pathlib.Path(folder) / "found.npy")
            row = [name, f"{min(own):.2f} s"]
            row += [f"{min(theirs):.2f} s", f"{min(own) / min(theirs):.3f}"] if peer else ["", ""]
            row += [quality, f"{measure(found, value):.6g}", f"{measure(peer_labels, peer_value):.6g}" if peer else ""]
            row += [f"{adjusted_rand_score(peer_labels, found):.4f}" if peer and found is not None else ""]
            print("| " + " | ".join(row) + " |", flush=True)
        program.stdin.close()
        program.wait()


if __name__ == "__main__":
    main()
