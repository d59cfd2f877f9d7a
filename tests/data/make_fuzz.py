#!/usr/bin/env python3
"""Makes the examples (good-*) in tests/data/fuzz that are not copies of files of the other folders. Needs numpy and
zlib. Inputs of other names were found by fuzzing: ../Gchunk.Fuzz/run. The Parquet in references/good-inline.bin is
ReadCsv("refs.csv").ToParquet("refs.parq") of the lines: offset,size,raw / 0,0,base64:AAAAPw== / 0,0,abcd"""
import gzip
import json
import os
import struct
import zipfile
import zlib

import numpy as np

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fuzz")


def put(name, content):
    path = os.path.join(HERE, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(content.encode() if isinstance(content, str) else content)


# ---- Attributes of an array of the numbers 0, 7 and 2^31 - 1.
put("attributes/good-times.json", json.dumps({"_ARRAY_DIMENSIONS": ["t"], "units": "days since 2001-01-01", "calendar": "noleap"}))
put("attributes/good-packed.json", json.dumps({"_ARRAY_DIMENSIONS": ["t"], "scale_factor": 0.5, "add_offset": 3, "_FillValue": 7, "valid_range": [0, 9]}))
put("attributes/good-flags.json", json.dumps({"flag_values": [0, 7], "flag_meanings": "off on", "units": "mm s-1"}))

# ---- Metadata of a DAP4 server and, after a zero, its answer for a variable: metadata, elements and their checksum.
dmr = b"""<Dataset name="x" xmlns="http://xml.opendap.org/ns/DAP/4.0#"><Dimension name="t" size="3"/><Int16 name="v"><Dim name="/t"/><Attribute name="units" type="String"><Value>K</Value></Attribute></Int16><Group name="g"><Dimension name="t" size="2"/></Group></Dataset>"""
for name, order, flags in (("little", "<", 4), ("big", ">", 0)):
    elements = np.array([1, -2, 3], order + "i2").tobytes()
    sent = elements + struct.pack(order + "I", zlib.crc32(elements))
    parts = [(0, b"<Dataset/>"), (0, sent[:4]), (1, sent[4:])]
    put(f"dap4/good-{name}.bin", dmr + b"\0" + b"".join(struct.pack(">I", (f | flags) << 24 | len(p)) + p for f, p in parts))

# ---- Metadata of arrays.
put("zarr/good-2.json", json.dumps({"zarr_format": 2, "shape": [4, 3], "chunks": [2, 3], "dtype": "<f8", "compressor": None, "fill_value": "NaN", "order": "F", "filters": [{"id": "delta", "dtype": "<f8"}], "dimension_separator": "/"}))
put("zarr/good-2-text.json", json.dumps({"zarr_format": 2, "shape": [12], "chunks": [12], "dtype": "<U2", "compressor": None, "fill_value": "", "order": "C", "filters": None}))
three = {"zarr_format": 3, "node_type": "array", "shape": [8, 6], "data_type": "int16", "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [8, 6]}}, "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}, "fill_value": 1, "codecs": [{"name": "transpose", "configuration": {"order": [1, 0]}}, {"name": "bytes", "configuration": {"endian": "big"}}], "attributes": {"units": "K"}, "dimension_names": ["y", "x"]}
put("zarr/good-3.json", json.dumps(three))
put("zarr/refused-size-wraps.json", json.dumps({"zarr_format": 2, "shape": [2305843009213693954], "chunks": [1048576], "dtype": "<f8", "compressor": None, "fill_value": 0, "order": "C", "filters": None}))

# ---- Codecs and a chunk of 24 float32.
plain = np.arange(24, dtype="<f4").tobytes()
little = {"name": "bytes", "configuration": {"endian": "little"}}


def coded(name, codecs, chunk):
    put("codecs/good-" + name, json.dumps(codecs).encode() + b"\n" + chunk)


coded("plain", [little], plain)
coded("gzip", [little, {"name": "gzip", "configuration": {"level": 5}}], gzip.compress(plain, mtime=0))
coded("zlib-shuffle", [little, {"name": "numcodecs.shuffle", "configuration": {"elementsize": 4}}, {"name": "numcodecs.zlib", "configuration": {"level": 1}}], zlib.compress(np.frombuffer(plain, "u1").reshape(24, 4).T.tobytes()))
coded("adler32", [little, {"name": "numcodecs.adler32"}], struct.pack("<I", zlib.adler32(plain)) + plain)
try:
    import numcodecs

    coded("blosc", [little, {"name": "blosc", "configuration": {"cname": "lz4", "clevel": 5, "shuffle": "bitshuffle", "typesize": 4, "blocksize": 0}}], bytes(numcodecs.Blosc("lz4", 5, 2).encode(np.frombuffer(plain, "<f4"))))
    coded("zstd", [little, {"name": "zstd", "configuration": {"level": 3, "checksum": False}}], bytes(numcodecs.Zstd(3).encode(plain)))
    coded("lz4", [little, {"name": "numcodecs.lz4", "configuration": {"acceleration": 1}}], bytes(numcodecs.LZ4().encode(plain)))
except ImportError:
    pass

# ---- Filters of HDF5: which, the size of an element, the bytes of the chunk, seven parameters.


def filtered(name, which, chunk, size=4, capacity=96, values=()):
    put("filters/good-" + name, struct.pack("<BBH7I", which, size - 1, capacity - 1, *(list(values) + [0] * 7)[:7]) + chunk)


filtered("deflate", 8, zlib.compress(plain))
filtered("lzf", 3, bytes([31]) + plain[:32] + bytes([31]) + plain[32:64] + bytes([31]) + plain[64:])

# ---- Texts.
for i, text in enumerate(["2001-01-05", "2001-01-05T12:30:00.123456", "::-1", "1:10:2", "time.season", "QS-DEC", "12h", "ij,jk->ik", "..., ::2"]):
    put(f"texts/good-{i}", text)
put("csv/good-table.csv", 'n,v,t,s\n1,0.5,2001-01-01,"a, b"\n2,,2001-01-02,c\n')
put("csv/good-quotes.csv", 'a,b\n"1","x\ny"\n-2,""""\n')
put("catalogue/good-all.yml", """sources:
  rain:
    description: Daily rain
    driver: netcdf
    args:
      urlpath: "{{ CATALOG_DIR }}/{{ name }}_{{ n }}.nc"
      chunks: {time: 10}
    parameters:
      name: {description: the file, type: str, default: rain, allowed: [rain, snow]}
      n: {type: int, default: 3, min: 1, max: 5}
      when: {type: datetime, default: 2001-01-01}
    metadata: &m {a: 1, b: [1, 2]}
  other: {driver: zarr, args: {urlpath: x.zarr}, metadata: *m}
""")
put("notebook/good-execute", '{"msg_id": "1", "msg_type": "execute_request", "session": "s"}\n{"code": "Ones(3)\\ud83c\\udf0d", "silent": false, "cursor_pos": 4, "user_expressions": {"a": "1"}}')

# ---- References of kerchunk, all inline.
array = json.dumps({"zarr_format": 2, "shape": [3], "chunks": [3], "dtype": "<i4", "compressor": None, "fill_value": None, "order": "C", "filters": None})
put("kerchunk/good-inline.json", json.dumps({"version": 1, "templates": {"u": "x"}, "refs": {".zgroup": '{"zarr_format":2}', "a/.zarray": array, "a/.zattrs": '{"_ARRAY_DIMENSIONS":["t"]}', "a/0": "base64:AAAAAAEAAAACAAAA", "b": ["{{u}}.nc", 0, 4]}}))
put("kerchunk/good-plain.json", json.dumps({".zgroup": '{"zarr_format":2}', "a/.zarray": array, "a/.zattrs": "{}", "a/0": "abcdefghijkl"}))

# ---- A store in a zip.
with open(os.path.join(HERE, "made.zip"), "wb") as f, zipfile.ZipFile(f, "w") as z:
    for key, text in [(".zgroup", '{"zarr_format":2}'), ("a/.zarray", array), ("a/.zattrs", "{}"), ("a/0", "abcdefghijkl")]:
        z.writestr(zipfile.ZipInfo(key, (2001, 1, 1, 0, 0, 0)), text)
os.makedirs(os.path.join(HERE, "zip"), exist_ok=True)
os.replace(os.path.join(HERE, "made.zip"), os.path.join(HERE, "zip/good-store.zip"))
with open(os.path.join(HERE, "made.zip"), "wb") as f, zipfile.ZipFile(f, "w", zipfile.ZIP_DEFLATED) as z:
    for key, text in [("../../escaped", "x"), ("/etc/escaped", "x"), (".zgroup", '{"zarr_format":2}'), ("a/../.zattrs", "{}")]:
        z.writestr(zipfile.ZipInfo(key, (2001, 1, 1, 0, 0, 0)), text)
os.replace(os.path.join(HERE, "made.zip"), os.path.join(HERE, "zip/outside.zip"))

# ---- Features.
ring = [[0, 0], [4, 0], [4, 4], [0, 0]]
put("geojson/good-features.geojson", json.dumps({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": "a", "n": 1.5}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
    {"type": "Feature", "properties": None, "geometry": {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}},
    {"type": "Feature", "properties": {}, "geometry": {"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [[0, 0], [1, 1]]}]}}]}))
points = b"".join(struct.pack("<dd", x, y) for x, y in ring)
shape = struct.pack("<i4dii", 5, 0, 0, 4, 4, 1, 4) + struct.pack("<i", 0) + points
record = struct.pack(">ii", 1, len(shape) // 2) + shape
put("shapefile/good-polygon.shp", struct.pack(">i20xi", 9994, (100 + len(record)) // 2) + struct.pack("<ii8d", 1000, 5, 0, 0, 4, 4, 0, 0, 0, 0) + record)
fields = b"NAME\0\0\0\0\0\0\0C" + bytes(4) + bytes([6, 0]) + bytes(14) + b"N\0\0\0\0\0\0\0\0\0\0N" + bytes(4) + bytes([5, 1]) + bytes(14) + b"\r"
put("dbf/good-table.dbf", struct.pack("<B3BIHH20x", 3, 101, 1, 1, 2, 32 + len(fields), 12) + fields + b" abc    1.5 " + b" def       2" + b"\x1a")
