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
