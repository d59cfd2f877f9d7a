"""Makes netcdf/made_*.nc and netcdf/expected.json. Run it with a Python that has netCDF4 and xarray.

expected.json has, for every variable of every file in netcdf/, the values that netCDF4 reads without masking and scaling
("values", or "strings" for text) and those that xarray decodes with mask_and_scale, but without decoding times
("decoded"). Large variables are read with a step along each axis ("step"). Values are in C order, separated by spaces.
"""
import json
import pathlib
import warnings

import netCDF4
import numpy as np
import xarray as xr

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent / "netcdf"
rng = np.random.default_rng(20240501)
KINDS = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"]


def values(kind, shape):
    dtype = np.dtype(kind)
    if dtype.kind == "f":
        return rng.normal(280, 20, shape).astype(dtype)
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)


def create(name, format="NETCDF4"):
    path = here / f"made_{name}.nc"
    path.unlink(missing_ok=True)
    return netCDF4.Dataset(path, "w", format=format)


def kinds():
    with create("kinds") as f:
        f.createDimension("t", None)
        f.createDimension("y", 7)
        f.createDimension("x", 9)
        f.createDimension("none", 0)
        f.title = "every kind of number, filter and byte order"
        for kind in KINDS:
            for endian, word in (("<", "little"), (">", "big")):
                if np.dtype(kind).itemsize == 1 and endian == ">":
                    continue
                for filters, options in {
                    "plain": dict(contiguous=True),
                    "chunked": dict(chunksizes=(3, 4)),
                    "deflate": dict(chunksizes=(3, 4), zlib=True, complevel=4, shuffle=False),
                    "shuffle": dict(chunksizes=(3, 4), zlib=True, complevel=4, shuffle=True),
                    "fletcher": dict(chunksizes=(3, 4), zlib=True, complevel=1, shuffle=True, fletcher32=True),
                }.items():
                    v = f.createVariable(f"{kind}_{word}_{filters}", kind, ("y", "x"), endian=word, **options)
                    v.set_auto_maskandscale(False)
                    v[:] = values(kind, (7, 9))
        v = f.createVariable("whole_chunk", "f8", ("t", "y", "x"), chunksizes=(2, 7, 9), zlib=True, shuffle=False)
        v[:] = values("f8", (5, 7, 9))
        v = f.createVariable("short_record", "i4", ("t", "x"), chunksizes=(2, 4), zlib=True, fill_value=-7)
        v.set_auto_maskandscale(False)
        v[0:3] = values("i4", (3, 9))  # two records fewer than the dimension has
        v = f.createVariable("holes", "f4", ("t", "y", "x"), chunksizes=(1, 4, 4), zlib=True)
        v.set_auto_maskandscale(False)
        v[2, 0:4, 4:8] = values("f4", (4, 4))  # all other chunks are never written
        v = f.createVariable("never_written", ">i2", ("y", "x"), chunksizes=(4, 4))
        v = f.createVariable("never_written_flat", ">f8", ("y", "x"), contiguous=True, fill_value=1.25)
        v = f.createVariable("scalar", "f8", ())
        v[...] = 2.5
        v = f.createVariable("scalar_int", "i2", ())
        v[...] = -3
        f.createVariable("empty", "f4", ("none", "x"))
        f.createVariable("szipped_or_plain", "i4", ("t", "none"))
        f.createVariable("t", "f8", ("t",))[:] = np.arange(5) * 0.5
        # a variable with the name of a dimension that it does not have is stored under another name
        f.createVariable("x", "i4", ("y", "x"))[:] = values("i4", (7, 9))
        kind = f.createEnumType(np.uint8, "cloud_t", {"clear": 0, "cumulus": 1, "cirrus": 7})
        v = f.createVariable("cloud", kind, ("x",), fill_value=0)
        v[:] = np.array([0, 1, 7, 1, 0, 0, 7, 7, 1], "u1")
        pair = f.createCompoundType(np.dtype([("a", "i4"), ("b", "f8")]), "pair")
        f.createVariable("pairs", pair, ("x",))
        v = f.createVariable("checksum_only", "i4", ("y", "x"), chunksizes=(3, 4), fletcher32=True)
        v.set_auto_maskandscale(False)
        v[:] = np.arange(63).reshape(7, 9)
        f.createVariable("lists", f.createVLType(np.int32, "list"), ("x",))


def text():
    with create("text") as f:
        f.createDimension("n", 3)
        f.createDimension("width", 6)
        f.title = "grün 雨"
        f.setncattr_string("one_string", "a")
        f.setncattr("strings", ["a", "bc", "ü"])
        f.bytes = np.array([1, -2], "i1")
        f.unsigned = np.array([2**64 - 1], "u8")
        f.long = np.int64(2**62)
        f.single = np.float32(0.1)
        f.double = np.array([0.1, np.nan])
        v = f.createVariable("chars", "S1", ("n", "width"))
        v[:] = netCDF4.stringtochar(np.array(["one", "three", "sixsix"], "S6"))
        v = f.createVariable("strings", str, ("n",), )
        v[:] = np.array(["", "zwei", "三"], object)
        g = f.createGroup("model").createGroup("output")
        g.createDimension("z", 2)
        v = g.createVariable("w", "f4", ("n", "z"), chunksizes=(2, 2), zlib=True)
        v[:] = np.arange(6).reshape(3, 2)
        v.units = "m s-1"
        g.note = "in a group"


def classic():
    for name, format, kinds in (
        ("cdf1", "NETCDF3_CLASSIC", ["i1", "i2", "i4", "f4", "f8"]),
        ("cdf2", "NETCDF3_64BIT_OFFSET", ["i1", "i2", "i4", "f4", "f8"]),
        ("cdf5", "NETCDF3_64BIT_DATA", KINDS),
    ):
        with create(name, format) as f:
            f.createDimension("t", None)
            f.createDimension("y", 5)
            f.createDimension("x", 3)
            f.title = "classic " + name
            f.numbers = np.array([1, 2, 3], "i2")
            for kind in kinds:
                v = f.createVariable(f"fixed_{kind}", kind, ("y", "x"))
                v.set_auto_maskandscale(False)
                v[:] = values(kind, (5, 3))
                v.odd = np.array([1, 2, 3], "i1")
                v = f.createVariable(f"record_{kind}", kind, ("t", "x"))
                v.set_auto_maskandscale(False)
                v[:] = values(kind, (4, 3))
            v = f.createVariable("name", "S1", ("y", "x"))
            v[:] = netCDF4.stringtochar(np.array(["a", "bc", "def", "", "x"], "S3"))
            v = f.createVariable("scalar", "f8", ())
            v[...] = 9.5
    with create("one_record", "NETCDF3_CLASSIC") as f:  # the only record variable of a file is not padded
        f.createDimension("t", None)
        f.createDimension("x", 3)
        v = f.createVariable("v", "i1", ("t", "x"))
        v[:] = np.arange(15).reshape(5, 3)


def packed():
    with create("packed") as f:
        f.createDimension("x", 6)
        raw = np.array([0, 1, -1, 100, -100, 7])

        def add(name, kind, fill=None, **attributes):
            v = f.createVariable(name, kind, ("x",), fill_value=fill)
            v.set_auto_maskandscale(False)
            v[:] = np.abs(raw).astype(kind) if kind[0] == "u" else raw.astype(kind)
            v.setncatts(attributes)

        for kind in KINDS:
            add(f"{kind}_bare", kind)
            add(f"{kind}_fill", kind, 100)
            add(f"{kind}_missing", kind, None, missing_value=np.dtype(kind).type(7))
            add(f"{kind}_both", kind, 100, missing_value=np.dtype(kind).type(7))
            add(f"{kind}_scale", kind, 100, scale_factor=0.01)
            add(f"{kind}_offset", kind, 100, add_offset=273.15)
            add(f"{kind}_scale_offset", kind, 100, scale_factor=0.01, add_offset=273.15)
            add(f"{kind}_scale_single", kind, None, scale_factor=np.float32(0.01))
            add(f"{kind}_scale_array", kind, 100, scale_factor=np.array([0.5]))
            add(f"{kind}_scale_int", kind, 100, scale_factor=np.int32(3))
        add("several_missing", "i2", 100, missing_value=np.array([7, -100], "i2"))
        add("wider_missing", "i2", None, missing_value=7.0)
        add("single_missing", "f4", None, missing_value=-100.0)
        for kind in ("i1", "i2", "i4"):
            add(f"{kind}_unsigned", kind, None, _Unsigned="true")
            add(f"{kind}_unsigned_fill", kind, -1, _Unsigned="true")
            add(f"{kind}_unsigned_scale", kind, -1, _Unsigned="true", scale_factor=0.5)
        for kind in ("u1", "u2", "u4"):
            add(f"{kind}_signed", kind, None, _Unsigned="false")
            add(f"{kind}_signed_fill", kind, 100, _Unsigned="false")
        add("flag", "i1", None, dtype="bool")
        add("valid", "i2", 100, valid_range=np.array([0, 10], "i2"))


def number(x):
    return repr(x.item()) if x.dtype.kind == "f" else str(x)


def flat(a):
    return " ".join(number(x) for x in np.asarray(a).ravel())


def describe(path, group=None):
    out = {}
    with netCDF4.Dataset(path) as f:
        f.set_auto_maskandscale(False)
        f.set_auto_chartostring(False)
        g = f[group] if group else f
        try:
            decoded = xr.open_dataset(path, group=group, decode_times=False, decode_coords=False, engine="netcdf4",
                                      drop_variables=["cloud", "pairs", "lists", "szipped_or_plain", "never_written_flat"])
        except Exception as e:
            print(path.name, "xarray:", e)
            decoded = {}
        for name, v in g.variables.items():
            entry = out[name] = dict(dims=" ".join(v.dimensions), shape=list(v.shape))
            if isinstance(v.datatype, (netCDF4.CompoundType, netCDF4.VLType)) and v.dtype is not str:
                entry["unreadable"] = True
                continue
            if v.dtype is str or v.dtype.kind == "S":
                a = np.asarray(v[...])
                if v.dtype is not str:
                    a = netCDF4.chartostring(a, encoding="utf-8")
                entry["strings"] = [str(s) for s in np.asarray(a).ravel()]
                continue
            step = [max(1, n // 6) for n in v.shape] if v.size > 1000 else [1] * v.ndim
            entry["dtype"] = np.dtype(v.dtype).newbyteorder("=").name
            entry["step"] = step
            pick = tuple(slice(None, None, s) for s in step)
            raw = np.asarray(v[...])[pick] if v.ndim else np.asarray(v[...])
            entry["values"] = flat(raw)
            if name in decoded:
                d = decoded[name]
                got = flat(d.values[pick] if v.ndim else d.values)
                entry["decoded_dtype"] = d.dtype.newbyteorder("=").name
                if got != entry["values"]:
                    entry["decoded"] = got
    return out


if __name__ == "__main__":
    for make in (kinds, text, classic, packed):
        make()
    expected = {p.name: describe(p) for p in sorted(here.glob("*.nc"))}
    expected["made_text.nc//model/output"] = describe(here / "made_text.nc", "model/output")
    lines = []
    for file, variables in expected.items():
        inner = ",\n".join(f"  {json.dumps(n)}: {json.dumps(v, ensure_ascii=False)}" for n, v in variables.items())
        lines.append(f"{json.dumps(file)}: {{\n{inner}\n}}")
    (here / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print("xarray", xr.__version__, "netCDF4", netCDF4.__version__)
