"""Writes nan_policy.tsv: statistics of SciPy that leave out NaN.

usage: /usr/bin/python3 make_nan_policy.py > nan_policy.tsv     (the committed file is from SciPy 1.10.1)

Lines: NAME VALUES. The samples are (i * 7919 + 13) % 1009 / 64 for the i-th of 40 × 3 elements, NaN where i % 7 == 3; the second group
has 1 more where i % 5 == 0.
"""
import numpy as np
import scipy.stats as st

i = np.arange(120)
x = ((i * 7919 + 13) % 1009 / 64.0) ** 1.5
x[i % 7 == 3] = np.nan
y = np.where(i % 5 == 0, x + 1, x * 1.01)[: 90].reshape(30, 3)
x = x.reshape(40, 3)


def out(name, *results):
    values = np.concatenate([np.ravel(np.ma.filled(r, np.nan)) for r in results])
    print(name + "\t" + " ".join(repr(float(v)) for v in values))


OMIT = {"nan_policy": "omit"}
out("moment", st.moment(x, 3, **OMIT))
out("skew", st.skew(x, **OMIT))
out("skew.unbiased", st.skew(x, bias=False, **OMIT))
out("kurtosis", st.kurtosis(x, **OMIT))
out("kurtosis.unbiased", st.kurtosis(x, bias=False, fisher=False, **OMIT))
out("kurtosis.all", st.kurtosis(x, axis=None, **OMIT))
out("skewtest", *st.skewtest(x, **OMIT))
out("kurtosistest", *st.kurtosistest(x, **OMIT))
out("normaltest", *st.normaltest(x, **OMIT))
out("ttest_1samp", *st.ttest_1samp(x, 20, **OMIT))
out("ttest_ind", *st.ttest_ind(x, y, **OMIT))
out("ttest_ind.welch", *st.ttest_ind(x, y, equal_var=False, **OMIT))
out("ttest_rel", *st.ttest_rel(x[:30], y, **OMIT))
