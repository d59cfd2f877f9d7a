"""Writes what SciPy and scikit-learn find, to clusterers.tsv beside this file: the tests of the
estimators compare with it. HDBSCAN and self-organizing maps are evaluated naively, by NumPy alone.

Needs NumPy, SciPy and scikit-learn 1.2. The samples are ratios of integers, so that C# makes the same bits. A line is
the kind, the parameters, and the numbers found.
"""
import os

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.sparse import coo_matrix
from scipy.spatial.distance import cdist
from sklearn.cluster import DBSCAN, KMeans
from sklearn.cluster._agglomerative import linkage_tree, ward_tree
from sklearn.mixture import GaussianMixture


def samples(count, features):
    i = np.arange(count * features, dtype=np.int64)
    return ((i * i * 7919 + i * 104729) % 1000003 / 1000003).reshape(count, features)


def grid(count, width):
    """The neighbours on a map whose last row may be short."""
    pairs = [(i, i + 1) for i in range(count - 1) if i % width + 1 < width]
    pairs += [(i, i + width) for i in range(count - width)]
    if not pairs:
        return coo_matrix((count, count)).tocsr()
    a, b = np.array(pairs).T
    half = coo_matrix((np.ones(len(a)), (a, b)), shape=(count, count))
    return (half + half.T).tocsr()


def by_size(labels):
    """Numbers clusters by their size, the largest first, then by their first sample."""
    clusters = [c for c in np.unique(labels) if c >= 0]
    clusters.sort(key=lambda c: (-np.sum(labels == c), np.argmax(labels == c)))
    number = {c: i for i, c in enumerate(clusters)} | {-1: -1}
    return [number[c] for c in labels]


def hdbscan(x, min_cluster_size, min_samples):
    """Plain HDBSCAN: all distances, Kruskal's tree, recursion over sets of samples."""
    d = cdist(x, x)
    core = np.sort(d, axis=1)[:, min_samples - 1]
    reach = np.maximum(d, np.maximum(core[:, None], core[None, :]))
    n = len(x)
    a, b = np.triu_indices(n, 1)
    order = np.lexsort((b, a, reach[a, b]))
    at = list(range(n))
    tree = {}  # node: (left, right, height)
    node = n
    members = {i: [i] for i in range(n)}
    for e in order:
        p, q = at[a[e]], at[b[e]]
        if p == q:
            continue
        l, r = min(p, q), max(p, q)
        tree[node] = (l, r, reach[a[e], b[e]])
        members[node] = members[l] + members[r]
        for i in members[node]:
            at[i] = node
        node += 1
    root = node - 1
    clusters = []  # parent, birth, rows [(lambda, size)], points {i: lambda}, children

    def begin(parent, birth):
        clusters.append(dict(parent=parent, birth=birth, rows=[], points={}, children=[]))
        if parent is not None:
            clusters[parent]["children"].append(len(clusters) - 1)
        return len(clusters) - 1

    open_ = [(root, begin(None, 0.0))]
    while open_:
        k, c = open_.pop()
        if k < n:
            continue
        l, r, h = tree[k]
        lam = 1 / h if h > 0 else np.inf
        big = [m for m in (l, r) if len(members[m]) >= min_cluster_size]
        if len(big) == 2:
            for m in (l, r):
                clusters[c]["rows"].append((lam, len(members[m])))
                open_.append((m, begin(c, lam)))
        else:
            for m in (l, r):
                if m in big:
                    open_.append((m, c))
                else:
                    for i in members[m]:
                        clusters[c]["rows"].append((lam, 1))
                        clusters[c]["points"][i] = lam

    def mass(c):
        return sum((lam - clusters[c]["birth"]) * size for lam, size in clusters[c]["rows"]
                   if lam != clusters[c]["birth"])

    def select(c):
        below = [select(k) for k in clusters[c]["children"]]
        total, chosen = sum(t for t, _ in below), [k for _, s in below for k in s]
        if c == 0:
            return total, chosen
        own = mass(c)
        return (own, [c]) if own >= total else (total, chosen)

    labels, strengths, masses = np.full(n, -1), np.zeros(n), []
    for number, c in enumerate(select(0)[1]):
        death = max(lam for lam, _ in clusters[c]["rows"])
        masses.append(mass(c))
        inside = [c]
        while inside:
            k = inside.pop()
            inside += clusters[k]["children"]
            for i, lam in clusters[k]["points"].items():
                labels[i] = number
                strengths[i] = 1 if not np.isfinite(lam) else min(lam, death) / death
    return labels, strengths, masses


def som(x, rows, columns, hexagonal, iterations):
    mean = x.mean(0)
    x = x - mean
    values, vectors = np.linalg.eigh(np.cov(x.T, bias=True).reshape(x.shape[1], -1))
    axes = []
    for k in range(min(2, x.shape[1])):
        v = vectors[:, -1 - k]
        axes.append(np.sqrt(max(values[-1 - k], 0)) * v * np.sign(v[np.abs(v).argmax()]))
    offset = lambda i, n: 0.0 if n == 1 else 2 * i / (n - 1) - 1
    r, c = np.divmod(np.arange(rows * columns), columns)
    across, down = np.array([offset(i, columns) for i in c]), np.array([offset(i, rows) for i in r])
    first, second = (across, down) if columns >= rows else (down, across)
    nodes = np.outer(first, axes[0]) + (np.outer(second, axes[1]) if len(axes) > 1 else 0)
    place = np.column_stack([c + 0.5 * (r % 2), r * np.sqrt(3) / 2] if hexagonal else [c, r])
    grid = cdist(place, place)
    radius = max(max(rows, columns) / 2, 0.5)
    for i in range(iterations):
        width = radius * (0.5 / radius) ** (i / (iterations - 1))
        nearest = cdist(x, nodes).argmin(1)
        h = np.exp(-grid ** 2 / (2 * width ** 2))[:, nearest]
        nodes = h @ x / h.sum(1)[:, None]
    d = cdist(x, nodes)
    order = d.argsort(1)
    apart = np.mean([not 0 < grid[a, b] < 1.5 for a, b in order[:, :2]])
    u = [cdist(nodes[k:k + 1], nodes[(grid[k] > 0) & (grid[k] < 1.2)]).mean() for k in range(rows * columns)]
    return d.min(1).mean(), apart, np.bincount(order[:, 0], minlength=rows * columns), u


lines = []
for count, features in [(2, 1), (7, 2), (90, 3), (64, 30)]:
    x = samples(count, features)
    for name in ["ward", "average", "complete", "single"]:
        z = linkage(x, name)
        lines.append(["linkage", count, features, name, *z.ravel()])
        tree = ward_tree if name == "ward" else linkage_tree
        options = {} if name == "ward" else {"linkage": name}
        found = tree(x, connectivity=grid(count, 10), return_distance=True, **options)
        z = np.column_stack([np.sort(np.asarray(found[0]), axis=1), found[-1]])
        lines.append(["grid", count, features, name, *z.ravel()])

for count, features, components, gap in [(600, 3, 3, 1.2), (200, 1, 2, 1.5), (400, 12, 4, 2.0), (50, 2, 1, 0.0)]:
    x = samples(count, features) + gap * (np.arange(count) % components)[:, None]
    for name in ["full", "tied", "diag", "spherical"]:
        m = GaussianMixture(components, covariance_type=name, tol=1e-12, max_iter=1000, random_state=0).fit(x)
        order = np.argsort(m.means_[:, 0])
        covariances = m.covariances_ if name == "tied" else m.covariances_[order]
        lines.append([name, count, features, components, gap, m.score(x), m.bic(x), m.aic(x), *m.weights_[order],
                      *m.means_[order].ravel(), *covariances.ravel(), *m.score_samples(x)[:5]])

for count, features, groups, gap in [(120, 2, 3, 1.2), (200, 3, 4, 0.9), (90, 1, 2, 2.0), (100, 8, 3, 1.5)]:
    x = samples(count, features) + gap * (np.arange(count) % groups)[:, None]
    for radius, least in [(0.15, 4), (0.3, 8), (0.6, 3)]:
        m = DBSCAN(eps=radius, min_samples=least).fit(x)
        cores = len(m.core_sample_indices_)
        lines.append(["dbscan", count, features, groups, gap, radius, least, cores, *by_size(m.labels_)])
        labels, strengths, masses = hdbscan(x, least, least)
        lines.append(["hdbscan", count, features, groups, gap, least, *by_size(labels), *strengths,
                      *sorted(float(m) for m in masses)])

for count, features, rows, columns, hexagonal in [(300, 4, 3, 4, 0), (250, 2, 5, 5, 1), (200, 1, 1, 6, 0),
                                                  (30, 6, 6, 3, 0)]:
    error, apart, counts, u = som(samples(count, features), rows, columns, hexagonal, 30)
    lines.append(["som", count, features, rows, columns, hexagonal, error, apart, *counts, *u])

for count, features, k in [(40, 1, 3), (200, 2, 5), (301, 7, 8), (600, 20, 12), (1000, 3, 30), (16, 4, 16)]:
    x = samples(count, features)
    start = x[np.arange(k) * (count // k)]
    for name, weights in [("equal", None), ("weighted", 1 + np.arange(count) % 5.0), ("zeros", np.arange(count) % 3.0)]:
        if weights is not None and np.count_nonzero(weights) < k:
            continue
        m = KMeans(k, init=start, n_init=1, tol=0).fit(x, sample_weight=weights)
        lines.append(["kmeans", count, features, k, name, m.inertia_, *by_size(m.labels_)])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "clusterers.tsv"), "w") as file:
    for line in lines:
        print(*[repr(float(v)) if isinstance(v, float) else v for v in line], sep="\t", file=file)
