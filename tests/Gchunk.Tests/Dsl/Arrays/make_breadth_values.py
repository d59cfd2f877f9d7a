"""Writes breadth_values.tsv: NumPy's results of the cases in BreadthTests.cs, by name. Needs NumPy 1.24 or newer."""
import numpy as np
from numpy_inputs import arrays, write

a, b, i, f, v, c, u = arrays()
rows = np.array([6, 0, 3, 3, -1])
CASES = {
    "expand": np.expand_dims(a, 1), "expand.end": np.expand_dims(a, -1),
    "newaxis": a[:, None, ::2], "newaxis.text": c[..., None, 1:3], "newaxis.int": c[None, 1, :, None],
    "swap": np.swapaxes(c, 0, 2), "move": np.moveaxis(c, 0, -1), "move.back": np.moveaxis(c, 2, 0), "ravel": a.ravel(),
    "flip": np.flip(a), "flip.0": np.flip(a, 0), "flip.1": np.flip(a, 1),
    "roll": np.roll(a, 5), "roll.0": np.roll(a, 3, 0), "roll.1": np.roll(a, -14, 1),
    "repeat": np.repeat(a, 3), "repeat.0": np.repeat(a, 2, 0), "repeat.1": np.repeat(a, 3, 1), "repeat.none": np.repeat(a, 0, 1),
    "tile": np.tile(a, (2, 3)), "tile.more": np.tile(v, (2, 1, 3)), "tile.less": np.tile(c, 2),
    "stack.0": np.stack([a, i]), "stack.1": np.stack([a, a * 2], axis=1), "stack.last": np.stack([v, v + 1], axis=-1),
    "vstack": np.vstack([v, v]), "hstack": np.hstack([a, a]), "dstack": np.dstack([a, a]),
    "squeeze": np.squeeze(a[:, :1], 1),
    "pad.constant": np.pad(a, 2, constant_values=7), "pad.uneven": np.pad(a, ((1, 0), (3, 5)), mode="edge"),
    "pad.reflect": np.pad(a, 3, mode="reflect"), "pad.reflect.far": np.pad(v[:4], (9, 11), mode="reflect"),
    "pad.symmetric": np.pad(a, ((2, 9), (4, 30)), mode="symmetric"), "pad.wrap": np.pad(a, ((8, 16), (1, 2)), mode="wrap"),
    "take.0": a[rows], "take.1": a[:, [11, 2, 2]], "take.flat": a.ravel()[[80, 3, -1]], "index.rows": c[rows % 3, 1:3], "index.mixed": c[1, [3, 0, 1, 1]],
    "mask.vector": v[v > 9], "mask.whole": a[a > 0.5], "mask.rows": a[[True, False, True, True, False, False, True]], "mask.columns": a[:, a[0] > 0],
    "mask.none": a[a > 100], "compress": np.compress(a[0] > 0, a, 1),
    "nonzero.0": np.nonzero(i > 3)[0], "nonzero.1": np.nonzero(i > 3)[1], "argwhere": np.argwhere(c > 10),
    "split.1": np.split(a, 3, axis=1)[1], "split.at": np.split(a, [1, 5])[1], "split.end": np.split(a, [1, 5])[2],
    "cumsum.0": np.cumsum(a, 0), "cumsum.1": np.cumsum(a, 1), "cumsum": np.cumsum(a), "cumsum.int": np.cumsum(i, 0), "cumsum.u8": np.cumsum(u, 1),
    "cumsum.f32": np.cumsum(f, 1), "cumsum.nan": np.cumsum(b, 0), "nancumsum": np.nancumsum(b, 0), "cumsum.3": np.cumsum(c, 1),
    "cumsum.bool": np.cumsum(a > 0, 0),
    "cumprod.0": np.cumprod(a / 3, 0), "nancumprod": np.nancumprod(b, 1), "cumprod.int": np.cumprod(i[:, :4], 1),
    "median.0": np.median(a, 0), "median.1": np.median(a, 1), "median": np.median(a), "median.keep": np.median(i, 1, keepdims=True), "median.nan": np.median(b, 0),
    "nanmedian": np.nanmedian(b, 0), "nanmedian.all": np.nanmedian(b), "median.f32": np.median(f, 1), "median.bool": np.median((a > 0).astype(float), 0),
    "quantile": np.quantile(a, 0.3), "quantile.many": np.quantile(a, [0, 0.1, 0.25, 0.5, 0.9, 1], 1), "quantile.two": np.quantile(c, [0.2, 0.7], 1),
    "nanquantile": np.nanquantile(b, 0.4, 1), "percentile": np.percentile(a, 95, 0), "quantile.int": np.quantile(i, 0.25, 1),
    "sort.0": np.sort(a, 0), "sort.1": np.sort(b, 1), "sort.int": np.sort(i, 1), "sort.3": np.sort(c, 1), "sort.u8": np.sort(u, 0), "sort.bool": np.sort(a > 0, 1),
    "argsort.0": np.argsort(c, 0, kind="stable"), "argsort.1": np.argsort(u, 1, kind="stable"), "argsort.nan": np.argsort(b, 1, kind="stable"),
    "topk": -np.sort(-a, 1)[:, :3], "topk.0": -np.sort(-i, 0)[:2], "topk.least": np.sort(a, 1)[:, :4], "topk.nan": np.sort(b, 1)[:, ::-1][:, :5],
    "topk.more": -np.sort(-a, 0), "argtopk.more": np.argsort(v, kind="stable"),
    "expand.axes": np.expand_dims(a, (0, 2)), "move.axes": np.moveaxis(c, (0, 1), (-1, -2)),
    "roll.axes": np.roll(a, (1, 2), (0, 1)), "roll.twice": np.roll(a, (1, -5), (1, 1)),
    "compress.short": np.compress([True, False, True], a, 1), "diagonal.back": np.diagonal(c, -1, 2, 0),
    "shift.left": i << 3, "shift.right": i >> 1,
    "argmax": np.argmax(np.flip(a)), "argmin": np.argmin(np.flip(i, 0)), "argmax.3": np.argmax(-((c - 6.5) ** 2)), "argmax.1": np.argmax(a, 1), "argmin.nan": np.nanargmin(np.flip(b, 0)),
    "argmax.complex": np.argmax(a[::-1, ::-1] + 1j * i),
    "cumprod.picked": np.cumprod(a[a.sum(1) > 5], 0), "cumprod.rows": np.cumprod(a[[False, False, False, True, False, True, False]], 0),
    "average.sum": np.average(a, 0, weights=i[:, 0] ** 2, returned=True)[1], "cov.f32": np.round(np.cov(f), 6),
    "ptp": np.ptp(a), "ptp.0": np.ptp(a, 0), "average": np.average(a, weights=i - i.min() + 1.0), "average.0": np.average(a, 0, weights=np.arange(1.0, 8)),
}
for method in ["linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf", "averaged_inverted_cdf", "interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased"]:
    for q in [0.2, 0.25, 0.5, 0.73, 0.8]:  # NumPy 1.24 fails closer to 0 and 1
        CASES[f"method.{method}.{q}"] = np.quantile(a, q, 0, method=method)

write(CASES, "breadth_values.tsv")
