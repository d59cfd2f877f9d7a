"""Writes decomposition.tsv: what scikit-learn and NumPy give for the arrays of DecompositionTests.

Each line is a name and values in C order. Needs numpy and scikit-learn: python3 make_decomposition.py >decomposition.tsv
"""
import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler


def show(name, values):
    print(name, *(repr(float(v)) for v in np.ravel(values)), sep="\t")


def largest_positive(axes):
    """The sign of each row whose largest element, in absolute value, is positive."""
    return np.sign(axes[np.arange(len(axes)), np.argmax(np.abs(axes), axis=1)])


i = np.arange(240.0)
tall = (np.sin(1 + i * 0.7) + np.cos(i * i) + 3 * np.cos(i // 6 / 5) * (i % 6)).reshape(40, 6)
wide = tall.T.copy()

for name, x in (("tall", tall), ("wide", wide)):
    pca = PCA(3).fit(x)
    sign = largest_positive(pca.components_)
    show(name + " components", pca.components_ * sign[:, None])
    show(name + " scores", pca.transform(x) * sign)
    show(name + " variance", pca.explained_variance_)
    show(name + " ratio", pca.explained_variance_ratio_)
    show(name + " mean", pca.mean_)
    show(name + " restored", pca.inverse_transform(pca.transform(x)))
    show(name + " share 0.9", [PCA(0.9, svd_solver="full").fit(x).n_components_])

for name, scaler in (
    ("standard", StandardScaler()),
    ("robust", RobustScaler()),
    ("minmax", MinMaxScaler((-1, 3))),
):
    show(name, scaler.fit_transform(tall))

pipe = make_pipeline(StandardScaler(), PCA(2), KMeans(3, n_init=20, random_state=0)).fit(tall)
sizes = np.bincount(pipe[-1].labels_)
order = np.lexsort(([np.flatnonzero(pipe[-1].labels_ == c)[0] for c in range(3)], -sizes))
show("pipeline sizes", sizes[order])
show("pipeline centers", pipe[:-1].inverse_transform(pipe[-1].cluster_centers_)[order])
show("pipeline inertia", [pipe[-1].inertia_])

# EOFs of a field of 20 times x 3 latitudes x 4 longitudes, weighted by the square root of cos(latitude), by SVD.
field = tall.reshape(20, 3, 4)
weights = np.sqrt(np.cos(np.deg2rad([0.0, 40.0, 70.0])))[:, None] * np.ones(4)
anomalies = (field - field.mean(0)).reshape(20, 12)
u, s, vt = np.linalg.svd(anomalies * weights.ravel(), full_matrices=False)
sign = largest_positive(vt[:3])
show("eof components", vt[:3] * sign[:, None])
show("eof scores", u[:, :3] * s[:3] * sign)
show("eof variance", s[:3] ** 2 / 19)
show("eof ratio", s[:3] ** 2 / (s**2).sum())
show("eof north", s[:3] ** 2 / 19 * np.sqrt(2 / 20))


def varimax(loadings, iterations=200000):
    """Kaiser's criterion, by singular value decompositions: another algorithm than gchunk's planar rotations."""
    turn = np.eye(loadings.shape[1])
    for _ in range(iterations):
        turned = loadings @ turn
        u_, _, vt_ = np.linalg.svd(loadings.T @ (turned**3 - turned * (turned**2).mean(0)))
        before, turn = turn, u_ @ vt_
        if np.abs(turn - before).max() < 1e-14:
            break
    return loadings @ turn


rotated = varimax(vt[:3].T * s[:3] / np.sqrt(19))
variances = (rotated**2).sum(0)
order = np.argsort(-variances)
axes = (rotated / np.sqrt(variances)).T[order]
show("varimax components", axes * largest_positive(axes)[:, None])
show("varimax variance", variances[order])

# Principal components of the cells, weighted by cos(latitude): more features than samples, and fewer.
for name, times in (("pca area wide", 20), ("pca area tall", 6)):
    cells = field[:times].reshape(times, 12).T
    w = np.repeat(np.cos(np.deg2rad([0.0, 40.0, 70.0])), 4)
    w /= w.mean()
    mean = (cells * w[:, None]).mean(0)
    u, s, vt = np.linalg.svd((cells - mean) * np.sqrt(w)[:, None], full_matrices=False)
    axes = vt[:3] * largest_positive(vt[:3])[:, None]
    show(name + " mean", mean)
    show(name + " components", axes)
    show(name + " scores", axes @ (cells - mean).T)
    show(name + " variance", s[:3] ** 2 / 11)
