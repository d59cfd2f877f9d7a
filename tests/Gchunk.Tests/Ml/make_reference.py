"""Prints the values of scikit-learn that KMeansTests and SpectralClusteringTests compare with."""
import numpy as np
from sklearn.cluster import KMeans, SpectralClustering

i = np.arange(1200.0)
x = (np.sin(1 + i * 0.7) + np.cos(i * i)).reshape(300, 4)
print("inertia", repr(KMeans(5, n_init=50, random_state=0).fit(x).inertia_))

# A smooth field of 40 x 25 cells at 30 times, whose regions have no sharp borders.
c, t = np.divmod(np.arange(30000.0), 30)
lat, lon = np.divmod(c, 25)
y = 3 * np.sin(lat / 7 + t / 5) + 2 * np.cos(lon / 6 - t / 3)
y = y.reshape(1000, 30)
best = None
for seed in range(10):
    s = SpectralClustering(5, gamma=1 / 30, random_state=seed, n_init=50).fit(y)
    print("sizes", sorted(np.bincount(s.labels_))[::-1])

# The eigenvalues of the normalised affinities of three bands of points.
from scipy.spatial.distance import cdist

i = np.arange(700)
p = np.stack([i % 3 * 4 + np.sin(i * 0.9), i * 0.02 + np.cos(i * 1.7)], axis=1)
k = np.exp(-0.5 * cdist(p, p, "sqeuclidean"))
np.fill_diagonal(k, 0)
d = np.sqrt(k.sum(axis=1))
print("eigenvalues", np.linalg.eigvalsh(k / d[:, None] / d[None, :])[::-1][:4])


# The labels of small sets of points, numbered in the order in which they appear: SpectralAffinityTests.
def points(name, n=150):
    i = np.arange(n)
    a, noise = (i * 0.6180339887) % 1, np.stack([np.sin(i * 12.9898), np.sin(i * 78.233)], axis=1)
    if name == "moons":
        a, odd = np.pi * a, i % 2 == 1
        return np.stack([np.where(odd, 1 - np.cos(a), np.cos(a)), np.where(odd, 0.5 - np.sin(a), np.sin(a))], 1) + 0.05 * noise
    if name == "circles":
        r = np.where(i % 2 == 1, 0.4, 1.0)
        return np.stack([r * np.cos(2 * np.pi * a), r * np.sin(2 * np.pi * a)], axis=1) + 0.05 * noise
    if name == "varied":
        return np.stack([i % 3 * 6.0, (i % 3) ** 2 * 2.0], axis=1) + noise * (0.4 + 0.8 * (i % 3))[:, None]
    return (np.stack([2 + i % 3 * 3.0, 9 - (i % 3) ** 2 * 2.0], axis=1) + noise) @ np.array([[0.6, -0.3], [-0.2, 0.8]]) + 3


def numbered(labels):
    seen = {}
    return "".join(str(seen.setdefault(l, len(seen))) for l in labels)


for name, affinity, gamma, clusters, assign in [
    ("moons", "nearest_neighbors", None, 2, "kmeans"),
    ("moons", "nearest_neighbors", None, 2, "discretize"),
    ("circles", "rbf", 20, 2, "cluster_qr"),
    ("circles", "precomputed", 20, 2, "kmeans"),
    ("varied", "rbf", 0.5, 3, "kmeans"),
    ("varied", "nearest_neighbors", None, 3, "cluster_qr"),
    ("varied", "rbf", 0.5, 3, "discretize"),
    ("anisotropic", "cosine", None, 2, "kmeans"),
    ("anisotropic", "cosine", None, 2, "cluster_qr"),
    ("anisotropic", "rbf", 1, 3, "discretize"),
]:
    p = points(name)
    if affinity == "precomputed":
        p = np.exp(-gamma * cdist(p, p, "sqeuclidean"))
    s = SpectralClustering(clusters, affinity=affinity, gamma=gamma or 1, n_neighbors=10, assign_labels=assign, random_state=0)
    print(name, affinity, gamma, clusters, assign, numbered(s.fit(p).labels_))


# Regions of a grid, with and without missing cells: SpectralConnectivityTests.
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.image import grid_to_graph

for nlat, nlon, times, missing, gamma, clusters in (
    (12, 15, 6, False, 0.05, 3),
    (12, 15, 6, True, 0.05, 4),
    (20, 25, 10, False, 0.1, 5),
    (20, 25, 10, True, 0.1, 5),
):
    lat, lon, t = np.meshgrid(np.arange(nlat), np.arange(nlon), np.arange(times), indexing="ij")
    there = ~missing | ((lat[..., 0] * 7 + lon[..., 0] * 3) % 11 != 0)
    x = (3 * np.sin(lat / 7 + t / 5) + 2 * np.cos(lon / 6 - t / 3))[there]
    g = grid_to_graph(nlat, nlon, mask=there).tocoo()
    edges = g.row != g.col
    a, b = g.row[edges], g.col[edges]
    k = csr_matrix((np.exp(-gamma * ((x[a] - x[b]) ** 2).sum(axis=1)), (a, b)), shape=(len(x), len(x)))
    d = np.sqrt(np.asarray(k.sum(axis=1)))
    values = np.linalg.eigvalsh(k.toarray() / d / d.T)[::-1][:clusters]
    for assign in ("kmeans", "cluster_qr"):
        s = SpectralClustering(
            clusters, affinity="precomputed", random_state=0, n_init=50, eigen_solver="arpack", assign_labels=assign
        )
        print("grid", nlat, missing, assign, sorted(np.bincount(s.fit(k).labels_))[::-1], values.round(7))
