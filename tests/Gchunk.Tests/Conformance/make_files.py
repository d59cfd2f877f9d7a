"""Writes what xarray reads from files, for FilesAgainstXarrayTests.  usage: make_files.py OUT.json FOLDER...

Run it with a Python that has xarray, netCDF4 and cftime. The result has the dimensions and attributes of every file and
every group, and for every variable its dims, its dtype, whether it is a coordinate, its attributes and the SHA-256 of
its values. The hashed values are int64 or float64 in C order (with one form of NaN), times as int64 microseconds since
1970-01-01 in their calendar, and text as UTF-8 with a NUL after each string.

Where the factors of a packed variable are float64, its values are float64, as CF section 8.1 has it: xarray has done so
since version 2024.03, and the older ones of Debian gave float32 for integers of 16 bits.

The result for the files in tests/data is committed as files.json. To compare the files of another folder, set
GCHUNK_FILES_JSON to the result for it.
"""
import hashlib
import json
import pathlib
import sys
import warnings

import cftime
import netCDF4
import numpy as np
import xarray as xr

warnings.simplefilter("ignore")
NAT = np.int64(-(2**63))


def text_of(v):
    if isinstance(v, bytes):
        return v.decode("utf-8", "replace")
    return v if isinstance(v, str) else ""


def values(v):
    a = np.asarray(v.values)
    if a.dtype.kind == "M":
        us = (a.astype("datetime64[ns]").astype("int64") + 500) // 1000  # gchunk rounds to microseconds
        return "time", np.where(np.isnat(a), NAT, us).astype("<i8").tobytes()
    if a.dtype.kind == "O" and a.size and isinstance(next((x for x in a.ravel() if x is not None), None), cftime.datetime):
        calendar = next(x for x in a.ravel() if isinstance(x, cftime.datetime)).calendar
        us = [NAT if not isinstance(x, cftime.datetime) else cftime.date2num(x, "microseconds since 1970-01-01", calendar) for x in a.ravel()]
        return "time", np.array(us, "<i8").tobytes()
    if a.dtype.kind == "V" or (a.dtype.kind == "O" and a.size and not any(isinstance(x, (str, bytes)) for x in a.ravel())):
        raise TypeError("compound or list")
    if a.dtype.kind in "OSU":
        return "text", b"".join(text_of(x).encode("utf-8", "surrogateescape") + b"\0" for x in a.ravel())
    if a.dtype.kind == "f":
        d = a.astype("<f8")
        d[np.isnan(d)] = np.nan
        return a.dtype.name, np.ascontiguousarray(d).tobytes()
    return a.dtype.name, np.ascontiguousarray(a.astype("<u8" if a.dtype == np.uint64 else "<i8")).tobytes()


def unpacked(path, group, name, v):
    """The variable with the type of its factors, which older versions of xarray narrow to float32."""
    factors = [v.encoding[k] for k in ("scale_factor", "add_offset") if k in v.encoding]
    if v.dtype != np.float32 or not any(isinstance(f, float) for f in factors):
        return v
    with xr.open_dataset(path, group=group, decode_cf=False) as raw:
        stored = raw[name].values
    if str(v.encoding.get("_Unsigned", "")).lower() == "true":
        stored = stored.view(stored.dtype.str.replace("i", "u"))
    wide = stored.astype("f8") * v.encoding.get("scale_factor", 1.0) + v.encoding.get("add_offset", 0.0)
    return v.copy(data=np.where(np.isnan(v.values), np.nan, wide))


def attr(x):
    if isinstance(x, (str, bytes)):
        return text_of(x)
    a = np.atleast_1d(np.asarray(x))
    if a.dtype.kind in "OSU":
        return [text_of(y) for y in a] if a.size != 1 else text_of(a[0])
    return [repr(float(y)) if a.dtype.kind == "f" else str(int(y)) for y in a]


def describe(path, group):
    # xarray reads through netCDF4. Durations stay numbers, as in gchunk.
    with xr.open_dataset(path, group=group, decode_timedelta=False) as ds:
        out = {"dims": {str(k): int(v) for k, v in ds.sizes.items()}, "attrs": {k: attr(v) for k, v in ds.attrs.items()}, "variables": {}}
        for name, v in ds.variables.items():
            try:
                v = unpacked(path, group, name, v)
                kind, data = values(v)
            except Exception as e:
                out["variables"][name] = {"error": repr(e)[:100]}
                continue
            out["variables"][name] = {
                "dims": list(v.dims), "dtype": kind, "coord": name in ds.coords, "attrs": {k: attr(x) for k, x in v.attrs.items()},
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            if kind not in ("text", "time") and v.size and np.asarray(v.values).dtype.kind != "O":
                out["variables"][name]["first"] = repr(np.asarray(v.values).ravel()[0].item())
        return out


def groups(g, prefix=""):
    for name, sub in g.groups.items():
        yield prefix + name
        yield from groups(sub, prefix + name + "/")


result = {}
for folder in sys.argv[2:]:
    for path in sorted(pathlib.Path(folder).resolve().iterdir()):
        if path.name.startswith("refused_") or path.suffix not in (".nc", ".nc4", ".h5", ".hdf5", ".cdf"):
            continue
        try:
            with netCDF4.Dataset(path) as nc:
                names = [None, *groups(nc)]
        except Exception as e:
            print(path.name, "netCDF4:", e, file=sys.stderr)
            names = [None]
        for group in names:
            key = path.name + ("" if group is None else "//" + group)
            try:
                result[key] = {"folder": str(path.parent), **describe(path, group)}
            except Exception as e:
                print(key, "xarray:", repr(e)[:200], file=sys.stderr)
if sys.argv[1].endswith("files.json"):
    for item in result.values():
        item["folder"] = pathlib.Path(item["folder"]).name
json.dump(result, open(sys.argv[1], "w"), indent=0, sort_keys=False)
