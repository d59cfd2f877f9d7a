"""Writes tests/data/zarr/: stores that zarr and xarray write, and the values that they read from them (expected.json).

Needs zarr 2, numcodecs and xarray (Debian: python3-zarr python3-xarray). Run it with the system's Python in this folder.
"""
import json
import os
import shutil
import zipfile

import numcodecs
import numpy as np
import xarray as xr
import zarr

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "zarr")


def codecs(group):
    """Adds the same numbers with every codec that numcodecs and gchunk share."""
    values = (np.arange(7 * 11).reshape(7, 11) * 0.5 - 10).astype("<f4")
    made = {
        "none": dict(compressor=None),
        "zlib": dict(compressor=numcodecs.Zlib(6)),
        "gzip": dict(compressor=numcodecs.GZip(5)),
        "zstd": dict(compressor=numcodecs.Zstd(3)),
        "blosc_lz4": dict(compressor=numcodecs.Blosc("lz4", 5, numcodecs.Blosc.SHUFFLE)),
        "blosc_lz4hc": dict(compressor=numcodecs.Blosc("lz4hc", 9, numcodecs.Blosc.NOSHUFFLE)),
        "blosc_zstd_bit": dict(compressor=numcodecs.Blosc("zstd", 3, numcodecs.Blosc.BITSHUFFLE)),
        "blosc_zlib": dict(compressor=numcodecs.Blosc("zlib", 3, numcodecs.Blosc.AUTOSHUFFLE)),
        "blosc_blosclz": dict(compressor=numcodecs.Blosc("blosclz", 3, numcodecs.Blosc.SHUFFLE)),
        "shuffle_zlib": dict(filters=[numcodecs.Shuffle(4)], compressor=numcodecs.Zlib(1)),
        "bitround": dict(filters=[numcodecs.BitRound(20)], compressor=numcodecs.Zlib(1)) if hasattr(numcodecs, "BitRound") else {},
        "quantize": dict(filters=[numcodecs.Quantize(digits=2, dtype="<f4")], compressor=numcodecs.Zlib(1)),
        "order_f": dict(order="F", compressor=numcodecs.Zlib(1)),
        "slash": dict(dimension_separator="/"),
    }
    for name, settings in made.items():
        a = group.create_dataset(name, data=values, chunks=(3, 4), fill_value=None, **settings)
        a.attrs["_ARRAY_DIMENSIONS"] = ["y", "x"]


def kinds(group):
    """Adds every kind of number in both byte orders, bools, all kinds of text, times, scalars, fill values, empty axes."""
    for kind in ["|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8", "<f4", ">f4", "<f8", ">f8"]:
        info = np.iinfo(kind) if kind[1] != "f" else np.finfo(kind)
        values = np.array([info.min, 0, 1, 2, info.max], dtype=kind)
        name = {"<": "little", ">": "big", "|": "byte"}[kind[0]] + "_" + kind[1:]
        add(group, name, values, ["n"], chunks=2, fill_value=None)
    add(group, "truth", np.array([True, False, True, True, False]), ["n"], chunks=2, fill_value=False)
    add(group, "utf32", np.array(["a", "höhe", "", "日本", "zzzzzzzz"]), ["n"], chunks=2)
    add(group, "utf32_big", np.array(["a", "höhe", "", "日本", "zzzzzzzz"]).astype(">U8"), ["n"], chunks=2)
    add(group, "bytes", np.array([b"a", b"bc", b"", b"def", b"ghij"]), ["n"], chunks=2)
    a = group.create_dataset("objects", data=np.array(["one", "", "drei", "四", "five"], dtype=object), object_codec=numcodecs.VLenUTF8(), chunks=2)
    a.attrs["_ARRAY_DIMENSIONS"] = ["n"]
    add(group, "pickled", np.array([1, 2, 3, 4, 5], dtype="<c16"), ["n"])
    add(group, "days", np.array(["2001-01-01", "1999-12-31", "1850-06-01", "2300-01-01", "1970-01-01"], dtype="M8[D]"), ["n"], fill_value=None)
    add(group, "scalar", np.array(42.5), [], fill_value=None)
    add(group, "empty", np.zeros((0, 3), "<i4"), ["none", "z"], fill_value=None)
    for name, fill, dtype in [("fill_number", -9.5, "<f4"), ("fill_nan", np.nan, "<f8"), ("fill_inf", -np.inf, "<f8"), ("fill_int", -7, "<i2"), ("fill_zero", 0, "<i4")]:
        a = group.create_dataset(name, shape=(5,), chunks=2, dtype=dtype, fill_value=fill)
        a[2:4] = np.array([1, 2])
        a.attrs["_ARRAY_DIMENSIONS"] = ["n"]
    add(group, "attributes", np.zeros(5, "<i4"), ["n"], fill_value=None)
    group["attributes"].attrs.update(
        {"text": "häuschen", "whole": 3, "real": 2.5, "point": 2.0, "many": [1, 2, 3], "mixed": [1, 2.5], "nan": float("nan"), "nans": [1.0, float("nan"), float("-inf")], "words": ["a", "b"],
         "nested": {"a": [1, {"b": 2}]}, "nothing": None, "truth": True, "large": 2**63 + 1, "negative": -2**62, "empty": []})
    inner = group.create_group("inner").create_group("most")
    add(inner, "v", np.arange(6, dtype="<i4"), ["w"], fill_value=None)
    inner.attrs["title"] = "nested"


def add(group, name, values, dims, **settings):
    a = group.create_dataset(name, data=values, **settings)
    a.attrs["_ARRAY_DIMENSIONS"] = dims


def dataset():
    """Returns a data set for xarray to write: packed numbers, times, text labels, coordinates of two dimensions."""
    rng = np.random.default_rng(1)
    t = np.array(["2001-01-01T00", "2001-01-01T06", "2001-01-02T00", "2001-01-05T12"], dtype="M8[ns]")
    pr = rng.normal(size=(4, 3, 5)).astype("f4")
    pr[1, 2, 3] = np.nan
    ds = xr.Dataset(
        {
            "pr": (("time", "lat", "lon"), pr, {"units": "mm", "long_name": "rain"}),
            "packed": (("time", "lat"), np.array([[1.5, np.nan, 2.25]] * 4)),
            "count": (("lat",), np.array([1, 2, 3], "i2")),
            "flag": (("lat",), np.array([True, False, True])),
            "when": (("lat",), np.array(["2000-02-29", "NaT", "1999-01-01"], "M8[ns]")),
        },
        {"time": t, "lat": [10.0, 20.0, 30.0], "lon": np.arange(5, dtype="i4"), "name": ("lat", ["a", "bb", "ccc"]), "area": (("lat", "lon"), np.arange(15.0).reshape(3, 5)), "level": 850.0},
        {"title": "made", "version": 2},
    )
    ds["packed"].encoding = {"dtype": "i2", "scale_factor": 0.25, "add_offset": 1.0, "_FillValue": -9999}
    return ds


def describe(a):
    values = np.asarray(a)
    dtype = values.dtype.newbyteorder("=").name
    if values.dtype.kind in "mM":
        values = values.astype("i8")
    words = [repr(v) if isinstance(v, float) else str(v) for v in values.ravel().tolist()]
    if values.dtype.kind in "OSU":
        words = [v.decode() if isinstance(v, bytes) else v for v in values.ravel().tolist()]
    return {"shape": list(values.shape), "dtype": dtype, "values": words}


def pack(folder, path):
    """Moves a folder into a zip file whose bytes are the same each time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as z:
        for root, _, files in sorted(os.walk(folder)):
            for f in sorted(files):
                full = os.path.join(root, f)
                with open(full, "rb") as content:
                    z.writestr(zipfile.ZipInfo(os.path.relpath(full, folder)), content.read())
    shutil.rmtree(folder)


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    expected = {}
    for make in (codecs, kinds):
        folder = os.path.join(OUT, make.__name__)
        group = zarr.open_group(zarr.DirectoryStore(folder), "w")
        make(group)
        if make is codecs:
            zarr.consolidate_metadata(folder)
        read = zarr.open_group(folder, "r")
        expected[make.__name__] = {n: describe(a[...]) for n, a in read.arrays() if n != "pickled"}
        pack(folder, folder + ".zip")
    folder = os.path.join(OUT, "xarray")
    dataset().chunk({"time": 2}).to_zarr(folder)
    read = xr.open_zarr(folder)
    expected["xarray"] = {n: {**describe(v.values), "dims": list(v.dims)} for n, v in read.variables.items()}
    pack(folder, folder + ".zip")
    with open(os.path.join(OUT, "expected.json"), "w") as f:
        json.dump(expected, f, indent=0, sort_keys=True, ensure_ascii=False)


if __name__ == "__main__":
    main()
