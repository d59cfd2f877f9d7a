# Packed variables of every kind, and what xarray reads from them and writes again.
# Needs cftime, netCDF4, numpy, scipy and xarray. Run it in this folder.
#
# A case is a variable. "dtype" and "values" are what must be read: those of xarray, except where "why" says the reason.
# "written" is what xarray writes: dtype, stored numbers, attributes with their types.
import json
import os
import tempfile

import cftime
import netCDF4
import numpy as np
import scipy.io
import xarray as xr

CF64 = "CF 8.1: the unpacked values have the type of the factors, which are float64"
CLIMATOLOGY = "CF 7.4: climatology bounds have the units and the calendar of their parent"
COARSE = "float32 cannot tell neighbouring packed values apart"


def stored(dtype):
    info = np.iinfo(dtype)
    return [info.min, info.min + 1, 0 if info.min else 100, 1, 57, info.max - 1, info.max]


def cases():
    for t in ("i1", "u1", "i2", "u2", "i4", "u4"):
        info = np.iinfo(t)
        fill = np.array(info.max, t)
        for f in ("f4", "f8"):
            k = {"scale_factor": np.array(0.01, f)[()], "add_offset": np.array(20.5, f)[()]}
            yield f"{t}_{f}_both", t, stored(t), {}, k
            yield f"{t}_{f}_both_fill", t, stored(t), {"fill": fill}, k
        yield f"{t}_f4_scale", t, stored(t), {}, {"scale_factor": np.float32(0.1)}
        yield f"{t}_f8_scale_fill", t, stored(t), {"fill": fill}, {"scale_factor": np.float64(0.1)}
        yield f"{t}_f4_offset_fill", t, stored(t), {"fill": fill}, {"add_offset": np.float32(-3.25)}
        yield f"{t}_f8_offset", t, stored(t), {}, {"add_offset": np.float64(-3.25)}
        yield f"{t}_fill", t, stored(t), {"fill": fill}, {}
        yield f"{t}_plain", t, stored(t), {}, {"units": "m", "valid_min": np.array(0, t)[()]}
    for t in ("i1", "i2"):
        yield f"{t}_unsigned", t, [0, 1, -1, -2, 100], {"fill": -1}, {"_Unsigned": "true"}
        yield f"{t}_unsigned_f4", t, [0, 1, -1, -2, 100], {"fill": -1}, {"_Unsigned": "true", "scale_factor": np.float32(0.5)}
        yield f"{t}_unsigned_f8", t, [0, 1, -1, -2, 100], {"fill": -1}, {"_Unsigned": "true", "scale_factor": np.float64(0.5), "add_offset": np.float64(1)}
    yield "u1_signed_f4", "u1", [0, 1, 255, 254, 100], {"fill": 128}, {"_Unsigned": "false", "scale_factor": np.float32(0.5)}
    yield "coarse_f4", "i2", [-32766, -32765, 0, -32767], {"fill": -32767}, {"scale_factor": np.float32(515.90613), "add_offset": np.float32(3.3e10)}
    yield "era5", "i2", [-32766, -32765, -32767], {"fill": -32767}, {"scale_factor": 515.9061260450668, "add_offset": 16904180.046936978}
    scale = {"scale_factor": np.float32(0.5)}
    yield "valid_range", "i2", [1, 2, 900, -5], {}, {**scale, "valid_range": np.array([0, 100], "i2")}
    yield "valid_min_max", "i2", [1, 2, 900, -5], {"fill": -5}, {**scale, "valid_min": np.int16(0), "valid_max": np.int16(100)}
    yield "missing_alone", "i2", [1, 2, -9], {}, {**scale, "missing_value": np.int16(-9)}
    yield "missing_equal", "i2", [1, 2, -9], {"fill": -9}, {**scale, "missing_value": np.int16(-9)}
    yield "missing_different", "i2", [1, -8, -9], {"fill": -9}, {**scale, "missing_value": np.int16(-8)}
    yield "missing_several", "i2", [1, -8, -9, -7], {"fill": -9}, {**scale, "missing_value": np.array([-9, -8], "i2")}
    yield "missing_unsigned", "i1", [0, 1, -1, 100], {}, {"_Unsigned": "true", "missing_value": np.int8(-1), "scale_factor": np.float32(0.5)}
    yield "missing_unsigned_of_int16", "i1", [0, 1, -1, 100], {}, {"_Unsigned": "true", "missing_value": np.int16(255), "scale_factor": np.float32(0.5)}
    yield "i8_unsigned", "i8", [0, 1, 5, 100], {"fill": 5}, {"_Unsigned": "true"}
    yield "missing_of_float64", "i2", [1, -8, -9], {}, {**scale, "missing_value": np.float64(-9)}
    yield "missing_of_int32", "i2", [1, -8, -9], {}, {"missing_value": np.int32(-9)}
    yield "missing_beyond", "i2", [1, -8, -9], {}, {"missing_value": np.float64(1e20)}
    yield "float_nan_fill", "f4", [1, np.nan, 2.5], {"fill": np.nan}, {}
    yield "float_fill", "f4", [1, 1e20, 2.5], {"fill": 1e20}, {}
    yield "float_missing", "f4", [1, 1e20, np.nan], {}, {"missing_value": np.float32(1e20)}
    yield "float_missing_of_float64", "f4", [1, 1e20, np.nan], {}, {"missing_value": np.float64(1e20)}
    yield "float_factors", "f4", [1, -9, 2.5], {"fill": -9}, {"scale_factor": np.float32(0.1), "add_offset": np.float32(2)}
    yield "float_float64_factors", "f4", [1, -9, 2.5], {"fill": -9}, {"scale_factor": 0.1, "add_offset": 2.0}
    yield "double_float32_factors", "f8", [1, -9, 2.5], {"fill": -9}, {"scale_factor": np.float32(0.5)}
    yield "integer_factors", "i2", [1, 2, 3], {}, {"scale_factor": np.int16(10), "add_offset": np.int16(2)}
    yield "negative_scale", "i2", [1, 2, 3, -9], {"fill": -9}, {"scale_factor": np.float32(-0.25)}
    for t in ("i2", "i4", "i8", "f4", "f8"):
        yield f"days_{t}", t, [0, 31, 59], {}, {"units": "days since 2000-01-01", "calendar": "noleap"}
    yield "hours_i4", "i4", [0, 6, 900000], {}, {"units": "hours since 1900-01-01 00:00:0.0", "calendar": "gregorian"}
    yield "hours_f8", "f8", [0.5, 6.25, 900000], {}, {"units": "hours since 1900-01-01", "calendar": "standard"}
    yield "seconds_i8", "i8", [0, 86401, 10**9], {}, {"units": "seconds since 1970-01-01T00:00:00Z", "calendar": "proleptic_gregorian"}
    yield "no_calendar", "i4", [0, 1, 2], {}, {"units": "minutes since 2010-05-05 12:00"}
    yield "days_360", "f8", [59.0, 60.5, 89], {}, {"units": "days since 1850-01-01", "calendar": "360_day"}
    yield "time_fill", "f8", [1, -999, 3], {"fill": -999}, {"units": "days since 2000-01-01", "calendar": "standard"}
    yield "time_b", "i4", [0, 31], {"shape": (2,), "bounds": True}, {"units": "days since 1850-01-01", "calendar": "noleap", "bounds": "time_b_bnds"}
    yield "time_b_bnds", "f8", [0, 31, 31, 59], {"shape": (2, 2), "parent": "time_b"}, {}
    yield "time_c", "f8", [15, 45], {"shape": (2,), "bounds": True}, {"units": "days since 1850-01-01", "calendar": "360_day", "climatology": "time_c_bnds"}
    yield "time_c_bnds", "f8", [0, 30, 30, 60], {"shape": (2, 2), "parent": "time_c"}, {}
    yield "time_o", "i4", [15, 45], {"shape": (2,), "bounds": True}, {"units": "days since 1850-01-01", "calendar": "360_day", "bounds": "time_o_bnds"}
    yield "time_o_bnds", "i4", [0, 30, 30, 60], {"shape": (2, 2), "parent": "time_o"}, {"units": "days since 1850-01-01", "calendar": "360_day"}


CLASSIC = [
    ("classic_fill_of_double", "i2", [1, 2, -9], {"_FillValue": np.float64(-9), "scale_factor": np.float32(0.5)}),
    ("classic_fill_of_float", "i1", [1, 2, -9], {"_FillValue": np.float32(-9)}),
    ("classic_fill_of_int", "f4", [1, 2, -9], {"_FillValue": np.int32(-9)}),
    ("classic_factors", "i2", [1, 2, -9], {"_FillValue": np.int16(-9), "scale_factor": np.float64(0.5), "add_offset": np.float64(3)}),
]


def attribute(value):
    if isinstance(value, str):
        return ["str", value]
    a = np.atleast_1d(np.asarray(value))
    return [a.dtype.name, [None if np.isnan(x) else x for x in a.tolist()]]


def layout(v):
    return {
        "dtype": v.dtype.name,
        "stored": attribute(v[...].ravel())[1],
        "attrs": {n: attribute(v.getncattr(n)) for n in v.ncattrs()},
    }


def expected(name, t, raw, attrs, mine):
    """The dtype and the values by CF, and why they differ from those of xarray."""
    theirs = mine.dtype
    factors = [np.asarray(attrs[k]) for k in ("scale_factor", "add_offset") if k in attrs]
    why = None
    dtype = theirs
    if factors and theirs == np.float32:
        if any(f.dtype == np.float64 for f in factors):
            dtype, why = np.dtype("f8"), CF64
        elif np.dtype(t).kind in "iu":
            info = np.iinfo(t)
            every = np.arange(info.min, info.max + 1).astype("f4") * np.float32(attrs.get("scale_factor", 1)) + np.float32(attrs.get("add_offset", 0))
            if len(np.unique(every)) < len(every):
                dtype, why = np.dtype("f8"), COARSE
    values = mine.values.ravel()
    if why:
        integers = np.asarray(raw)
        if attrs.get("_Unsigned") == "true":
            integers = integers.view(f"u{integers.dtype.itemsize}")
        unpacked = integers.astype("f8") * np.float64(attrs.get("scale_factor", 1)) + np.float64(attrs.get("add_offset", 0))
        values = np.where(np.isnan(values), np.nan, unpacked)
    return dtype.name, [None if np.isnan(x) else x for x in values.astype(dtype).tolist()], why


def case(path, name, t, raw, attrs, with_parent=None):
    out = {}
    with netCDF4.Dataset(path) as f:
        f.set_auto_maskandscale(False)
        drop = [n for n in f.variables if n not in (name, with_parent, attrs.get("bounds"), attrs.get("climatology"))]
    with xr.open_dataset(path, drop_variables=drop) as ds:
        v = ds[name].variable
        if v.dtype.kind in "mMO":
            out["dtype"] = "time"
            out["values"] = [None if str(x) == "NaT" else str(x)[:19].replace("T", " ") for x in v.values.ravel()]
        elif with_parent:
            out["dtype"], out["why"] = "time", CLIMATOLOGY
            encoding = ds[with_parent].encoding
            out["values"] = [str(d) for d in cftime.num2date(np.array(raw), encoding["units"], encoding["calendar"])]
        else:
            dtype, values, why = expected(name, t, np.array(raw, t), attrs, v)
            out["dtype"], out["values"] = dtype, values
            if why:
                out["why"] = why
        with tempfile.TemporaryDirectory() as folder:
            again = os.path.join(folder, "again.nc")
            try:
                ds.load().to_netcdf(again, format="NETCDF4", engine="netcdf4")
            except Exception as e:
                out["not written by xarray"] = str(e).splitlines()[0][:100]
                return out
            with netCDF4.Dataset(again) as f:
                f.set_auto_maskandscale(False)
                out["written"] = layout(f[name])
    return out


def main():
    table = {}
    with netCDF4.Dataset("packing/packing.nc", "w") as f:
        sizes = set()
        for name, t, raw, how, attrs in cases():
            shape = how.get("shape", (len(raw),))
            dims = []
            for axis, n in enumerate(shape):
                dim = name if how.get("bounds") else how.get("parent") if how.get("parent") and axis == 0 else f"n{n}"
                if dim not in sizes:
                    f.createDimension(dim, n)
                    sizes.add(dim)
                dims.append(dim)
            v = f.createVariable(name, t, dims, fill_value=how.get("fill"))
            v.set_auto_maskandscale(False)
            v.setncatts(attrs)
            v[...] = np.array(raw, t).reshape(shape)
    for name, t, raw, how, attrs in cases():
        table[name] = case("packing/packing.nc", name, t, raw, attrs, how.get("parent"))
    with scipy.io.netcdf_file("packing/classic.nc", "w") as f:
        f.createDimension("n", 3)
        for name, t, raw, attrs in CLASSIC:
            v = f.createVariable(name, ">" + t if t != "i1" else t, ("n",))
            v[:] = np.array(raw, t)
            for k, a in attrs.items():
                setattr(v, k, a)
    for name, t, raw, attrs in CLASSIC:
        table[name] = {"file": "classic.nc", **case("packing/classic.nc", name, t, raw, attrs)}
    with open("packing/expected.json", "w") as out:
        out.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in table.items()) + "\n}\n")
    print(len(table), "cases;", sum("why" in v for v in table.values()), "differ from xarray with a reason")


main()
