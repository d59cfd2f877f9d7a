"""Compares the clusters of gchunk with those of scikit-learn: inertia of k-means, normalized cut of spectral clustering,
and the ARI of both with scikit-learn's labels. Each set is given in several forms that change no cluster.

Run with the system's Python (NumPy, xarray, scikit-learn 1.2): python3 bench/quality_peers.py [SET ...]
GCHUNK names the program, if it is not the launcher of this folder: GCHUNK="dotnet gchunk.dll".
Ends with 1 if an inertia is more than 0.1 % above scikit-learn's best of 50 starts, or a cut 0.1 % above its cut.
"""
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

import numpy as np
from sklearn import cluster, datasets
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import StandardScaler

ROOT = pathlib.Path(__file__).resolve().parent.parent
GCHUNK = shlex.split(os.environ.get("GCHUNK", "")) or [ROOT / "gchunk"]
sys.path += [str(ROOT / "bench"), str(ROOT / "tests" / "Gchunk.Tests" / "Ml")]
COUNT = 1000


def sets():
    """For each name: the values, the numbers of clusters, and the gamma of the affinities."""
    import clustering_peers
    import make_rain

    base = datasets.make_blobs(COUNT, random_state=170)[0]
    toys = {
        "circles": (datasets.make_circles(COUNT, factor=0.5, noise=0.03, random_state=1)[0], 2),
        "moons": (datasets.make_moons(COUNT, noise=0.05, random_state=1)[0], 2),
        "varied": (datasets.make_blobs(COUNT, cluster_std=[1.0, 2.5, 0.5], random_state=170)[0], 3),
        "anisotropic": (base @ [[0.6, -0.6], [-0.4, 0.8]], 3),
        "blobs": (datasets.make_blobs(COUNT, random_state=8)[0], 3),
    }
    # Whole multiples of 2^-12, which float32, and integers after a factor, hold exactly.
    made = {n: (np.round(StandardScaler().fit_transform(x) * 4096) / 4096, [k], 20.0) for n, (x, k) in toys.items()}
    made["as many as samples"] = (np.array([[3.0 * i, i * i] for i in range(6)]), [6], 0.01)
    made["one sample"] = (np.array([[1.0, 2.0]]), [1], 1.0)
    rain, satellite = make_rain.real(), make_rain.satellite()
    made["real rain"] = (rain, [4, 6, 8], 1 / rain.shape[1])
    made["satellite"] = (satellite, [6], 1 / satellite.shape[1])
    made["storms"] = (clustering_peers.rain().astype(np.float32).astype(float), [8], 1 / 303)
    return made


def forms(name, x, gamma):
    """The same samples in other places, units, dtypes and chunks. No gamma: squared distances are no float64."""
    yield "", x, gamma, "0 0"
    yield "chunks 37 x 1" if x.shape[1] < 9 else "chunks 100 x 50", x, gamma, "37 1" if x.shape[1] < 9 else "100 50"
    yield "times 1e300", x * 1e300 / max(1, np.abs(x).max() / 100), None, "0 0"
    yield "times 1e-300", x * 1e-300, None, "0 0"
    if (x.astype(np.float32) == x).all():
        yield "float32", x.astype(np.float32), gamma, "0 0"
    whole = x * 4096
    if (whole == np.rint(whole)).all() and np.abs(whole).max() < 2**31:
        yield "int32", whole.astype(np.int32), gamma / 4096**2, "50 2"
        yield "int64 + 1e15", (whole + 1e15).astype(np.int64), gamma / 4096**2, "0 0"
        yield "float64 + 1e15", whole + 1e15, gamma / 4096**2, "0 0"


def inertia(x, labels):
    return float(sum(((x[labels == c] - x[labels == c].mean(axis=0)) ** 2).sum() for c in np.unique(labels)))


def cut(k, labels):
    degrees = k.sum(axis=1)
    within = [(k[np.ix_(labels == c, labels == c)].sum(), degrees[labels == c].sum()) for c in np.unique(labels)]
    return float(sum(1 - w / d for w, d in within if d > 0))


def main():
    failed = False
    print("| data | form | k | inertia / scikit-learn's | ARI | normalized cut | scikit-learn's | ARI |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        for name, (x, counts, gamma) in sets().items():
            if len(sys.argv) > 1 and name not in sys.argv[1:]:
                continue
            affinities = rbf_kernel(x, gamma=gamma)
            np.fill_diagonal(affinities, 0)
            lines = []
            for i, (form, values, own, chunks) in enumerate(forms(name, x, gamma)):
                np.save(path / f"{i}.npy", values)
                lines += [f"{i} {k} {own} {chunks} {form}" for k in counts]
            (path / "cases").write_text("\n".join(lines) + "\n")
            subprocess.run([*GCHUNK, ROOT / "bench" / "quality.csx", folder], check=True)
            for k in counts:
                peer = cluster.KMeans(k, n_init=50, random_state=0, tol=0).fit(x).labels_
                trivial = k in (1, len(x))
                graph = (
                    np.arange(len(x))
                    if trivial
                    else cluster.SpectralClustering(k, gamma=gamma, n_init=50, random_state=0).fit(x).labels_
                )
                for line in lines:
                    i, clusters, own, _, _, *form = line.split(" ")
                    if int(clusters) != k:
                        continue
                    found = np.load(path / f"{i}.{k}.kmeans.npy")
                    ratio = inertia(x, found) / inertia(x, peer) if inertia(x, peer) > 0 else 1 + inertia(x, found)
                    row = [name, " ".join(form), str(k), f"{ratio:.5f}", f"{adjusted_rand_score(peer, found):.3f}"]
                    failed |= ratio > 1.001
                    if own != "None":
                        labels = np.load(path / f"{i}.{k}.spectral.npy")
                        ours, theirs = cut(affinities, labels), cut(affinities, graph)
                        row += [f"{ours:.6g}", f"{theirs:.6g}", f"{adjusted_rand_score(graph, labels):.3f}"]
                        failed |= ours > theirs * 1.001 + 1e-9
                    else:
                        row += ["", "", ""]
                    print("| " + " | ".join(row) + " |", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
