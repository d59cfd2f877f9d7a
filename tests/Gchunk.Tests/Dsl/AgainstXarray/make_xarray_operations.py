"""Makes xarray_operations.tsv: xarray's results of the operations in XarrayOperations.cs. NumPy computes those that
xarray lacks or for which it needs bottleneck.

Needs xarray, scipy and cftime; written for xarray 2023.01 and NumPy 1.24. A line is the key, the dimensions, the shape,
the values in C order, and the labels of each dimension that has them. Times are microseconds since 1970-01-01 if they
are values, and ISO 8601 text if they are labels.
"""
import pathlib
import warnings

import cftime
import numpy as np
import pandas as pd
import xarray as xr

warnings.simplefilter("ignore")
lines = []
NAN = float("nan")


def made(shape, step=37, mod=101):
    i = np.arange(int(np.prod(shape)))
    return (((i * step + 11) % mod) / 7.0 - 5).reshape(shape)


time = pd.date_range("2000-12-20", periods=60)
lat, lon = [50.0, 40.0, 30.0, 20.0, 10.0], [0.0, 60.0, 120.0, 180.0, 240.0, 300.0]
v = made((60, 5, 6))
v[np.arange(1800).reshape(60, 5, 6) % 17 == 3] = NAN
v[:, 2, 3] = NAN
t = xr.DataArray(v, dims=("time", "lat", "lon"), coords={"time": time, "lat": lat, "lon": lon}, name="t", attrs={"units": "K"})
s = xr.DataArray((np.arange(60) * 7 % 11).astype("i4"), dims="time", coords={"time": time}, name="s")
u = xr.DataArray(made((5, 6), 29, 53), dims=("lat", "lon"), coords={"lat": lat, "lon": lon}, name="u")
p = t.isel(lat=0, lon=0, drop=True)  # one column, with missing values
q = u.isel(lat=1, drop=True)  # along lon, without missing values
w = np.cos(np.deg2rad(u["lat"]))
dup = xr.DataArray([1.0, 5.0, 3.0, 2.0], dims="x", coords={"x": [1, 2, 2, 3]}, name="dup")
one = xr.DataArray(made((1, 3)), dims=("x", "y"), coords={"x": [7.0], "y": [1.0, 2.0, 4.0]}, name="one")
n = xr.DataArray(made((400,)), dims="time", coords={"time": xr.cftime_range("2001-01-20", periods=400, calendar="noleap")}, name="n")
d360 = xr.DataArray(made((90,)), dims="time", coords={"time": xr.cftime_range("2001-01-15", periods=90, calendar="360_day")}, name="d")
h = xr.DataArray(made((50,)), dims="time", coords={"time": pd.date_range("2001-01-01T03:00", periods=50, freq="H")}, name="h")
st = xr.DataArray(made((4, 3)), dims=("station", "k"), coords={"station": ["kiruna", "arles", "bern", "oslo"], "k": [0, 1, 2]}, name="st")
un = xr.DataArray(made((5,)), dims="x", coords={"x": [3.0, 1.0, 4.0, 1.5, 9.0]}, name="un")  # unsorted labels
region = xr.DataArray([[0, 0, 1, 1, 2, 2]] * 3 + [[1, 1, 1, 0, 0, 2]] * 2, dims=("lat", "lon"), name="region")
m = xr.DataArray(made((36, 2)), dims=("time", "y"), coords={"time": pd.date_range("1999-11-01", periods=36, freq="MS")}, name="m")
ds = xr.Dataset({"t": t, "u": u, "s": s})


def number(x):
    if isinstance(x, np.datetime64):
        return "nan" if np.isnat(x) else repr(float(x.astype("datetime64[us]").astype("i8")))
    if isinstance(x, cftime.datetime):
        return repr(float(cftime.date2num(x, "microseconds since 1970-01-01", x.calendar)))
    return repr(float(x))


def text(x):
    if isinstance(x, np.datetime64):
        return str(x)[:19]
    if isinstance(x, pd.Timestamp):
        return x.isoformat()[:19]
    if isinstance(x, cftime.datetime):
        return x.isoformat()
    if isinstance(x, (str, np.str_)):
        return str(x)
    if isinstance(x, pd.Interval):
        return ("[" if x.closed == "left" else "(") + f"{x.left:g}, {x.right:g}" + (")" if x.closed == "left" else "]")
    return repr(float(x))


def put(key, a):
    if isinstance(a, (float, int, np.generic)):
        a = xr.DataArray(a)
    labels = []
    for dim in a.dims:
        if dim in a.coords and not isinstance(a.indexes.get(dim), pd.MultiIndex):
            labels.append(f"{dim}={'|'.join(text(x) for x in a[dim].values)}")
    lines.append("\t".join([key, ",".join(a.dims), " ".join(map(str, a.shape)), " ".join(number(x) for x in np.asarray(a.values).ravel()), ";".join(labels)]))


# Selection.
put("isel", t.isel(time=3, lat=slice(1, 4)))
put("isel.negative", t.isel(time=-1, lon=[-1, 0]))
put("isel.empty", t.isel(time=slice(0, 0), lat=0))
put("isel.mask", t.isel(lon=0, time=np.flatnonzero(s.values > 8)))
put("sel.value", t.sel(lat=40.0, lon=120.0))
put("sel.list", t.sel(lat=[10.0, 50.0], lon=300.0))
put("sel.slice.descending", t.sel(lat=slice(45, 15), lon=0))
put("sel.slice.open", t.sel(lat=slice(30, None), lon=0))
put("sel.day", t.sel(time="2001-01-05"))
put("sel.month", t.sel(time="2001-01", lat=50, lon=0))
put("sel.year", t.sel(time="2000", lat=50, lon=0))
put("sel.days", t.sel(time=["2001-01-05", "2000-12-31"], lat=50))
put("sel.between", t.sel(time=slice("2000-12-30", "2001-01-02"), lat=50))
put("sel.open", t.sel(time=slice(None, "2000-12-22"), lat=50))
put("sel.nearest", t.sel(lat=33.0, lon=100.0, method="nearest"))
put("sel.nearest.list", t.sel(lat=[33.0, 12.0], lon=0, method="nearest"))
put("sel.pad", t.sel(lon=[61.0, 299.0], lat=50, method="pad"))
put("sel.backfill", t.sel(lon=[59.0, 121.0], lat=50, method="backfill"))
put("sel.tolerance", t.sel(lon=[61.0], lat=50, method="nearest", tolerance=2))
put("sel.nearest.time", t.sel(time="2001-01-05T13:00", lat=50, method="nearest"))
put("sel.duplicates", dup.sel(x=2))
put("sel.noleap.month", n.sel(time="2001-02"))
put("sel.360.month", d360.sel(time="2001-02"))
put("sel.noleap.slice", n.sel(time=slice("2001-02-27", "2001-03-02")))
put("sel.hour", h.sel(time="2001-01-02"))
put("sel.hours", h.sel(time=slice("2001-01-02T05", "2001-01-02T07")))
put("sel.text", st.sel(station="bern"))
put("sel.texts", st.sel(station=["oslo", "arles"]))
put("sel.text.slice", st.sel(station=slice("arles", "oslo")))
put("sel.unordered", un.sel(x=[4.0, 1.5]))
put("sel.unordered.nearest", un.sortby("x").sel(x=[3.4, 8.0], method="nearest"))
put("drop_sel", t.drop_sel(lat=[40.0, 10.0]).isel(time=0))
put("drop_sel.text", st.drop_sel(station=["bern"]))
put("drop_isel", t.drop_isel(lon=[0, 5]).isel(time=0))
put("head", t.head(time=2).isel(lat=0))
put("tail", t.tail(time=2).isel(lat=0))
put("thin", t.thin(time=25, lon=4).isel(lat=0))
put("loc", t.loc["2001-01-05", 40.0])
put("loc.slice", t.loc[dict(lat=slice(40, 20), lon=60)])
pts = xr.DataArray([1, 4, 0], dims="pt")
put("points.isel", t.isel(lat=pts, lon=xr.DataArray([5, 0, 2], dims="pt")).transpose("time", "pt").isel(time=slice(0, 4)))
put("points.order", t.isel(lat=pts, lon=xr.DataArray([5, 0, 2], dims="pt")).isel(time=slice(0, 2)))
put("points.time", t.isel(time=xr.DataArray([50, 3, 20], dims="pt"), lon=pts))
put("points.all", t.isel(time=xr.DataArray([50, 3, 20], dims="pt"), lat=pts, lon=xr.DataArray([5, 1, 2], dims="pt")))
put("points.sel", t.sel(lat=xr.DataArray([10.0, 50.0], dims="pt", coords={"pt": [3, 9]}), lon=xr.DataArray([60.0, 0.0], dims="pt")).isel(time=0))
put("points.nearest", t.sel(lat=xr.DataArray([11.0, 47.0], dims="pt"), lon=xr.DataArray([70.0, 10.0], dims="pt"), method="nearest").isel(time=0))
put("points.plane", u.isel(lat=xr.DataArray([[0, 1], [2, 3], [4, 0]], dims=("a", "b")), lon=xr.DataArray([1, 2], dims="b")))
put("points.new_dim", u.isel(lat=xr.DataArray([4, 4, 1], dims="k")))
put("where", t.where(t > 0).isel(time=4))
put("where.other", t.where(t > 0, -1.0).isel(time=4))
put("where.broadcast", t.where(u > 0).isel(time=4))
put("where.drop", u.where(u > 1.8, drop=True))
put("where.int", s.where(s > 5))
put("squeeze.one", one.squeeze())
put("sel.one", one.sel(x=7.0))
put("mean.one", one.mean("x"))

# Labels and combining.
put("reindex", u.reindex(lat=[10.0, 25.0, 50.0]))
put("reindex.fill", u.reindex(lat=[10.0, 25.0], fill_value=-9.0))
put("reindex.nearest", u.reindex(lat=[12.0, 36.0], method="nearest"))
put("reindex.tolerance", u.reindex(lat=[12.0, 36.0], method="nearest", tolerance=3))
put("reindex.pad", q.reindex(lon=[-5.0, 5.0, 61.0, 500.0], method="pad"))
put("reindex.backfill", q.reindex(lon=[-5.0, 5.0, 61.0, 500.0], method="backfill"))
put("reindex.int", s.reindex(time=pd.date_range("2001-02-16", periods=4)))
put("reindex.text", st.reindex(station=["oslo", "paris"]))
put("reindex.none", u.reindex(lat=[1.0, 2.0]))
put("reindex_like", u.reindex_like(u.isel(lat=[3, 1], lon=slice(2, 4))))
a1, b1 = u.isel(lat=slice(0, 3)), u.isel(lat=slice(1, 5)) * 10
for how in ("inner", "outer", "left", "right"):
    x, y = xr.align(a1, b1, join=how)
    put(f"align.{how}.a", x)
    put(f"align.{how}.b", y)
x, y = xr.align(st, st.isel(station=[3, 1]) + 1, join="outer")
put("align.text", y)
x, y = xr.align(s.isel(time=slice(0, 5)), s.isel(time=slice(3, 9)), join="outer")
put("align.time", y)
x, y = xr.broadcast(u.isel(lat=0), w)
put("broadcast.a", x)
put("broadcast.b", y)
put("concat", xr.concat([t.isel(time=slice(0, 3)), t.isel(time=slice(10, 12))], "time").isel(lat=0))
put("concat.new", xr.concat([u, u * 2], "run"))
put("concat.scalar", xr.concat([t.isel(time=5), t.isel(time=2)], "time"))
put("concat.outer", xr.concat([a1.assign_coords(z=1), b1.assign_coords(z=2)], "z", join="outer"))
put("concat.inner", xr.concat([a1, b1], "run", join="inner"))
put("merge", xr.merge([u.rename("a").isel(lat=slice(0, 3)), u.rename("b").isel(lat=slice(2, 5))], join="outer")["b"])
put("merge.fill", xr.merge([xr.Dataset({"a": q.where(q > 0)}), xr.Dataset({"a": q.where(q <= 0)})], compat="no_conflicts")["a"])
tiles = [u.rename("a").isel(lat=i, lon=j).to_dataset() for i in (slice(2, 5), slice(0, 2)) for j in (slice(0, 2), slice(2, 6))]
put("combine_by_coords", xr.combine_by_coords(tiles[::-1])["a"].sortby("lat"))
put("combine_nested", xr.combine_nested([[tiles[2], tiles[3]], [tiles[0], tiles[1]]], concat_dim=["lat", "lon"])["a"])
put("arithmetic.names", u.isel(lat=0, drop=True) * w + t.isel(time=0, drop=True))
put("arithmetic.transposed", u + u.transpose() * 2)
put("sortby", u.sortby("lat"))
put("sortby.down", un.sortby("x", ascending=False))
put("sortby.values", un.sortby(un))
put("sortby.text", st.sortby("station"))
put("drop_duplicates", dup.drop_duplicates("x"))
put("drop_duplicates.last", dup.drop_duplicates("x", keep="last"))

# Reductions.
for name in ("sum", "mean", "min", "max", "std", "var", "prod", "count", "median"):
    put(f"{name}", getattr(t, name)())
    put(f"{name}.time", getattr(t, name)("time"))
    put(f"{name}.plane", getattr(t, name)(("lat", "lon")))
    if name != "count":
        put(f"{name}.keepna", getattr(t, name)("lon", skipna=False).isel(time=slice(0, 6)))
put("std.ddof", t.std("time", ddof=1))
put("any", (t > 9).any("time"))
put("all", (t > -5.5).all("lon").isel(time=slice(0, 6)))
put("argmin", u.argmin("lat"))
put("argmax", u.argmax("lon"))
put("mean.int", s.mean())
put("sum.int", s.sum())
put("sum.empty", t.isel(time=slice(0, 0)).sum("time"))
put("mean.empty", t.isel(time=slice(0, 0)).mean("time"))
put("quantile", t.quantile(0.3, "time"))
put("quantile.several", t.quantile([0.1, 0.5, 0.9], "time"))
put("quantile.all", u.quantile(0.75))
put("quantile.lower", u.quantile(0.4, "lon", method="lower"))
put("quantile.plane", t.quantile(0.5, ("lat", "lon")).isel(time=slice(0, 5)))
wt = t.weighted(w)
put("weighted.mean", wt.mean(("lat", "lon")))
put("weighted.mean.all", wt.mean())
put("weighted.sum", wt.sum("lat").isel(time=0))
put("weighted.sum_of_weights", wt.sum_of_weights("lat").isel(time=slice(0, 3)))
put("weighted.var", wt.var(("lat", "lon")))
put("weighted.std", wt.std("lat").isel(time=0))
put("weighted.sum_of_squares", wt.sum_of_squares(("lat", "lon")))
put("weighted.quantile", wt.quantile(0.3, dim=("lat", "lon")).drop_vars("quantile"))
put("weighted.zero", u.weighted(xr.zeros_like(w)).mean("lat"))
t2 = t * t + s
put("cov", xr.cov(t, t2, "time"))
put("corr", xr.corr(t, t2, "time"))
put("cov.all", xr.cov(t, t2))
put("corr.plane", xr.corr(t, u.broadcast_like(t), ("lat", "lon")).isel(time=slice(0, 4)))
put("dot", u.dot(w))
put("dot.all", xr.dot(u, u))
put("cumsum", t.cumsum("time").isel(time=[0, 5, 59]))
put("cumprod", u.cumprod("lat"))
put("cumsum.keepna", t.cumsum("time", skipna=False).isel(time=[0, 5, 59]))
put("diff", t.diff("time").isel(time=slice(0, 3)))
put("diff.2", u.diff("lon", n=2))
put("shift", t.shift(time=2).isel(time=slice(0, 4)))
put("shift.back", q.shift(lon=-2))
put("roll", q.roll(lon=2))
put("roll.coords", q.roll(lon=2, roll_coords=True))
put("idxmin", u.idxmin("lat"))
put("idxmax.missing", t.idxmax("lon").isel(time=slice(0, 4)))
put("idxmax.time", t.idxmax("time").fillna(np.datetime64("NaT")).isel(lat=0))
put("differentiate", u.differentiate("lon"))
put("differentiate.uneven", one.squeeze().differentiate("y"))
put("differentiate.edge", u.differentiate("lat", edge_order=2))
put("differentiate.time", m.differentiate("time", datetime_unit="D"))
put("integrate", u.integrate("lat"))
put("integrate.time", m.integrate("time", datetime_unit="D"))
put("cumulative_integrate", u.cumulative_integrate("lon"))
put("fillna", t.fillna(0.5).isel(time=0))
put("fillna.array", t.fillna(u).isel(time=slice(0, 3)))
put("isnull", t.isnull().isel(time=0))
put("notnull", t.notnull().sum())
put("clip", t.clip(-1, 2).isel(time=0))
put("dropna", p.dropna("time"))
put("interpolate_na", p.interpolate_na("time"))
put("interpolate_na.positions", p.interpolate_na("time", use_coordinate=False))
put("interpolate_na.nearest", p.interpolate_na("time", method="nearest"))
gap = xr.DataArray([NAN, 1.0, NAN, NAN, NAN, 5.0, NAN, 7.0, NAN, NAN], dims="x", coords={"x": [0.0, 1, 2, 4, 5, 6, 8, 9, 10, 12]}, name="gap")
put("interpolate_na.uneven", gap.interpolate_na("x"))
put("interpolate_na.max_gap", gap.interpolate_na("x").where(gap.notnull() | (gap.x > 6)))  # the gap between 1 and 6 is too long; xarray needs bottleneck for this
put("interpolate_na.extrapolate", gap.interpolate_na("x", fill_value="extrapolate"))


def filled(a, axis, limit=None, back=False):
    f = pd.DataFrame(np.moveaxis(a.values, axis, 0).reshape(a.shape[axis], -1))
    f = (f.bfill(limit=limit) if back else f.ffill(limit=limit)).values
    rest = [x for i, x in enumerate(a.shape) if i != axis]
    return a.copy(data=np.moveaxis(f.reshape([a.shape[axis]] + rest), 0, axis))


sparse = t.where(t > 7)
put("ffill", filled(sparse, 0).isel(lat=0))
put("ffill.limit", filled(sparse, 0, 3).isel(lat=0))
put("bfill", filled(sparse, 0, None, True).isel(lat=0))
put("bfill.limit", filled(sparse, 0, 2, True).isel(lat=0))
put("ffill.lon", filled(sparse, 2).isel(time=slice(0, 6)))


def ranked(a, axis, pct=False):
    f = pd.DataFrame(np.moveaxis(a.values, axis, 0).reshape(a.shape[axis], -1)).rank(pct=pct).values
    rest = [x for i, x in enumerate(a.shape) if i != axis]
    return a.copy(data=np.moveaxis(f.reshape([a.shape[axis]] + rest), 0, axis))


put("rank", ranked(t, 0).isel(lat=1))
put("rank.pct", ranked(t, 2, True).isel(time=slice(0, 5)))
put("rank.ties", xr.DataArray(ranked(s.astype("f8"), 0).values, dims="time", coords={"time": time}))
fit = t.assign_coords(time=np.arange(60.0)).polyfit("time", 2)["polyfit_coefficients"]
put("polyfit", fit)
put("polyfit.keepna", t.assign_coords(time=np.arange(60.0)).isel(lat=0).polyfit("time", 1, skipna=False)["polyfit_coefficients"].where(t.isel(lat=0, time=0, drop=True).isnull() & False))
put("polyval", xr.polyval(xr.DataArray([0.0, 1, 2], dims="time", coords={"time": [0.0, 1, 2]}), fit))
mfit = m.polyfit("time", 1)["polyfit_coefficients"].drop_vars("y", errors="ignore")
put("polyval.time", xr.polyval(m["time"], mfit))

# Groups, periods and windows.
for name in ("mean", "sum", "std", "var", "count", "min", "max", "median", "first", "last", "prod"):
    g = t.groupby("time.month")
    r = g.map(lambda x, name=name: getattr(x, name)("time")) if name in ("prod",) else getattr(g, name)(*(("time",) if name not in ("first", "last") else ()))
    put(f"groupby.month.{name}", r.transpose("month", "lat", "lon"))
put("groupby.month.keepna", t.groupby("time.month").mean(skipna=False))
put("groupby.season", m.groupby("time.season").mean())
put("groupby.dayofyear", n.groupby("time.dayofyear").mean())
put("groupby.year", m.groupby("time.year").sum())
put("groupby.dayofweek", s.groupby("time.dayofweek").max())
put("groupby.hour", h.groupby("time.hour").mean())
put("groupby.quarter", m.groupby("time.quarter").std())
put("groupby.360", d360.groupby("time.month").mean())
put("groupby.quantile", t.groupby("time.month").quantile(0.4, "time").transpose("month", "lat", "lon"))
put("groupby.coordinate", t.assign_coords(k=("time", np.arange(60) % 4)).groupby("k").mean("time").transpose("k", "lat", "lon"))
put("groupby.lat", u.assign_coords(half=("lat", ["n", "n", "s", "s", "s"])).groupby("half").mean("lat").transpose("half", "lon"))
put("groupby.array", t.groupby(xr.DataArray((s.values > 5).astype("i8"), dims="time", name="wet")).mean("time").transpose("wet", "lat", "lon"))
put("groupby.region", t.groupby(region).mean().transpose("time", "region").isel(time=slice(0, 4)))
put("groupby.bins", u.groupby_bins("lat", [0, 20, 35, 60]).mean("lat").transpose("lat_bins", "lon"))
put("groupby.bins.left", u.groupby_bins("lat", [10, 20, 50], right=False).sum("lat").transpose("lat_bins", "lon"))
put("groupby.bins.labels", u.groupby_bins("lon", [-1, 100, 400], labels=[1.0, 2.0]).max("lon"))
put("groupby.bins.lowest", u.groupby_bins("lat", [10, 30, 50], include_lowest=True, labels=[1.0, 2.0]).count("lat").transpose("lat_bins", "lon"))
clim = t.groupby("time.month").mean()
put("groupby.anomaly", (t.groupby("time.month") - clim).drop_vars("month").isel(time=[0, 20, 59]))
put("groupby.ratio", (t.groupby("time.month") / clim).drop_vars("month").isel(time=[0, 20, 59]))
put("groupby.anomaly.season", (m.groupby("time.season") - m.groupby("time.season").mean()))
put("groupby.map", t.groupby("time.month").map(lambda x: x - x.mean("time")).isel(time=[0, 20, 59]))
put("groupby.map.reduced", m.groupby("time.year").map(lambda x: x.max("time") - x.min("time")))
put("groupby.map.axis", t.transpose("lat", "lon", "time").groupby("time.month").map(lambda x: x.max("time")))
keys = pd.MultiIndex.from_arrays([m.time.dt.year.values, m.time.dt.quarter.values])
frame = pd.DataFrame(m.values).groupby([m.time.dt.year.values, m.time.dt.quarter.values]).mean()
years, quarters = sorted(set(m.time.dt.year.values)), [1, 2, 3, 4]
two = np.full((len(years), 4, 2), NAN)
for (y, k), row in frame.iterrows():
    two[years.index(y), k - 1] = row.values
put("groupby.two", xr.DataArray(two, dims=("year", "quarter", "y"), coords={"year": years, "quarter": quarters}))
for freq in ("7D", "W", "W-WED", "2W", "M", "2M", "MS", "2MS", "Q", "QS", "QS-DEC", "Q-NOV", "A", "AS", "AS-JUL", "A-JUN"):
    put(f"resample.{freq}", (m if freq[0] in "QA" else t.isel(lat=0)).resample(time=freq).mean())
for freq, closed, label in (("3D", "right", "left"), ("3D", "right", "right"), ("3D", "left", "right"), ("M", "left", "left"), ("M", "right", "left"), ("MS", "right", "right"), ("MS", "left", "right"), ("W", "left", "left"), ("5H", "right", "right"), ("6H", "left", "left")):
    put(f"resample.{freq}.{closed}.{label}", (h if freq[-1] == "H" else s).resample(time=freq, closed=closed, label=label).sum().astype("f8"))
put("resample.base", h.resample(time="24H", base=6).mean())
for name in ("sum", "std", "min", "max", "median", "count", "first", "last"):
    put(f"resample.{name}", getattr(t.isel(lat=0).resample(time="MS"), name)())
put("resample.quantile", t.isel(lat=0).resample(time="MS").quantile(0.7).transpose("time", "lon"))
put("resample.gaps", t.isel(lat=0, time=[0, 1, 2, 30, 31]).resample(time="7D").mean())
put("resample.noleap", n.resample(time="MS").mean())
put("resample.noleap.M", n.resample(time="M").max())
put("resample.noleap.QS", n.resample(time="QS-DEC").mean())
put("resample.360", d360.resample(time="10D").sum())
put("resample.360.M", d360.resample(time="M").count())
up = s.isel(time=slice(0, 4)).astype("f8")
put("resample.up.asfreq", up.resample(time="8H").asfreq())
put("resample.up.ffill", up.resample(time="8H").ffill())
put("resample.up.bfill", up.resample(time="8H").bfill())
put("resample.up.nearest", up.resample(time="8H").nearest())
put("resample.up.linear", up.resample(time="8H").interpolate("linear"))
for name in ("mean", "sum", "std", "var", "min", "max", "count", "median"):
    put(f"rolling.{name}", getattr(t.isel(lat=1).rolling(time=4), name)())
    put(f"rolling.min_periods.{name}", getattr(t.isel(lat=1).rolling(time=5, min_periods=2, center=True), name)())
put("rolling.center.even", q.rolling(lon=4, center=True).sum())
put("rolling.one", q.rolling(lon=1).mean())
put("rolling.plane", u.rolling(lat=3, lon=2, center=True).mean())
put("rolling.plane.min_periods", t.isel(time=0).rolling(lat=3, lon=3, center=True, min_periods=4).max())
put("rolling.construct", q.rolling(lon=3).construct("window"))
put("rolling.construct.stride", q.rolling(lon=3, center=True).construct("window", stride=2, fill_value=0.0))
for name in ("mean", "sum", "std", "min", "max", "count", "median"):
    put(f"coarsen.{name}", getattr(t.isel(time=0, lat=slice(0, 4)).coarsen(lat=2, lon=3), name)())
put("coarsen.time", m.coarsen(time=12).mean())
put("coarsen.trim", u.coarsen(lat=2, boundary="trim").mean())
put("coarsen.trim.right", u.coarsen(lat=2, boundary="trim", side="right").mean())
put("coarsen.pad", u.coarsen(lat=2, boundary="pad").mean())
put("coarsen.construct", q.coarsen(lon=3).construct(lon=("block", "place")))

# Time.
for part in ("year", "month", "day", "hour", "minute", "dayofyear", "dayofweek", "quarter", "days_in_month"):
    put(f"dt.{part}", getattr(h["time"].dt, part) if part == "hour" else getattr(t["time"].dt, part))
put("dt.weekofyear", t["time"].dt.isocalendar().week)
put("dt.noleap.dayofyear", n["time"].dt.dayofyear)
put("dt.noleap.month", n["time"].dt.month)
put("dt.360.day", d360["time"].dt.day)
put("dt.leap", m["time"].dt.is_leap_year)
put("dt.season", (m["time"].dt.season == "DJF"))
put("dt.strftime", (m["time"].dt.strftime("%Y/%m") == "2000/02"))
put("dt.floor", h["time"].dt.floor("D").drop_vars("time"))
put("dt.ceil", h["time"].dt.ceil("6H").drop_vars("time"))
put("dt.round", h["time"].dt.round("6H").drop_vars("time"))
put("dt.where", m.where(m["time"].dt.month > 6).mean("time"))
rng = lambda index: put(rng.key, xr.DataArray(np.arange(len(index)), dims="time", coords={"time": index}))
for rng.key, kw in {
    "date_range.D": dict(start="2000-02-27", periods=4, freq="D"),
    "date_range.end": dict(start="2000-02-27", end="2000-03-02", freq="2D"),
    "date_range.MS": dict(start="2000-01-15", periods=4, freq="MS"),
    "date_range.M": dict(start="2000-01-15", end="2000-06-01", freq="M"),
    "date_range.QS-DEC": dict(start="2000-01-15", periods=3, freq="QS-DEC"),
    "date_range.back": dict(end="2000-03-15", periods=3, freq="MS"),
    "date_range.W": dict(start="2000-01-01", periods=3, freq="W"),
}.items():
    rng(pd.date_range(**kw))
rng.key = "date_range.noleap"
rng(xr.cftime_range("2000-02-27", periods=4, calendar="noleap"))
rng.key = "date_range.360"
rng(xr.cftime_range("2000-01-30", periods=3, freq="M", calendar="360_day"))
rng.key = "date_range.ancient"
rng(xr.cftime_range("0850-12-30", periods=4, freq="D", calendar="standard"))
leap = xr.DataArray(made((5,)), dims="time", coords={"time": pd.date_range("2000-02-27", periods=5)}, name="leap")
put("convert.noleap", leap.convert_calendar("noleap"))
put("convert.standard", n.isel(time=slice(30, 45)).convert_calendar("standard", use_cftime=True))
put("convert.360.date", leap.convert_calendar("360_day", align_on="date"))
put("convert.360.year", n.convert_calendar("360_day", align_on="year"))
put("convert.from360.date", d360.convert_calendar("standard", align_on="date", use_cftime=True))
put("convert.from360.year", d360.convert_calendar("noleap", align_on="year"))

# Shape.
put("stack", t.isel(time=slice(0, 3)).stack(z=("lat", "lon")))
put("stack.unstack", t.isel(time=slice(0, 3)).stack(z=("lat", "lon")).dropna("z").unstack("z").sortby("lat", ascending=False).transpose("time", "lat", "lon"))
put("stack.two", t.isel(time=slice(0, 3)).stack(z=("lat", "lon")).mean("z"))
put("to_array", xr.Dataset({"a": u, "b": u.isel(lat=0, drop=True)}).to_array())
put("to_array.mean", xr.Dataset({"a": u, "b": u * 3}).to_array("m").mean("m"))
put("to_stacked", xr.Dataset({"a": u, "b": u["lat"] * 2.0}).to_stacked_array("z", ["lat"]))
put("to_unstacked", xr.Dataset({"a": u, "b": u["lat"] * 2.0}).to_stacked_array("z", ["lat"]).to_unstacked_dataset("variable")["a"].transpose("lat", "lon"))
put("transpose", t.transpose("lon", "time", "lat").isel(time=0))
put("transpose.rest", t.transpose("lon", ...).isel(time=0))
put("expand_dims", u.isel(lat=0).expand_dims("run"))
put("expand_dims.labels", u.isel(lat=0, drop=True).expand_dims({"run": [1.0, 2.0]}))
put("expand_dims.scalar", u.isel(lat=0).expand_dims("lat"))
put("rename", u.rename({"lat": "y"}))
put("swap_dims", u.assign_coords(y=("lat", [1.0, 2, 3, 4, 5])).swap_dims({"lat": "y"}))
put("set_index", u.assign_coords(y=("lat", [1.0, 2, 3, 4, 5])).set_index(lat="y"))
put("reset_index", u.reset_index("lat", drop=True))
put("assign_coords", u.assign_coords(lon=((u.lon + 180) % 360 - 180)).sortby("lon"))
put("pad", q.pad(lon=(1, 2)))
put("pad.constant", q.pad(lon=1, constant_values=0.0))
put("pad.edge", q.pad(lon=(2, 1), mode="edge"))
put("pad.reflect", u.pad(lat=(1, 1), mode="reflect"))
put("pad.wrap", q.pad(lon=(1, 1), mode="wrap"))
put("pad.symmetric", q.pad(lon=(2, 0), mode="symmetric"))
put("ds.mean", ds.mean("time")["t"])
put("ds.sel", ds.sel(lat=slice(40, 20), time="2001-01-01")["u"])
put("ds.groupby", ds.groupby("time.month").mean()["s"])
put("ds.anomaly", (ds[["t", "s"]].groupby("time.month") - ds[["t", "s"]].groupby("time.month").mean())["s"].drop_vars("month"))
put("ds.resample", ds.resample(time="MS").max()["s"].astype("f8"))
put("ds.rolling", ds[["s"]].rolling(time=3).mean()["s"])
put("ds.coarsen", ds.coarsen(lat=5).mean()["u"])
put("ds.shift", ds.shift(time=1)["s"])
put("ds.interp", ds[["u"]].interp(lat=[15.0, 25.0])["u"])
put("ds.weighted", ds[["u"]].weighted(w).mean("lat")["u"])
put("ds.fillna", ds.fillna(0)["t"].isel(time=0))
put("ds.dropna", xr.Dataset({"a": p, "b": s}).dropna("time")["b"])
put("ds.where", ds.where(s > 5)["t"].isel(time=slice(0, 3)))

# Interpolation.
put("interp.linear", u.interp(lon=[10.0, 60.0, 299.0]))
put("interp.descending", u.interp(lat=[12.0, 33.0, 50.0]))
put("interp.grid", u.interp(lat=[12.0, 33.0], lon=[1.0, 200.0]))
put("interp.scalar", u.interp(lat=33.0, lon=77.0))
put("interp.nearest", u.interp(lon=[10.0, 30.0, 31.0, 299.0], method="nearest"))
put("interp.cubic", u.interp(lon=[10.0, 60.0, 155.0, 299.0], method="cubic"))
put("interp.cubic.lat", u.interp(lat=[11.0, 29.0, 44.0], method="cubic"))
put("interp.outside", u.interp(lon=[-10.0, 10.0, 400.0]))
put("interp.extrapolate", u.interp(lon=[-10.0, 10.0, 400.0], kwargs={"fill_value": "extrapolate"}))
put("interp.time", m.interp(time=pd.to_datetime(["1999-11-16", "2000-01-11T06:00"])))
put("interp.unordered", un.interp(x=[1.2, 5.0]))
put("interp.points", u.interp(lat=xr.DataArray([12.0, 45.0, 20.0], dims="pt"), lon=xr.DataArray([3.0, 250.0, 60.0], dims="pt")))
put("interp.points.nearest", u.interp(lat=xr.DataArray([12.0, 44.0], dims="pt"), lon=xr.DataArray([3.0, 250.0], dims="pt"), method="nearest"))
put("interp_like", u.interp_like(xr.DataArray(np.zeros((2, 2)), dims=("lat", "lon"), coords={"lat": [15.0, 42.0], "lon": [5.0, 15.0]})))


def cells(c):
    e = np.concatenate([[c[0] - (c[1] - c[0]) / 2], (c[1:] + c[:-1]) / 2, [c[-1] + (c[-1] - c[-2]) / 2]])
    return np.minimum(e[:-1], e[1:]), np.maximum(e[:-1], e[1:])


def shares(old, new, latitude):
    (a, b), (c, d) = cells(np.array(old)), cells(np.array(new))
    if latitude:
        a, b, c, d = (np.sin(np.deg2rad(np.clip(x, -90, 90))) for x in (a, b, c, d))
        return np.clip(np.minimum(b, d[:, None]) - np.maximum(a, c[:, None]), 0, None)
    return sum(np.clip(np.minimum(b + k, d[:, None]) - np.maximum(a + k, c[:, None]), 0, None) for k in (-360, 0, 360))


def conservative(a, newlat, newlon):
    A, B = shares(lat, newlat, True), shares(lon, newlon, False)
    known = np.isfinite(a.values)
    return xr.DataArray((A @ np.where(known, a.values, 0) @ B.T) / (A @ known @ B.T), dims=("lat", "lon"), coords={"lat": newlat, "lon": newlon})


put("regrid.conservative", conservative(u, [40.0, 20.0], [45.0, 135.0, 225.0, 315.0]))
put("regrid.conservative.missing", conservative(t.isel(time=0), [45.0, 30.0, 15.0], [0.0, 120.0, 240.0]))
wrapped = xr.concat([u, u.isel(lon=[0]).assign_coords(lon=[360.0])], "lon")
put("regrid.bilinear", wrapped.interp(lat=[45.0, 11.0], lon=[10.0, 350.0, 330.0]))
put("regrid.nearest", u.interp(lat=[44.0, 11.0], lon=[10.0, 290.0], method="nearest"))
put("apply_ufunc", xr.apply_ufunc(lambda x: x.max(-1) - x.min(-1), u, input_core_dims=[["lat"]]))
put("apply_ufunc.two", xr.apply_ufunc(lambda x, y: x * y + 1, u, w))
put("map_blocks", u * 2 + 1)
put("pipe", u - u.mean())

# Data sets with text and times among their variables.
letters = [chr(97 + i * 5 % 7) for i in range(60)]
when = np.datetime64("2001-01-01", "ns") + np.array([i * 11 % 60 for i in range(60)]).astype("m8[D]").astype("m8[ns]")
when[::13] = np.datetime64("NaT")
mixed = ds.assign(name=("time", letters), when=("time", when))
numbers = lambda values: xr.DataArray([float(ord(x)) for x in values], dims="month", coords={"month": values.index.values})
months = pd.Series(letters).groupby(time.month)
for op in ["first", "last", "min", "max"]:
    put("set.text." + op, numbers(months.agg(op)))
put("set.text.count", mixed["name"].groupby("time.month").count())
put("set.mean", mixed.groupby("time.month").mean()["t"])
assert set(mixed.groupby("time.month").mean().data_vars) == {"t", "u", "s"}
put("set.when.count", mixed[["when"]].groupby("time.month").count()["when"])
put("set.when.all.count", mixed["when"].count())
for op in ["min", "max"]:
    # This xarray does not skip NaT, but pandas treats missing times like missing numbers.
    series = pd.Series(when)
    put("set.when." + op, xr.DataArray(series.groupby(time.month).agg(op).values, dims="month", coords={"month": months.agg("min").index.values}))
    put("set.when.all." + op, xr.DataArray(getattr(series, op)().to_datetime64()))
    put("set.when.keepna." + op, getattr(mixed[["when"]].groupby("time.month"), op)()["when"])
    put("set.when.all.keepna." + op, getattr(mixed["when"].isel(time=slice(1, 30)), op)())
put("set.when.resample", mixed[["when", "t"]].isel(time=list(range(5)) + list(range(40, 60))).resample(time="7D").max()["when"])  # xarray does this with skipna=False
put("set.rolling.plane", ds.rolling({"time": 2, "lat": 3}, center=True, min_periods=2).mean()["t"].isel(time=slice(0, 5)))
put("set.rolling.plane.lat", ds.rolling({"time": 2, "lat": 3}, center=True, min_periods=2).mean()["u"])
put("set.rolling.construct", ds.rolling(time=3).construct("window")["s"])
put("set.coarsen.pad", ds.coarsen(lat=2, boundary="pad", side="right").mean()["u"])
put("set.coarsen.construct", ds.coarsen(lon=3).construct(lon=("block", "place"))["u"])
track = {"lat": xr.DataArray([12.0, 25.0, 47.0, 33.0], dims="p"), "lon": xr.DataArray([5.0, 299.0, 66.0, 150.0], dims="p")}
put("set.interp.points", ds.interp(track)["t"].isel(time=slice(3, 6)))
put("set.interp.points.u", ds.interp(track)["u"])
put("set.interp.points.nearest", ds.interp(track, method="nearest")["u"])
put("set.interp.points.lat", ds.assign(l=u.isel(lon=2, drop=True)).interp(track)["l"])
put("set.groupby.region", ds.groupby(region).mean()["u"])
put("set.groupby.region.t", ds.groupby(region).mean()["t"].isel(time=slice(0, 3)).transpose("time", "region"))
put("set.groupby.region.lat", ds[["u"]].assign(l=u.isel(lon=2, drop=True)).groupby(region).sum()["l"])
put("set.groupby.variable", ds[["u"]].assign(region=region).groupby("region").max()["u"])
put("set.groupby.bins.plane", ds[["u"]].groupby_bins(region.rename("r"), [-1, 0, 5], labels=[1, 2]).mean()["u"])
named = region.copy(data=np.array(["sea", "land", "ice"])[region.values])
put("groupby.text.plane", u.groupby(named).mean())
put("groupby.text", t.assign_coords(kind=("time", letters)).groupby("kind").mean())
put("set.groupby.text", mixed.groupby("name").mean()["t"])

# Corner cases that the random comparison found.
put("corner.sel.pad", u.sel(lat=[33.0, 44.0], method="pad"))
put("corner.sel.backfill", u.sel(lat=[33.0, 44.0], method="backfill"))
put("corner.reindex.pad", u.reindex(lat=[33.0, 44.0, 5.0], method="pad"))
put("corner.sel.one_of_a_day", h.isel(time=[0, 30]).sel(time="2001-01-02"))
counted = s.assign_coords(k=("time", np.arange(60.0) % 4))
put("corner.groupby.bins.empty", counted.groupby_bins("k", [-1, 1.2, 1.7, 9], labels=[1.0, 2.0, 3.0]).max())
put("corner.resample.empty", s.isel(time=[0, 1, 40]).resample(time="7D").last())
noons = xr.DataArray([3, 4, 9, 1], dims="time", coords={"time": xr.cftime_range("2001-01-20T15", periods=4, calendar="noleap")})
put("corner.resample.asfreq", noons.resample(time="8H").asfreq())
for origin in ("epoch", "start", "end", "end_day", "2000-12-31T02"):
    put(f"corner.resample.origin.{origin}", h.to_series().resample("7H", origin=pd.Timestamp(origin) if origin[0].isdigit() else origin).mean().to_xarray())
put("corner.resample.offset", h.to_series().resample("12H", offset="-3H").mean().to_xarray())
put("corner.resample.min_count", p.resample(time="7D").sum(min_count=6))
put("corner.sum.min_count", t.sum("lon", min_count=6).isel(time=slice(0, 5)))
put("corner.arithmetic.selected", (m - m.isel(time=0)).isel(y=0))
put("corner.concat.scalars", xr.concat([u.isel(lat=slice(0, 2)).assign_coords(z=1.0), u.isel(lat=[4]).assign_coords(z=2.0)], "lat")["z"])
put("corner.concat.text", xr.concat([st.isel(station=3), st.isel(station=0)], "station"))
put("corner.concat.empty", xr.concat([t.isel(time=slice(0, 0)), t.isel(time=slice(0, 0))], "lon"))
times = xr.DataArray(m["time"].values[[5, 0, 9, 2]], dims="x", coords={"x": [0.0, 1, 2, 3]})
put("corner.time.where", times.where(times["x"] != 2))
put("corner.time.isnull", times.where(times["x"] != 2).isnull())
put("corner.time.dropna", times.where(times["x"] != 2).dropna("x"))
put("corner.time.after", times.where(times["x"] != 2) > np.datetime64("2000-01-15"))
put("corner.time.mean", times.mean())
put("corner.time.shift", times.shift(x=1))
for mode in ("maximum", "mean", "median", "minimum", "linear_ramp"):
    put(f"corner.pad.{mode}", u.pad(lat=(1, 2), lon=(2, 0), mode=mode))
put("corner.interpolate_na.cubic", p.interpolate_na("time", method="cubic"))
put("corner.quantile.closest", u.quantile(0.4, "lon", method="closest_observation"))
put("corner.quantile.label", u.quantile(0.4, "lon")["quantile"])
put("corner.diff.lower", u.diff("lon", label="lower"))
put("corner.shift.fill", s.shift(time=3, fill_value=-7).isel(time=slice(0, 5)))
for part in ("is_month_start", "is_month_end", "is_quarter_start", "is_quarter_end", "is_year_start", "is_year_end"):
    put(f"corner.dt.{part}", getattr(xr.DataArray(pd.date_range("1999-11-20", periods=500), dims="time").dt, part))
monthly = xr.DataArray(made((14,)), dims="time", coords={"time": xr.cftime_range("2001-01-01", periods=14, freq="MS", calendar="noleap")})
put("corner.convert.months", monthly.convert_calendar("julian", missing=NAN))
put("corner.sortby.positions", u.drop_vars("lat").sortby("lat", ascending=False))
put("corner.idxmax.text", st.idxmax("station") == "bern")
put("corner.coarsen.construct", q.coarsen(lon=3).construct(lon=("block", "place"))["lon"])
put("corner.groupby.season", (m.groupby("time.season") - m.groupby("time.season").mean())["season"] == "JJA")
put("corner.swap_dims.text", st.assign_coords(z=("station", [4.0, 3, 2, 1])).swap_dims(station="z")["station"] == "bern")

# Index fields, groups over several dimensions, levels, comparisons and times.
along_lon = {"lon": lon}
put("label.field.isel", t.isel(lat=t.fillna(0).argmin("lat")))
put("label.field.isel.shared", t.isel(time=xr.DataArray([3, 1, 4, 1, 5], dims="lat")))
put("label.field.isel.more", u.isel(lat=xr.DataArray([[0, 1], [2, 3], [4, 4], [1, 0], [2, 2], [3, 0]], dims=("lon", "k"))))
put("label.field.isel.two", t.isel(time=xr.DataArray([7, 0, 3, 3, 9, 59], dims="lon"), lat=xr.DataArray([0, 4, 1, 2, 3, 2], dims="lon")))
put("label.field.sel", u.sel(lat=u.idxmin("lat")))
put("label.field.sel.nearest", u.sel(lat=xr.DataArray([12.0, 47, 33, 20, 10, 50], dims="lon", coords=along_lon), method="nearest"))
put("label.field.interp", u.interp(lat=xr.DataArray([12.0, 47, 33, 20, 10, 50], dims="lon", coords=along_lon)))
put("label.field.set", ds[["t", "u"]].isel(lat=u.argmin("lat"))["t"].isel(time=slice(0, 3)))
put("label.points.order", t.isel(time=xr.DataArray([1, 2], dims="p"), lon=xr.DataArray([0, 1, 2], dims="q")))
put("label.points.plane", t.isel(lat=xr.DataArray([[1, 2], [0, 3]], dims=("p", "q")), time=xr.DataArray([5, 6], dims="q")))
put("label.plane.anomaly", (t.groupby(region) - t.groupby(region).mean()).isel(time=slice(0, 2)))
put("label.plane.anomaly.order", (t.transpose("lat", "time", "lon").groupby(region) - t.groupby(region).mean()).isel(time=slice(0, 2)))
put("label.plane.map", (t.groupby(region) - t.groupby(region).mean()).isel(time=slice(0, 2)))  # map of this xarray mixes up the cells
put("label.plane.order", t.transpose("lat", "time", "lon").groupby(region).max().isel(time=slice(0, 3)))
put("label.plane.quantile", t.groupby(region).quantile([0.2, 0.7]).isel(time=slice(0, 2)))
band, months = np.array([0, 0, 1, 1, 1]), [1, 2, 12]
put("label.groupby.dims", xr.concat([xr.concat([t.isel(time=(t.time.dt.month == mo).values, lat=band == b).mean(["time", "lat"]) for b in (0, 1)], "band") for mo in months], "month"))
put("label.groupby.greater", (t.groupby("time.month") > t.groupby("time.month").mean()).isel(time=slice(0, 20, 7)))
put("label.groupby.reversed", (t.groupby("time.month").mean() - t.groupby("time.month")).isel(time=slice(0, 20, 7)))
z = u.stack(z=("lat", "lon"))
put("label.level.sel", z.sel(lat=20.0))
put("label.level.list", u.sel(lon=[60.0, 300.0]))  # xarray has no lists of labels of a level
put("label.level.coord", z["lat"])
put("label.level.groupby", u.mean("lon").sortby("lat"))  # this xarray fails to group by a level
put("label.level.concat", u)  # this xarray mixes up the cells of concatenated stacks
put("label.isin", s.isin([3, 5, 7]))
put("label.equal", s == 3)
put("label.not_equal", p != p.isel(time=0))
with xr.set_options(use_bottleneck=False):
    put("label.rolling.long", q.rolling(lon=11, center=True, min_periods=1).mean())
    put("label.rolling.long.max", p.rolling(time=70, min_periods=2).max())
    put("label.rolling.long.all", q.rolling(lon=9).sum())
put("label.duration", (t["time"] - t["time"][3]) / np.timedelta64(1, "h"))
put("label.moved", t["time"] + np.timedelta64(36, "h"))
put("label.latest", np.maximum(times, times[::-1].drop_vars("x").assign_coords(x=times.x)))
put("label.shift_longitude", u.assign_coords(lon=(u.lon + 180) % 360 - 180).sortby("lon"))
put("label.align.inner", xr.align(u.isel(lat=[3, 0]), u, join="inner")[1])
put("label.align.outer", xr.align(u.isel(lat=[3, 0]), u.isel(lat=[1, 4]), join="outer")[1])
put("label.align.three", xr.align(u, u.isel(lat=[3, 0, 4]), u.isel(lat=[4, 3]), join="inner")[0])
put("label.combine_first", u.isel(lat=slice(0, 3)).where(u > 0).combine_first(u.isel(lat=slice(1, 5)) * 2))
put("label.virtual.month", t["time.month"])
put("label.virtual.date", h["time"].dt.floor("D").drop_vars("time"))
put("label.groupby.cumsum", m.groupby("time.year").map(lambda g: g.cumsum("time")))
put("label.groupby.shift", m.groupby("time.year").map(lambda g: g.shift(time=1)))
put("label.groupby.rank", p.groupby("time.month").map(lambda g: g.rank("time")))
ties = (q * 3).round()
put("label.rolling.rank", xr.DataArray(ties.to_series().rolling(3).rank()))
put("label.rolling.rank.pct", xr.DataArray(ties.to_series().rolling(4, min_periods=2).rank(pct=True)))
put("label.rolling.rank.center", xr.DataArray(p.round().to_series().rolling(15, min_periods=2, center=True).rank()))
put("label.interp.points", t.isel(time=0).assign_coords(area=u).interp(lat=xr.DataArray([45.0, 15.0], dims="pt"), lon=xr.DataArray([30.0, 250.0], dims="pt"))["area"].drop_vars(["lat", "lon", "time"]))
put("label.groupby.bins.number", u.groupby_bins("lat", 3).mean())
put("label.groupby.bins.number.left", u.groupby_bins("lon", 4, right=False).mean())
put("label.rolling.map", q.rolling(lon=3).reduce(np.ptp))
for key, rng in {
    "sms": pd.date_range("2000-01-03", periods=7, freq="SMS"),
    "sm": pd.date_range("2000-01-15", "2000-04-20", freq="SM"),
    "b": pd.date_range("2000-01-01", periods=8, freq="B"),
    "b.end": pd.date_range(end="2000-01-09", periods=4, freq="2B"),
    "back": pd.date_range("2000-03-02T06:00", periods=4, freq="-1D"),
    "back.end": pd.date_range("2000-03-02", "2000-02-20", freq="-3D"),
    "back.months": pd.date_range("2000-03-15", periods=3, freq="-1MS"),
    "spaced": pd.date_range("2000-01-01", "2000-01-02", periods=5),
    "spaced.back": pd.date_range("2000-01-03", "2000-01-01", periods=4),
}.items():
    put("label.range." + key, xr.DataArray(rng.floor("us").values, dims="x"))
for freq in ("SMS", "SM", "B"):
    put("label.resample." + freq, p.to_series().resample(freq).mean().to_xarray())

out = pathlib.Path(__file__).with_name("xarray_operations.tsv")
keys = [line.split("\t")[0] for line in lines]
assert len(set(keys)) == len(keys), [k for k in keys if keys.count(k) > 1]
out.write_text("\n".join(lines) + "\n")
print(len(lines), "operations,", out.stat().st_size, "bytes")
