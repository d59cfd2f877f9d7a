"""Writes distributions.tsv: the laws of the distributions in DistributionTests.cs, by name, from scipy.stats.

usage: python3 make_distributions.py > distributions.tsv     (needs SciPy 1.10)

A line is the name, the mean and the variance ("nan" if they are infinite), points, and the probabilities up to each.
"""
import numpy as np
import scipy.stats as st

LAWS = {
    "gumbel": st.gumbel_r(1, 2), "laplace": st.laplace(-1, 0.5), "logistic": st.logistic(2, 3), "lognormal": st.lognorm(0.6, scale=np.exp(0.4)),
    "rayleigh": st.rayleigh(scale=1.7), "weibull": st.weibull_min(1.3), "weibull.low": st.weibull_min(0.6), "pareto": st.lomax(5.5), "power": st.powerlaw(2.5), "power.low": st.powerlaw(0.3),
    "triangular": st.triang(0.25, -1, 4), "triangular.edge": st.triang(0, 0, 2), "beta": st.beta(2.5, 4), "beta.low": st.beta(0.4, 0.7), "beta.mixed": st.beta(0.5, 3),
    "chisquare": st.chi2(3.5), "chisquare.low": st.chi2(0.6), "f": st.f(6, 12), "noncentral_chisquare": st.ncx2(3, 4), "noncentral_chisquare.low": st.ncx2(0.8, 2.5),
    "noncentral_f": st.ncf(5, 14, 3), "standard_t": st.t(7), "standard_t.low": st.t(1.5), "standard_cauchy": st.cauchy(), "vonmises": st.vonmises(12, loc=0.3), "vonmises.wide": st.vonmises(1e-6), "vonmises.narrow": st.vonmises(2e6),
    "wald": st.invgauss(1.5 / 3, scale=3), "standard_gamma": st.gamma(2.2), "random": st.uniform(), "standard_exponential": st.expon(),
    "binomial": st.binom(20, 0.3), "binomial.large": st.binom(5000, 0.62), "binomial.half": st.binom(60, 0.5), "binomial.rare": st.binom(10**6, 3e-6),
    "negative_binomial": st.nbinom(2.5, 0.3), "negative_binomial.large": st.nbinom(40, 0.05), "geometric": st.geom(0.2), "geometric.rare": st.geom(1e-5),
    "hypergeometric": st.hypergeom(30, 12, 7), "hypergeometric.large": st.hypergeom(5000, 1800, 400), "hypergeometric.most": st.hypergeom(500, 420, 300),
    "logseries": st.logser(0.8), "logseries.high": st.logser(0.99), "zipf": st.zipf(2.5), "zipf.steep": st.zipf(6),
}
for name, law in LAWS.items():
    q = np.concatenate([[0.001, 0.01], np.linspace(0.05, 0.95, 19), [0.99, 0.999]])
    x = np.unique(law.ppf(q))
    if name.startswith("vonmises"):
        x = x[(x > -np.pi) & (x < np.pi)]
    mean, var = law.stats("mv")
    # Moments that samples cannot show: of heavy tails.
    if name.split(".")[0] in ("zipf", "standard_cauchy", "pareto", "vonmises", "f", "noncentral_f") or name == "standard_t.low":
        mean, var = (mean, np.nan) if name in ("zipf.steep", "pareto", "f", "noncentral_f") else (np.nan, np.nan)
    print("\t".join([name, repr(float(mean)), repr(float(var)), " ".join(repr(float(v)) for v in x), " ".join(repr(float(v)) for v in law.cdf(x))]))
