"""Checks that netCDF4, xarray, ncdump and zarr read the same values, dtypes, attributes and times that gchunk writes.

usage: check_written.py [COMMAND]     (COMMAND starts gchunk; by default it is the launcher of this checkout)

Needs netCDF4, xarray, zarr 2 and ncdump (Debian: python3-xarray python3-netcdf4 python3-zarr netcdf-bin). Debian has no
reader of Zarr version 3, so zarr3.py reads it. That script follows the specification and shares no code with gchunk.
"""
import os
import shlex
import subprocess
import sys
import tempfile
import warnings

import netCDF4
import numpy as np
import pandas as pd
import xarray as xr
import zarr

import zarr3

HERE = os.path.dirname(os.path.abspath(__file__))
COMMAND = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "gchunk")
KINDS = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"]
CALENDARS = {"standard": "days since 1800-01-01", "proleptic_gregorian": "hours since 0001-01-01", "julian": "days since 1500-03-01", "noleap": "minutes since 1990-01-01 12:00",
             "all_leap": "seconds since 2000-02-29", "360_day": "days since 1850-02-30"}
# These attributes are not compared, because the writer may choose them: time units, fill values, coordinate names.
CHOSEN = {"_FillValue", "coordinates", "units", "calendar", "missing_value", "_Encoding", "dtype"}
failures = []


def say(where, what):
    failures.append(f"{where}: {what}")


def make_source(path):
    """Makes a NetCDF-4 file with everything that gchunk can read from one."""
    rng = np.random.default_rng(7)
    with netCDF4.Dataset(path, "w") as nc:
        nc.createDimension("time", None)
        for name, length in [("lat", 9), ("lon", 11), ("nv", 2), ("station", 4), ("width", 6)]:
            nc.createDimension(name, length)
        nc.title = "Übung: what is kept"
        nc.numbers = np.array([1, 2, 3], "i2")
        nc.one = np.float32(1.5)
        nc.long = np.int64(2**62 + 1)
        nc.setncattr_string("words", ["a", "bé", ""])
        time = nc.createVariable("time", "f8", ("time",))
        time.units, time.calendar, time.bounds = "days since 2001-01-01", "standard", "time_bnds"
        time[:] = np.arange(12) * 0.25 + 100
        bounds = nc.createVariable("time_bnds", "f8", ("time", "nv"))
        bounds[:] = (np.arange(12) * 0.25 + 100)[:, None] + [0, 0.25]
        for name, values in [("lat", np.linspace(60, -60, 9)), ("lon", np.linspace(-180, 170, 11))]:
            v = nc.createVariable(name, "f4" if name == "lat" else "f8", (name,))
            v[:] = values
            v.units = "degrees"
        for calendar, units in CALENDARS.items():
            name = "t_" + calendar
            nc.createDimension(name, 6)
            v = nc.createVariable(name, "f8", (name,))
            v.units, v.calendar = units, calendar
            v[:] = [0, 1, 59, 60.5, 1000, 4321]
            held = nc.createVariable("on_" + calendar, "f4", (name,))
            held[:] = np.arange(6)
        for kind in KINDS:
            info = np.finfo(kind) if kind[0] == "f" else np.iinfo(kind)
            v = nc.createVariable("k_" + kind, kind, ("time", "lat"), fill_value=False)
            v[:] = np.resize(np.array([info.min, info.max, 0, 1, 7, 100, info.max // 3 if kind[0] != "f" else 1 / 3], kind), (12, 9))
            v.kind = kind
        special = nc.createVariable("special", "f8", ("lat",), fill_value=False)
        special[:] = [np.nan, np.inf, -np.inf, -0.0, 5e-324, 1.7976931348623157e308, 1 / 3, -1e-300, 0]
        field = nc.createVariable("field", "f4", ("time", "lat", "lon"), fill_value=np.float32(-999), zlib=True)
        values = rng.normal(280, 10, (12, 9, 11)).astype("f4")
        values[3, 4:6] = -999
        field[:] = np.ma.masked_equal(values, -999)
        field.units, field.coordinates, field.valid_range = "K", "area where", np.array([0, 400], "f4")
        packed = nc.createVariable("packed", "i2", ("time", "lat", "lon"), fill_value=-32767)
        packed.scale_factor, packed.add_offset, packed.long_name = 0.01, 273.15, "packed"
        packed[:] = np.ma.masked_greater(rng.normal(280, 10, (12, 9, 11)), 295)
        unsigned = nc.createVariable("unsigned", "i1", ("lat",), fill_value=-1)
        unsigned._Unsigned = "true"
        unsigned.set_auto_maskandscale(False)
        unsigned[:] = np.array([0, 1, 127, -128, -2, -1, 5, 6, 7], "i1")
        area = nc.createVariable("area", "f8", ("lat", "lon"))
        area[:] = rng.random((9, 11))
        where = nc.createVariable("where", str, ("lat",))
        where[:] = np.array(["", "é", "a b", "日本", "x", "tail ", "q\"uote", "n\nl", "z"], object)
        names = nc.createVariable("names", str, ("station",))
        names[:] = np.array(["Aarau", "Zürich", "", "Genève"], object)
        names.about = "vlen"
        chars = nc.createVariable("chars", "S1", ("station", "width"))
        chars[:] = netCDF4.stringtochar(np.array(["ab", "cdef", "", "ghijkl"], "S6"))
        scalar = nc.createVariable("scalar", "i4", ())
        scalar[...] = -7
        scalar.setncattr("comment", "")
        spans = nc.createVariable("spans", "i4", ("t_noleap", "nv"))
        spans.units, spans.calendar = "days since 1990-03-01", "noleap"
        spans[:] = np.arange(12).reshape(6, 2) * 59
        event = nc.createVariable("event", "f8", ("station",), fill_value=1e20)
        event.units, event.calendar = "hours since 1900-01-01", "standard"
        event[:] = np.ma.masked_equal([0, 1e20, 12.5, 1000000], 1e20)


def run(lines, folder):
    script = os.path.join(folder, "check.csx")
    with open(script, "w") as f:
        f.write("\n".join(lines))
    subprocess.run([*shlex.split(COMMAND), script], cwd=folder, check=True)


def equal(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    if a.dtype.kind == "f" and b.dtype.kind == "f":
        return np.array_equal(a, b, equal_nan=True)
    if a.dtype.kind == "M" and b.dtype.kind == "M":
        return np.array_equal(a.astype("M8[us]"), b.astype("M8[us]"), equal_nan=True)
    if "O" in a.dtype.kind + b.dtype.kind or a.dtype.kind in "SU":
        text = lambda v: v.decode() if isinstance(v, bytes) else v
        return all(text(x) == text(y) for x, y in zip(a.ravel(), b.ravel()))
    return np.array_equal(a, b)


def same_attribute(a, b):
    if isinstance(a, str) or isinstance(b, str):
        return type(a) == type(b) and a == b
    if isinstance(a, (list, tuple)) or np.asarray(a).dtype.kind in "OSU":
        return list(a) == list(b)
    return np.array_equal(np.asarray(a).ravel(), np.asarray(b).ravel(), equal_nan=True)


def same_attributes(want, got, where, skip=CHOSEN):
    for key in sorted((set(want) | set(got)) - skip):
        if key not in want or key not in got:
            say(where, f"attribute {key} is {'lost' if key in want else 'new'}")
        elif not same_attribute(want[key], got[key]):
            say(where, f"attribute {key} is {got[key]!r}, not {want[key]!r}")


def same(want, open_it, where, close=(), kinds=True):
    """Compares a data set with the one that `open_it` returns, both decoded by xarray."""
    try:
        got = open_it()
    except Exception as e:
        return say(where, f"{type(e).__name__}: {e}")
    for name in want.variables:
        if name not in got.variables:
            say(where, f"{name} is missing")
            continue
        a, b = want[name], got[name]
        at = f"{where}: {name}"
        if a.dims != b.dims:
            say(at, f"dimensions {b.dims}, not {a.dims}")
        elif name in close:
            if not np.allclose(a.values, b.values, rtol=0, atol=close[name], equal_nan=True):
                say(at, f"values differ by {np.nanmax(np.abs(a.values - b.values))}")
        elif not equal(a.values, b.values):
            say(at, f"values {b.values.ravel()[:6]}, not {a.values.ravel()[:6]}")
        if kinds and name not in close and a.dtype.kind not in "OSU" and a.dtype != b.dtype:
            say(at, f"dtype {b.dtype}, not {a.dtype}")
        same_attributes(a.attrs, b.attrs, at)
    for name in set(got.variables) - set(want.variables):
        say(where, f"{name} is new")
    for name in set(want.coords) ^ set(got.coords):
        say(where, f"{name} is a coordinate in only one of them")
    same_attributes(want.attrs, got.attrs, where)


def dump(path):
    """Returns the header as ncdump prints it. Fails if ncdump cannot read the file."""
    return subprocess.run(["ncdump", "-hs", path], check=True, capture_output=True, text=True).stdout


def check_netcdf(folder):
    source = f"{folder}/source.nc"
    make_source(source)
    run([
        'var ds = OpenDataset("source.nc");',
        'ds.ToNetCdf("plain.nc");',
        'ds.ToNetCdf("none.nc", compression: 0);',
        'ds.ToNetCdf("best.nc", 9, "time");',
        'ds.Chunk(("time", 5), ("lat", 4)).ToNetCdf("uneven.nc", new Dictionary<string, VariableEncoding> { ["field"] = new() { Chunks = [3, 2, 5], Shuffle = false }, ["k_i8"] = new() { Chunks = [12, 9], Compression = 1 } });',
        'ds.Isel("time", ..5).ToNetCdf("grown.nc", 4, "time"); ds.Isel("time", 5..6).AppendToNetCdf("grown.nc", "time"); ds.Isel("time", 6..).AppendToNetCdf("grown.nc", "time");',
        'ToMfNetCdf([ds.Isel("time", ..7), ds.Isel("time", 7..)], ["part0.nc", "part1.nc"]);',
        'OpenMfDataset("part?.nc").ToNetCdf("joined.nc");',
        # With a new packing, every value is within half a step of the original.
        'var raw = ds.Subset("field");',
        'raw.ToNetCdf("int16.nc", new Dictionary<string, VariableEncoding> { ["field"] = new() { DType = DType.Int16, ScaleFactor = 0.01, AddOffset = 280, FillValue = -32768 } });',
        'raw.ToNetCdf("uint8.nc", new Dictionary<string, VariableEncoding> { ["field"] = new() { DType = DType.UInt8, ScaleFactor = 1, AddOffset = 200, FillValue = 255 } });',
        'raw.ToNetCdf("float64.nc", new Dictionary<string, VariableEncoding> { ["field"] = new() { DType = DType.Float64, FillValue = 1e20 } });',
        'ds["field"].Mean("time").Rename("mean").ToNetCdf("mean.nc");',
        'ds.Load().ToNetCdf("loaded.nc");',
        'ds.ToNetCdf("units.nc", new Dictionary<string, VariableEncoding> { ["event"] = new() { Units = "minutes since 1850-01-01", DType = DType.Int32, FillValue = -1 }, ["spans"] = new() { Units = "hours since 1990-01-01" }, ["time"] = new() { Units = "hours since 2001-01-01" } });',
        'ds.ToZarr("two.zarr"); OpenZarr("two.zarr").ToNetCdf("back.nc");',
    ], folder)
    want = xr.open_dataset(source)
    only_field = want[["field"]].assign_coords(want.coords)
    for name in ["plain", "none", "best", "uneven", "grown", "joined", "back", "loaded", "units"]:
        same(want, lambda: xr.open_dataset(f"{folder}/{name}.nc"), name + ".nc")
        dump(f"{folder}/{name}.nc")
        with netCDF4.Dataset(source) as a, netCDF4.Dataset(f"{folder}/{name}.nc") as b:
            for kind in [*("k_" + k for k in KINDS), "packed", "scalar", "unsigned"]:
                if a[kind].dtype != b[kind].dtype:
                    say(name, f"{kind} is stored as {b[kind].dtype}, not {a[kind].dtype}")
    with netCDF4.Dataset(f"{folder}/units.nc") as nc:
        stored = {v: (nc[v].dtype.name, nc[v].units) for v in ("event", "spans", "time")}
        if stored != {"event": ("int32", "minutes since 1850-01-01"), "spans": ("float64", "hours since 1990-01-01"), "time": ("int64", "hours since 2001-01-01")}:
            say("units.nc", f"stored as {stored}")
    for part, rows in [("part0", slice(0, 7)), ("part1", slice(7, None))]:
        same(want.isel(time=rows), lambda: xr.open_dataset(f"{folder}/{part}.nc"), part)
    for name, limit in [("int16", 0.00501), ("uint8", 0.501)]:
        same(only_field, lambda: xr.open_dataset(f"{folder}/{name}.nc"), name + ".nc", {"field": limit})
    same(only_field, lambda: xr.open_dataset(f"{folder}/float64.nc"), "float64.nc", {"field": 0})
    mean = xr.open_dataset(f"{folder}/mean.nc")["mean"]
    if not np.allclose(mean, want["field"].mean("time"), rtol=1e-6):
        say("mean.nc", "values differ")
    with netCDF4.Dataset(f"{folder}/uneven.nc") as nc:
        if nc["field"].chunking() != [3, 2, 5] or nc["field"].filters()["shuffle"] or nc["k_i8"].filters()["complevel"] != 1:
            say("uneven.nc", f"chunks {nc['field'].chunking()}, filters {nc['field'].filters()}, {nc['k_i8'].filters()}")
    with netCDF4.Dataset(f"{folder}/best.nc") as nc:
        if not nc.dimensions["time"].isunlimited() or nc["field"].filters()["complevel"] != 9:
            say("best.nc", "time is not unlimited, or the compression level is not 9")
    if "_NoFill" in dump(f"{folder}/grown.nc") or "UNLIMITED ; // (12 currently)" not in dump(f"{folder}/grown.nc"):
        say("grown.nc", "time is not unlimited with length 12")


def check_zarr(folder):
    layouts = {"plain": "", "gzip": ", compression: ZarrCompression.Gzip(5)", "zstd": ", compression: ZarrCompression.Zstd(3)", "zlib": ", compression: ZarrCompression.Zlib(1)",
               "bits": ', compression: ZarrCompression.Blosc("zstd", 3, "bit")', "none": ", compression: ZarrCompression.None"}
    lines = ['var ds = OpenDataset("source.nc");', 'var lengths = new Dictionary<string, long> { ["time"] = 5, ["lat"] = 4 };']
    for name, how in layouts.items():
        lines.append(f'ds.ToZarr("{name}.v2.zarr", chunks: lengths{how}); ds.ToZarr("{name}.v3.zarr", format: 3, chunks: lengths{how});')
        lines.append(f'ds.ToZarr("{name}.v3s.zarr", format: 3, chunks: new Dictionary<string, long> {{ ["time"] = 2, ["lat"] = 3 }}, shards: new Dictionary<string, long> {{ ["time"] = 3, ["lat"] = 2 }}{how});')
    for version in (2, 3):
        # Variables without the time dimension stay as they are.
        lines.append(f'ds.Isel("time", ..4).ToZarr("grown.v{version}.zarr", format: {version}, chunks: lengths); ds.Isel("time", 4..).ToZarr("grown.v{version}.zarr", appendDim: "time");')
        lines.append(f'ds.ToZarr("parts.v{version}.zarr", format: {version}, compute: false, chunks: lengths);')
        lines.append('foreach (var rows in new[] { ..5, 5..10, 10..12 }) ds.Subset("field", "k_i8", "packed", "time_bnds").Isel("time", rows).ToZarr("parts.v%d.zarr", region: [("time", rows)]);' % version)
    packings = '{ ["field"] = new() { DType = DType.Int16, ScaleFactor = 0.01, AddOffset = 280, FillValue = -32768, Chunks = [4, 9, 5], Compression = 1 }, ["spans"] = new() { Units = "days since 1900-01-01", DType = DType.Int32 } }'
    for version in (2, 3):
        lines.append(f'ds.ToZarr("packed.v{version}.zarr", format: {version}, encoding: new Dictionary<string, VariableEncoding> {packings});')
        lines.append(f'ds.Isel("time", ..5).ToZarr("packed_grown.v{version}.zarr", format: {version}, encoding: new Dictionary<string, VariableEncoding> {packings}); ds.Isel("time", 5..).ToZarr("packed_grown.v{version}.zarr", appendDim: "time");')
    run(lines, folder)
    want = xr.open_dataset(f"{folder}/source.nc")
    for name in layouts:
        same(want, lambda: xr.open_zarr(f"{folder}/{name}.v2.zarr"), f"{name}.v2.zarr")
        same(want, lambda: zarr3.open_dataset(f"{folder}/{name}.v3.zarr"), f"{name}.v3.zarr")
        same(want, lambda: zarr3.open_dataset(f"{folder}/{name}.v3s.zarr"), f"{name}.v3s.zarr")
        store = zarr.open(f"{folder}/{name}.v2.zarr", "r")
        for kind in KINDS:
            if store["k_" + kind].dtype != np.dtype(kind) or store["k_" + kind].chunks != (5, 4):
                say(f"{name}.v2.zarr", f"k_{kind} is stored as {store['k_' + kind].dtype} in chunks of {store['k_' + kind].chunks}")
    for name in ("packed", "packed_grown"):
        same(want, lambda: xr.open_zarr(f"{folder}/{name}.v2.zarr"), f"{name}.v2.zarr", {"field": 0.00501})
        same(want, lambda: zarr3.open_dataset(f"{folder}/{name}.v3.zarr"), f"{name}.v3.zarr", {"field": 0.00501})
        store = zarr.open(f"{folder}/{name}.v2.zarr", "r")
        stored = {v: (store[v].dtype.name, store[v].fill_value) for v in ("field", "packed", "unsigned")}, store["field"].chunks, store["spans"].dtype.name
        if stored != ({"field": ("int16", -32768), "packed": ("int16", -32767), "unsigned": ("int8", -1)}, (4, 9, 5), "int32"):
            say(f"{name}.v2.zarr", f"stored as {stored}")
    same(want, lambda: xr.open_zarr(f"{folder}/grown.v2.zarr"), "grown.v2.zarr")
    same(want, lambda: zarr3.open_dataset(f"{folder}/grown.v3.zarr"), "grown.v3.zarr")
    written = ["field", "k_i8", "packed", "time_bnds"]
    for version, open_it in [(2, lambda path: xr.open_zarr(path, drop_variables="spans")), (3, lambda path: zarr3.open_dataset(path, "spans"))]:
        # Variables that no region was written to hold missing values. So do the times in an unusual calendar, which this
        # xarray cannot decode; they are left out.
        same(want[written], lambda: open_it(f"{folder}/parts.v{version}.zarr")[written], f"parts.v{version}.zarr")


def check_forms(folder):
    """Classic forms, groups, files that grow by variables, filters of numcodecs, and tables."""
    classic = {"classic": "NETCDF3_CLASSIC", "offset64": "NETCDF3_64BIT", "data64": "NETCDF3_64BIT_DATA"}
    filters = {
        "bz2": "ZarrCompression.Bz2()",
        "lzma": "ZarrCompression.Lzma()",
        "lz4": "ZarrCompression.Lz4()",
        "delta": 'ZarrCompression.Zlib().WithFilter("delta")',
        "shuffle": 'ZarrCompression.Zlib().WithFilter("shuffle")',
        "crc32": 'ZarrCompression.Zlib().WithFilter("crc32")',
        "adler32": 'ZarrCompression.Zlib().WithFilter("adler32")',
        "base64": 'ZarrCompression.Zlib().WithFilter("base64")',
        "fixed": "ZarrCompression.Zlib().WithFixedScaleOffset(250, 100, DType.Int32)",
        "astype": "ZarrCompression.Zlib().WithAsType(DType.Float32)",
    }
    run([
        'var ds = OpenDataset("source.nc"); var small = ds.Subset("field", "k_i2", "k_f8"); foreach (var name in new[] { "long", "words" }) small.Attrs.Remove(name); var only = ds.Subset("k_f8").DropVars("area");',
        *(f'small.ToNetCdf("{name}.nc", format: "{form}");' for name, form in classic.items()),
        'small.ToNetCdf("groups.nc", group: "model/day"); only.ToNetCdf("groups.nc", group: "model/month", mode: "a");',
        'only.ToNetCdf("added.nc"); ds.Subset("field").ToNetCdf("added.nc", mode: "a");',
        'var tame = new Dataset([new DataArray(Arange(120).Reshape((12, 10)) / 7.0, ["time", "x"], name: "tame")]);',
        *(f'{"tame" if name in ("delta", "fixed", "astype") else "only"}.ToZarr("f_{name}.zarr", compression: {how}, chunks: new Dictionary<string, long> {{ ["time"] = 5 }});' for name, how in filters.items()),
        'var table = ds["k_f8"].ToTable(); table.ToCsv("table.csv");',
        'table.ToParquet("table.parquet"); ReadParquet("table.parquet").ToCsv("again.csv");',
    ], folder)
    want = xr.open_dataset(f"{folder}/source.nc")
    # Subset keeps all coordinates.
    small, only = (want[names].assign_coords(want.coords) for names in (["field", "k_i2", "k_f8"], ["k_f8"]))
    # No variable of it has the dimensions of this one, so no attribute names it as a coordinate.
    only = only.drop_vars("area")
    # Classic forms have no int64 and no lists of texts.
    small.attrs = {k: v for k, v in want.attrs.items() if k not in ("long", "words")}
    kinds = {"classic": "NETCDF3_CLASSIC", "offset64": "NETCDF3_64BIT_OFFSET", "data64": "NETCDF3_64BIT_DATA"}
    for name, kind in kinds.items():
        same(small, lambda: xr.open_dataset(f"{folder}/{name}.nc", engine="netcdf4"), name, kinds=False)
        with netCDF4.Dataset(f"{folder}/{name}.nc") as nc:
            if nc.data_model != kind:
                say(name, f"is {nc.data_model}, not {kind}")
        if name != "data64":
            same(small, lambda: xr.open_dataset(f"{folder}/{name}.nc", engine="scipy"), name + " by scipy", kinds=False)
    same(small, lambda: xr.open_dataset(f"{folder}/groups.nc", group="model/day"), "groups.nc, model/day")
    same(only, lambda: xr.open_dataset(f"{folder}/groups.nc", group="model/month"), "groups.nc, model/month")
    same(want[["field", "k_f8"]].assign_coords(want.coords), lambda: xr.open_dataset(f"{folder}/added.nc"), "added.nc")
    # Differences and integers do not hold the largest numbers.
    tame = xr.Dataset({"tame": (("time", "x"), np.arange(120).reshape(12, 10) / 7)})
    close = {"delta": {"tame": 1e-12}, "fixed": {"tame": 0.00501}, "astype": {"tame": 1e-5}}
    for name in filters:
        same(tame if name in close else only, lambda: xr.open_zarr(f"{folder}/f_{name}.zarr"), f"f_{name}.zarr", close.get(name, ()))
    for name in ("table", "again"):
        table = pd.read_csv(f"{folder}/{name}.csv", parse_dates=["time"], keep_default_na=False, na_values={"k_f8": [""]})
        frame = want["k_f8"].to_dataframe().reset_index()
        for column in frame.columns.intersection(table.columns):
            a, b = frame[column].to_numpy(), table[column].to_numpy()
            if not (np.allclose(a, b, rtol=1e-6, equal_nan=True) if a.dtype.kind == "f" else equal(a, b)):
                say(f"{name}.csv", f"{column} differs")
        if not {"time", "lat", "k_f8"} <= set(table.columns):
            say(f"{name}.csv", f"columns {list(table.columns)}")


def main():
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        check_netcdf(folder)
        check_zarr(folder)
        check_forms(folder)
    for failure in failures:
        print(failure)
    if failures:
        raise SystemExit(f"{len(failures)} differences")
    print("no differences: NetCDF plain, compressed, chunked, packed, appended and in several files; Zarr 2 and 3 with six codecs, with shards, appended and in regions; classic forms, groups, added variables, filters of numcodecs, and tables")


if __name__ == "__main__":
    main()
