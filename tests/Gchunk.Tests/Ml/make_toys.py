"""Writes toys.tsv beside this file: the two-dimensional sets of scikit-learn's comparison of clusterers, and what its
clusterers find in them.

Needs NumPy and scikit-learn 1.2. A line is the name of a set and what follows: the values, an inertia, a
log-likelihood, a normalized cut, or labels.
"""
import os

import numpy as np
from sklearn import cluster, datasets, mixture
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import StandardScaler

COUNT = 150
GAMMA = 20.0


def normalized_cut(x, labels):
    w = rbf_kernel(x, gamma=GAMMA)
    degrees = w.sum(1)
    return sum(w[labels == c][:, labels != c].sum() / degrees[labels == c].sum() for c in np.unique(labels))


blobs, _ = datasets.make_blobs(COUNT, random_state=8)
varied, _ = datasets.make_blobs(COUNT, cluster_std=[1.0, 2.5, 0.5], random_state=170)
base, _ = datasets.make_blobs(COUNT, random_state=170)
SETS = {
    "circles": (datasets.make_circles(COUNT, factor=0.5, noise=0.03, random_state=1)[0], 2, 0.3),
    "moons": (datasets.make_moons(COUNT, noise=0.05, random_state=1)[0], 2, 0.3),
    "varied": (varied, 3, 0.25),
    "anisotropic": (base @ [[0.6, -0.6], [-0.4, 0.8]], 3, 0.25),
    "blobs": (blobs, 3, 0.3),
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "toys.tsv"), "w") as file:
    for name, (x, k, eps) in SETS.items():
        # Whole multiples of 2^-12, which float32, and int16 after a factor, hold exactly.
        x = np.round(StandardScaler().fit_transform(x) * 4096) / 4096
        kmeans = cluster.KMeans(k, n_init=50, random_state=0, tol=0).fit(x)
        normal = mixture.GaussianMixture(k, n_init=20, tol=1e-10, max_iter=2000, random_state=0).fit(x)
        spectral = cluster.SpectralClustering(k, gamma=GAMMA, n_init=50, random_state=0).fit(x)
        for kind, values in [
            ("values", x.ravel()),
            ("clusters", [k]),
            ("radius", [eps]),
            ("inertia", [kmeans.inertia_]),
            ("likelihood", [normal.score(x)]),
            ("cut", [normalized_cut(x, spectral.labels_)]),
            ("kmeans", kmeans.labels_),
            ("normal", normal.predict(x)),
            ("spectral", spectral.labels_),
            ("ward", cluster.AgglomerativeClustering(k).fit_predict(x)),
            ("average", cluster.AgglomerativeClustering(k, linkage="average").fit_predict(x)),
            ("complete", cluster.AgglomerativeClustering(k, linkage="complete").fit_predict(x)),
            ("single", cluster.AgglomerativeClustering(k, linkage="single").fit_predict(x)),
            ("dbscan", cluster.DBSCAN(eps, min_samples=5).fit_predict(x)),
        ]:
            print(name, kind, *(f"{float(v):.17g}" for v in values), sep="\t", file=file)
