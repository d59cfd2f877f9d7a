"""Makes labelled/*.nc and labelled/expected.tsv. Run it with a Python that has netCDF4 and xarray.

expected.tsv has xarray's results of the selections and reductions in
tests/Gchunk.Tests/Dsl/AgainstXarray/AgainstXarrayTests.cs. A line is the key, the shape and the values in C order; if
the key ends in .labels, it is the key, the count and the labels of a coordinate.
"""
import pathlib
import warnings

import netCDF4
import numpy as np
import xarray as xr

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent / "labelled"
here.mkdir(exist_ok=True)
rng = np.random.default_rng(7)


def write(name, first, days, calendar, shift=0.0, packing=(0.01, 100.0), sparse=False):
    path = here / f"{name}.nc"
    path.unlink(missing_ok=True)
    with netCDF4.Dataset(path, "w") as f:
        f.title = "made for tests"
        f.createDimension("time", None)
        f.createDimension("lat", 5)
        f.createDimension("lon", 6)
        f.createDimension("nv", 2)
        time = f.createVariable("time", "i4", ("time",))
        time.units, time.calendar = "days since 2001-01-01", calendar
        time[:] = np.arange(first, first + days)
        lat = f.createVariable("lat", "f4", ("lat",))
        lat.units = "degrees_north"
        lat[:] = [50.1, 45.1 + shift, 40.1, 35.1, 30.1]
        lon = f.createVariable("lon", "f8", ("lon",))
        lon.units = "degrees_east"
        lon[:] = np.arange(6) * 60.0
        bounds = f.createVariable("lat_bnds", "f4", ("lat", "nv"))
        bounds[:] = np.stack([lat[:] + 2.5, lat[:] - 2.5], axis=1)
        area = f.createVariable("area", "f8", ("lat", "lon"))
        area[:] = np.arange(30).reshape(5, 6) + 1.0
        t = f.createVariable("t", "f4", ("time", "lat", "lon"), zlib=True, fill_value=np.float32(-999))
        t.long_name, t.units, t.coordinates = "temperature", "K", "area"
        values = rng.normal(280, 10, (days, 5, 6)).astype("f4")
        values[:, 2, 3] = -999
        values[4, 0, 1] = -999
        t[:] = values
        if sparse:
            return
        p = f.createVariable("packed", "i2", ("time", "lat", "lon"), zlib=True, fill_value=np.int16(-32768))
        p.scale_factor, p.add_offset = packing
        p.set_auto_maskandscale(False)
        raw = rng.integers(-3000, 3000, (days, 5, 6)).astype("i2")
        raw[1, 1, 1] = -32768
        raw[0, 0, 0] = 3000
        p[:] = raw
        n = f.createVariable("count", "i4", ("time",))
        n[:] = np.arange(first, first + days) % 11


write("day_200101", 0, 31, "standard")
write("day_200102", 31, 28, "standard")
write("day_200103", 59, 31, "standard")
write("noleap", 360, 45, "noleap")
write("shifted", 90, 6, "standard", shift=0.5)  # a different latitude
write("sparse", 90, 6, "standard", sparse=True)  # one variable fewer
write("repacked", 90, 6, "standard", packing=(0.005, 15.0))  # the same variable with another packing

ds = xr.open_mfdataset(sorted(map(str, here.glob("day_*.nc"))), combine="by_coords", data_vars="minimal", coords="minimal", compat="override").load()
noleap = xr.open_dataset(here / "noleap.nc").load()
t, packed, n = ds["t"], ds["packed"], noleap["t"]
lines = []


def put(key, array):
    array = np.asarray(array)
    lines.append(f"{key}\t{' '.join(map(str, array.shape))}\t{' '.join(repr(float(v)) for v in array.ravel())}")


def labels(key, times):
    texts = [str(v)[:19] if isinstance(v, np.datetime64) else v.isoformat() for v in times.values]
    lines.append(f"{key}.labels\t{len(texts)}\t{' '.join(texts)}")


put("mean", t.mean())
put("mean.time", t.mean("time"))
put("mean.skipna", t.mean("time", skipna=False))
put("packed.mean", packed.mean("lon"))
put("std.ddof", t.std(["lat", "lon"], ddof=1))
put("isel", t.isel(time=3, lat=slice(1, 4)))
put("isel.list", t.isel(lon=[4, 0, 0, 2]).isel(time=-1))
put("isel.step", t.isel(time=slice(80, 10, -17)))
put("sel.nearest", t.sel(lat=37.6, method="nearest").isel(time=0))
put("sel.slice", t.sel(lat=slice(46, 35), lon=slice(60, 180)).isel(time=2))
put("sel.days", t.sel(time=slice("2001-01-30", "2001-02-02")).mean(["lat", "lon"]))
put("sel.month", t.sel(time="2001-02").mean(["lat", "lon"]))
put("sel.day", t.sel(time="2001-02-03").mean("lon"))
put("sel.noleap", n.sel(time=slice("2001-12", "2002-01-02")).mean(["lat", "lon"]))
put("anomaly", (t.astype("f8") - t.astype("f8").mean("time")).isel(time=5))
put("weighted", (t * np.cos(np.deg2rad(ds["lat"].astype("f8")))).mean(["lat", "lon"]))
put("transposed", (t.isel(time=0).transpose("lon", "lat") + t.isel(time=1)))
put("where", t.where(t > 280).count("time"))
put("fillna", t.fillna(0).sum("time"))
put("diff", t.diff("time").isel(time=[0, 40]))
put("shift", t.shift(time=2).mean(["lat", "lon"]))
put("stack", t.stack(z=("lat", "lon")).isel(time=7))
put("dropna", t.stack(z=("lat", "lon")).transpose("z", "time").dropna("z").mean("time"))
put("dropna.all", t.stack(z=("lat", "lon")).dropna("z", how="all").isel(time=4))
put("resample.7D", t.resample(time="7D").mean())
labels("resample.7D", t.resample(time="7D").mean()["time"])
put("resample.1W", t.resample(time="1W").mean())
labels("resample.1W", t.resample(time="1W").mean()["time"])
put("resample.2W", t.resample(time="2W").max().mean(["lat", "lon"]))
labels("resample.2W", t.resample(time="2W").mean()["time"])
put("resample.1M", t.resample(time="1M").std())
labels("resample.1M", t.resample(time="1M").mean()["time"])
put("resample.2M", t.resample(time="2M").sum())
labels("resample.2M", t.resample(time="2M").mean()["time"])
put("resample.MS", t.resample(time="MS").min())
labels("resample.MS", t.resample(time="MS").mean()["time"])
labels("resample.Q", t.resample(time="1Q").mean()["time"])
labels("resample.YS", t.resample(time="YS").mean()["time"])
put("resample.noleap", n.resample(time="10D").mean().mean("lat"))
labels("resample.noleap", n.resample(time="10D").mean()["time"])
labels("resample.noleap.M", n.resample(time="M").mean()["time"])
gaps = t.isel(time=[0, 1, 2, 30, 31])
put("resample.gaps", gaps.resample(time="7D").mean())
put("groupby.month", t.groupby("time.month").mean())
put("groupby.dayofweek", t.groupby("time.dayofweek").max().mean(["lat", "lon"]))
put("groupby.season", t.groupby("time.season").sum().mean(["lat", "lon"]))
put("rolling", t.mean(["lat", "lon"]).rolling(time=4).mean())
put("rolling.center", t.mean(["lat", "lon"]).rolling(time=4, center=True).max())
put("rolling.missing", packed.isel(lat=1, lon=1).rolling(time=3, center=True).mean())
put("coarsen", t.isel(time=1, lat=slice(0, 4)).coarsen(lat=2, lon=3).mean())
put("coarsen.lat", t.isel(time=1, lat=slice(0, 4)).coarsen(lat=2, lon=3).mean()["lat"])
put("dot", t.fillna(0).mean(["lat", "lon"]).dot(packed.fillna(0)))
put("interp", packed.isel(time=0).interp(lat=43.3, lon=200.0))
put("interp.many", packed.isel(time=0).interp(lon=[0.0, 10.0, 299.0]))
put("count.int", noleap["count"].resample(time="20D").sum())
(here / "expected.tsv").write_text("\n".join(lines) + "\n")
