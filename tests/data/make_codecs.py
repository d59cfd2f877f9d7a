#!/usr/bin/python3
"""Writes numcodecs/store.zip: an array for each codec of numcodecs, and numcodecs/expected.json: what zarr reads from it.

Needs zarr 2 and numcodecs (Debian: python3-zarr, python3-numcodecs). CodecsOfNumcodecsTests.cs reads both.
"""

import json
import os

import numcodecs
import numpy as np
import zarr

HERE = os.path.dirname(os.path.abspath(__file__))
PATH = os.path.join(HERE, "numcodecs", "store.zip")

integers = (np.arange(20) ** 2 - 50).astype("<i4")
floats = np.round(np.sin(np.arange(20)) * 100, 2)
ARRAYS = {
    "delta": (integers, [numcodecs.Delta("<i4")], numcodecs.Zlib(1)),
    "delta.short": (integers, [numcodecs.Delta("<i4", astype="<i2")], None),
    "delta.big": (integers.astype(">i4"), [numcodecs.Delta(">i4")], numcodecs.Zlib(1)),
    "delta.float": (floats.astype("<f4"), [numcodecs.Delta("<f4")], None),
    "delta.byte": (integers.astype("|u1"), [numcodecs.Delta("|u1")], None),
    "fixed": (floats, [numcodecs.FixedScaleOffset(offset=-5, scale=10, dtype="<f8", astype="<i2")], None),
    "fixed.single": (
        floats.astype("<f4"),
        [numcodecs.FixedScaleOffset(offset=0.5, scale=7, dtype="<f4", astype="<i4")],
        numcodecs.Zlib(1),
    ),
    "astype": (floats, [numcodecs.AsType("<f4", "<f8")], None),
    "packbits": (integers % 3 == 0, [numcodecs.PackBits()], None),
    "lz4": (floats, None, numcodecs.LZ4()),
    "bz2": (floats, None, numcodecs.BZ2(5)),
    "lzma": (floats, None, numcodecs.LZMA(preset=1)),
    "crc32": (floats, [numcodecs.CRC32()], None),
    "adler32": (floats, [numcodecs.Adler32()], None),
    "base64": (integers, [numcodecs.Base64()], None),
    "several": (
        floats,
        [numcodecs.FixedScaleOffset(0, 100, "<f8", "<i4"), numcodecs.Delta("<i4"), numcodecs.Shuffle(4), numcodecs.CRC32()],
        numcodecs.BZ2(9),
    ),
}

store = zarr.ZipStore(PATH, mode="w")
group = zarr.open_group(store, mode="w")
expected = {}
for name, (values, filters, compressor) in ARRAYS.items():
    array = group.create_dataset(
        name, data=values, chunks=(7,), filters=filters, compressor=compressor, fill_value=None
    )
    array.attrs["_ARRAY_DIMENSIONS"] = ["x"]
    expected[name] = array[:].astype("f8").tolist()
texts = ["b", "a", "", "b", "日本"]
for name, codec in {
    "json2": numcodecs.JSON(),
    "categorize": numcodecs.Categorize(["a", "b", "日本"], dtype=object),
    "pickle": numcodecs.Pickle(),
}.items():
    array = group.create_dataset(
        name, data=np.array(texts, dtype=object), chunks=(5,), dtype=object, object_codec=codec, compressor=None
    )
    array.attrs["_ARRAY_DIMENSIONS"] = ["t"]
    expected[name] = array[:].tolist()
zarr.consolidate_metadata(store)
store.close()
with open(os.path.join(HERE, "numcodecs", "expected.json"), "w") as out:
    json.dump(expected, out, ensure_ascii=False, indent=0)
    out.write("\n")
