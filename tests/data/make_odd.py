"""Makes odd/*.nc and odd/*.h5, files with features of NetCDF and HDF5 that few programs write.

Run it with a Python that has netCDF4 and h5py. files.json, which tests/Gchunk.Tests/Conformance/make_files.py writes,
has the values that xarray reads from them.
"""
import pathlib

import h5py
import netCDF4
import numpy as np

here = pathlib.Path(__file__).parent / "odd"
here.mkdir(exist_ok=True)
rng = np.random.default_rng(5)


def nc(name, format="NETCDF4"):
    return netCDF4.Dataset(here / f"{name}.nc", "w", format=format)


for format, name in (("NETCDF3_CLASSIC", "chars_classic"), ("NETCDF4", "chars")):
    with nc(name, format) as f:
        f.createDimension("station", 3); f.createDimension("len", 6); f.createDimension("t", None); f.createDimension("one", 1)
        v = f.createVariable("name", "S1", ("station", "len")); v.long_name = "station name"
        v[:] = netCDF4.stringtochar(np.array([b"Aa", b"Bergen", b""], "S6"))
        v = f.createVariable("station", "S1", ("station", "len"))
        v[:] = netCDF4.stringtochar(np.array([b"aa", b"b", b"c"], "S6"))
        f.createVariable("flag", "S1", ("t",))[0:2] = np.array([b"x", b"y"], "S1")
        f.createVariable("single", "S1", ())[...] = b"q"
        v = f.createVariable("v", "i2", ("t", "station")); v.coordinates = "name"; v.missing_value = np.int16(-1); v[:] = [[1, 2, -1], [4, 5, 6]]
with nc("strings") as f:
    f.createDimension("a", 2); f.createDimension("b", 2)
    v = f.createVariable("s", str, ("a", "b")); v[0, 0] = "été"; v[0, 1] = ""; v[1, 0] = "a\nb"; v[1, 1] = "x" * 300
    f.createVariable("scalar", str, ())[...] = "alone"
    f.texts = ["one", "two"]; f.empty = ""; f.many = np.arange(5, dtype="u2")
with nc("groups") as f:
    f.createDimension("x", 3); f.createVariable("x", "f4", ("x",))[:] = [1, 2, 3]
    g = f.createGroup("model"); g.createDimension("y", 2); g.kind = "inner"
    g.createVariable("y", "i8", ("y",))[:] = [10, 20]
    g.createVariable("v", "f8", ("y", "x"))[:] = rng.normal(size=(2, 3))
    h = g.createGroup("deep"); h.createDimension("x", 2); h.createVariable("w", "u1", ("x", "y"))[:] = [[1, 2], [3, 4]]
with nc("packed_all") as f:
    f.createDimension("x", 5)
    for kind in ("i1", "u1", "i2", "u2", "i4", "u4", "f4"):
        for name, attrs in {"scale": dict(scale_factor=np.float32(0.1)), "both": dict(scale_factor=0.01, add_offset=100.0), "offset": dict(add_offset=np.float32(5)), "fill": {}, "missing": dict(missing_value=np.array([3, 4], kind))}.items():
            v = f.createVariable(f"{kind}_{name}", kind, ("x",), fill_value=np.array(7, kind) if name != "scale" else None)
            v.set_auto_maskandscale(False); v.setncatts(attrs); v[:] = np.array([0, 7, 3, 4, 100], kind)
    v = f.createVariable("unsigned", "i1", ("x",), fill_value=np.int8(-1)); v.set_auto_maskandscale(False); v._Unsigned = "true"; v.scale_factor = 0.5; v[:] = np.array([0, -1, -2, 127, -128], "i1")
    v = f.createVariable("flag", "i1", ("x",)); v.setncattr("dtype", "bool"); v[:] = [0, 1, 1, 0, 1]
with nc("times") as f:
    f.createDimension("n", 4); f.createDimension("nv", 2)
    for i, (units, calendar, kind) in enumerate([("days since 1850-01-01", "noleap", "f8"), ("hours since 1900-01-01 00:00:0.0", "gregorian", "i4"), ("seconds since 1970-01-01T00:00:00Z", "proleptic_gregorian", "i8"),
                                                 ("days since 0001-01-01", "360_day", "i4"), ("minutes since 2000-02-29 06:30 +02:00", "standard", "f4"), ("days since 1582-10-01", "julian", "i2"), ("d since 1999-12-31", "366_day", "f8")]):
        v = f.createVariable(f"t{i}", kind, ("n",)); v.units = units; v.calendar = calendar; v[:] = [0, 1, 30, 366]
    v = f.createVariable("gappy", "i4", ("n",), fill_value=-9); v.units = "days since 2001-01-01"; v.set_auto_maskandscale(False); v[:] = [0, -9, 2, 3]
    v = f.createVariable("n", "f8", ("n",)); v.units = "days since 2001-01-01"; v.bounds = "n_bnds"; v[:] = [0.5, 1.5, 2.5, 3.5]
    f.createVariable("n_bnds", "f8", ("n", "nv"))[:] = [[0, 1], [1, 2], [2, 3], [3, 4]]
    v = f.createVariable("span", "f4", ("n",)); v.units = "days"; v[:] = [1, 2, 3, 4]
with nc("types") as f:
    f.createDimension("x", 3); f.createDimension("y", 4)
    f.createVariable("ok", "f4", ("x",))[:] = [1, 2, 3]
    f.createVariable("lists", f.createVLType(np.int32, "list_t"), ("x",))[0] = np.array([1, 2], "i4")
    f.createVariable("pairs", f.createCompoundType(np.dtype([("a", "i4"), ("b", "f8")]), "pair_t"), ("x",))
    v = f.createVariable("cloud", f.createEnumType(np.int16, "cloud_t", {"no": 0, "yes": 300}), ("x",), fill_value=0); v[:] = np.array([0, 300, 0], "i2")
    f.createVariable("lat2d", "f8", ("x", "y"))[:] = rng.normal(size=(3, 4))
    v = f.createVariable("data", "f4", ("x", "y"), compression="szip", szip_coding="nn", szip_pixels_per_block=8) if netCDF4.__has_szip_support__ else f.createVariable("data", "f4", ("x", "y"))
    v.coordinates = "lat2d nothing"; v[:] = rng.normal(size=(3, 4))
    f.createVariable("scalar", "f8", ())[...] = 3.25
    v = f.createVariable("big", ">i4", ("y",), endian="big", zlib=True, fletcher32=True); v[:] = [1, -2, 3, 4]
    v.odd = np.array([b"caf\xe9"])[0]
    for i in range(40):
        v.setncattr(f"attribute_{i:02}", "x" * i or "y")
# xarray cannot open these: time units without a fixed length, and an HDF5 dataset with a scale along only one axis.
with nc("refused_months") as f:
    f.createDimension("t", 3)
    v = f.createVariable("t", "i4", ("t",)); v.units = "months since 2000-01-01"; v[:] = [0, 1, 2]
with h5py.File(here / "refused_half.h5", "w") as f:
    f.create_dataset("lat", data=np.array([1.0, 2.0, 3.0])); f["lat"].make_scale("lat")
    f["field"] = np.arange(6.0).reshape(3, 2); f["field"].dims[0].attach_scale(f["lat"])
    f["yes"] = np.array([True, False])
    f["fixed_text"] = np.array([b"ab", b"abcdef"], "S6")  # libnetcdf loses the second text
for name in ("NETCDF3_64BIT_DATA", "NETCDF3_64BIT_OFFSET"):
    with nc(name[8:].lower(), name) as f:
        f.createDimension("t", None); f.createDimension("x", 3)
        f.createVariable("odd", "i2", ("t", "x"))[0:3] = np.arange(9).reshape(3, 3)
        f.createVariable("t", "f8", ("t",))[:] = [1, 2, 3]
        f.createVariable("b", "i1", ("x",))[:] = [-1, 0, 1]
        if "DATA" in name:
            f.createVariable("u", "u8", ("x",))[:] = np.array([0, 1, 2**64 - 2], "u8")
for version in ("earliest", "latest"):
    with h5py.File(here / f"plain_{version}.h5", "w", libver=version) as f:
        f["flat"] = np.arange(6, dtype=">i4").reshape(2, 3)
        f["square"] = np.arange(9, dtype="f4").reshape(3, 3)
        f["scalar"] = 2.5
        f["text"] = np.array(["x", "yy"], h5py.string_dtype())
        f.attrs["title"] = "plain"; f.attrs["numbers"] = np.arange(3.0)
        f.create_dataset("one_chunk", data=np.arange(20.0).reshape(4, 5), chunks=(4, 5), compression="gzip")
        f.create_dataset("fixed_chunks", data=np.arange(200.0).reshape(20, 10), chunks=(3, 4), compression="gzip", shuffle=True)
        f.create_dataset("fixed_plain", data=np.arange(20.0).reshape(4, 5), chunks=(3, 2))
        f.create_dataset("many_chunks", data=np.arange(3000, dtype="i4"), chunks=(2,))
        f.create_dataset("growing", data=np.arange(700, dtype="i2").reshape(350, 2), chunks=(2, 2), maxshape=(None, 2), fletcher32=True)
        f.create_dataset("growing_plain", data=np.arange(700, dtype="i2").reshape(2, 350), chunks=(2, 1), maxshape=(2, None))
        f.create_dataset("growing_both", data=np.arange(60, dtype="u8").reshape(6, 10), chunks=(2, 3), maxshape=(None, None), compression="gzip")
        f.create_dataset("unwritten", shape=(4,), dtype="f4", fillvalue=1.5)
        f.create_dataset("lat", data=np.array([1.0, 2.0, 3.0])); f["lat"].make_scale("lat"); f["lat"].attrs["units"] = "degrees_north"
        f["field"] = np.arange(6.0).reshape(3, 2); f["field"].dims[0].attach_scale(f["lat"])
        f.create_dataset("lon", data=np.array([5, 6], "i2")); f["lon"].make_scale("lon"); f["field"].dims[1].attach_scale(f["lon"])
        f["inner/v"] = np.arange(4, dtype="u1")
        for i in range(30):
            f["field"].attrs[f"a{i}"] = i

# Covariances: a variable that has a dimension twice.
with netCDF4.Dataset(here.parent / "twice.nc", "w") as f:
    f.createDimension("x", 2)
    f.createVariable("cov", "f4", ("x", "x"))[:] = [[1, 2], [2, 5]]
    f.createVariable("v", "f4", ("x",))[:] = [1, 2]
