"""Writes the scores of scikit-learn that ClusterScoresTests compares with, to scores.tsv beside this file.

Needs NumPy, SciPy and scikit-learn 1.2. The samples are ratios of integers, so that C# makes the same bits.
"""
import os

import numpy as np
from scipy.spatial.distance import cdist
from sklearn import metrics
from sklearn.metrics.cluster import _unsupervised

# scikit-learn computes distances as x2 - 2xy + y2, which loses digits far from the origin; SciPy takes differences.
_unsupervised.pairwise_distances = lambda x, y=None: cdist(x, x if y is None else y)


def samples(count, features, scale=1.0, offset=0.0):
    i = np.arange(count * features, dtype=np.int64)
    return ((i * i * 7919 + i * 104729) % 1000003 / 1000003 * scale + offset).reshape(count, features)


def labels(count, clusters, step):
    return np.arange(count, dtype=np.int64) * step % 97 % clusters


rows = []
for count, features, clusters, step, scale, offset in [
    (20, 1, 2, 1, 1, 0),
    (60, 2, 3, 5, 10, 0),
    (500, 3, 4, 7, 1, 0),
    (1000, 17, 9, 3, 1, 1000),
    (300, 40, 8, 11, 1e6, -5e5),
    (5, 2, 4, 1, 1, 0),
]:
    x = samples(count, features, scale, offset)
    by_value = np.minimum((x[:, 0] - offset) / scale * clusters, clusters - 1).astype(np.int64)
    for kind, y in [("step", labels(count, clusters, step)), ("value", by_value)]:
        case = [count, features, clusters, step, scale, offset, kind]
        if not 2 <= len(set(y)) < count:
            continue
        each = metrics.silhouette_samples(cdist(x, x), y, metric="precomputed")
        for name, value in [
            ("silhouette", each.mean()),
            ("first", each[0]),
            ("last", each[-1]),
            ("calinski", metrics.calinski_harabasz_score(x - offset, y)),
            ("davies", metrics.davies_bouldin_score(x - offset, y)),
        ]:
            rows.append([name, *case, repr(float(value))])

for count, first, second in [(1, (1, 1), (1, 1)), (10, (1, 1), (2, 1)), (50, (3, 5), (4, 7)), (50, (3, 5), (3, 5)),
                             (1000, (9, 3), (5, 11)), (90, (90, 1), (90, 1)), (90, (90, 1), (2, 1)),
                             (3000, (90, 13), (40, 29))]:
    a, b = labels(count, *first), labels(count, *second)
    # The second half agrees.
    b[count // 2:] = a[count // 2:]
    case = [count, *first, *second, 0, "labels"]
    for name, function in [
        ("rand", metrics.adjusted_rand_score),
        ("nmi", metrics.normalized_mutual_info_score),
        ("ami", metrics.adjusted_mutual_info_score),
        ("homogeneity", metrics.homogeneity_score),
        ("completeness", metrics.completeness_score),
        ("vmeasure", metrics.v_measure_score),
    ]:
        rows.append([name, *case, repr(float(function(a, b)))])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "scores.tsv"), "w") as file:
    for row in rows:
        print(*row, sep="\t", file=file)
