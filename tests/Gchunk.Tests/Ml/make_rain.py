"""Writes rain.tsv beside this file: what scikit-learn finds in real rain, that of scripts/data/pr, and in rain like that
of a satellite, which is made here and in RainTests by the same formula.

Needs NumPy, xarray and scikit-learn 1.2. A line is the name of a set, a number of clusters, and what follows: an
inertia, a normalized cut, a log-likelihood, or labels.
"""
import os
import warnings

import numpy as np
import xarray as xr
from sklearn import cluster, mixture
from sklearn.metrics.pairwise import rbf_kernel

HERE = os.path.dirname(os.path.abspath(__file__))


def real():
    """The cells of the area of scripts/precipitation_regions.csx without missing values, mm/day."""
    files = os.path.join(HERE, "..", "..", "..", "scripts", "data", "pr", "*.nc")
    with xr.open_mfdataset(files) as ds:
        area = ds["pr"].sel(lat=slice(44.9, 42.4), lon=slice(-74.6, -72.2)).astype(float) * 86400
        return area.stack(z=("lat", "lon")).transpose("z", "time").dropna("z").values


def satellite():
    """300 cells with 120 days: dry on most days, with six regions that are wet on days of their own."""
    cell, day = np.divmod(np.arange(300 * 120), 120)
    lat, lon = np.divmod(cell, 20)
    region = lat // 5 * 2 + lon // 10
    noise = (cell * 7919 + day * 104729 + cell * day * 31) % 1009 / 1009
    wet = (day + region * 7) % 11 < 2
    # Sums and products of few integers, so that any program gives the same bits.
    return np.where(wet, (1 + region) * 0.5 + 4 * noise, np.where(noise > 0.9, noise, 0.0)).reshape(300, 120)


def normalized_cut(x, labels):
    w = rbf_kernel(x, gamma=1 / x.shape[1])
    np.fill_diagonal(w, 0)
    degrees = w.sum(1)
    return sum(w[labels == c][:, labels != c].sum() / degrees[labels == c].sum() for c in np.unique(labels))


def main():
    warnings.simplefilter("ignore")
    with open(os.path.join(HERE, "rain.tsv"), "w") as file:
        for name, x, counts in [("real", real(), [4, 6, 8]), ("satellite", satellite(), [6])]:
            for k in counts:
                kmeans = cluster.KMeans(k, n_init=50, random_state=0, tol=0).fit(x)
                spectral = cluster.SpectralClustering(k, gamma=1 / x.shape[1], n_init=50, random_state=0).fit(x)
                # In so many dimensions each start ends elsewhere: the best of five.
                likely = mixture.GaussianMixture(k, covariance_type="diag", n_init=5, random_state=0).fit(x)
                for kind, values in [
                    ("sum", [x.sum()]),
                    ("inertia", [kmeans.inertia_]),
                    ("cut", [normalized_cut(x, spectral.labels_)]),
                    ("likelihood", [likely.score(x)]),
                    ("kmeans", kmeans.labels_),
                    ("spectral", spectral.labels_),
                    ("ward", cluster.AgglomerativeClustering(k).fit_predict(x)),
                    ("average", cluster.AgglomerativeClustering(k, linkage="average").fit_predict(x)),
                ]:
                    print(name, k, kind, *(f"{float(v):.17g}" for v in values), sep="\t", file=file)


if __name__ == "__main__":
    main()
