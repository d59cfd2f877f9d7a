"""Reads Zarr stores of version 3 by the specification (zarr-specs: core 3.0 and its codecs), to check gchunk's stores.

It shares no code with gchunk. It is slow and reads whole arrays. Needs numcodecs and xarray.
"""
import base64
import itertools
import json
import os
import struct

import numcodecs
import numpy as np
import xarray as xr


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def checked(data):
    assert struct.unpack("<I", data[-4:])[0] == crc32c(data[:-4]), "the checksum does not match"
    return data[:-4]


def decode_bytes(codec, data):
    name, settings = codec["name"], codec.get("configuration", {})
    if name == "gzip":
        return numcodecs.GZip(settings["level"]).decode(data)
    if name == "zstd":
        return numcodecs.Zstd(settings["level"]).decode(data)
    if name == "zlib" or name == "numcodecs.zlib":
        return numcodecs.Zlib().decode(data)
    if name == "blosc":
        assert settings["shuffle"] in ("noshuffle", "shuffle", "bitshuffle") and settings["cname"] in ("lz4", "lz4hc", "blosclz", "zstd", "snappy", "zlib") and "typesize" in settings, settings
        return numcodecs.Blosc().decode(data)
    if name == "crc32c":
        return checked(bytes(data))
    raise ValueError(f"no codec {name}")


def decode(codecs, data, shape, dtype, fill):
    """Decodes a chunk: bytes-to-bytes codecs, one array-to-bytes codec, array-to-array codecs, each in reverse order."""
    kinds = [c["name"] for c in codecs]
    middle = next(i for i, k in enumerate(kinds) if k in ("bytes", "sharding_indexed", "vlen-utf8"))
    for codec in reversed(codecs[middle + 1:]):
        data = bytes(decode_bytes(codec, data))
    orders = [c["configuration"]["order"] for c in codecs[:middle] if c["name"] == "transpose"]
    assert len(orders) == middle, kinds
    for order in orders:
        shape = tuple(shape[i] for i in order)
    settings = codecs[middle].get("configuration", {})
    if kinds[middle] == "bytes":
        if dtype.itemsize > 1:
            dtype = dtype.newbyteorder({"little": "<", "big": ">"}[settings["endian"]])
        array = np.frombuffer(data, dtype)
        assert array.size == np.prod(shape, dtype=int), f"{array.size} elements in a chunk of {shape}"
        array = array.reshape(shape)
    elif kinds[middle] == "vlen-utf8":
        array = numcodecs.VLenUTF8().decode(data).reshape(shape)
    else:
        array = unshard(settings, data, shape, dtype, fill)
    for order in reversed(orders):
        array = array.transpose(np.argsort(order))
    return array


def unshard(settings, data, shape, dtype, fill):
    inner = settings["chunk_shape"]
    counts = [n // c for n, c in zip(shape, inner)]
    assert all(n % c == 0 for n, c in zip(shape, inner))
    kinds = [c["name"] for c in settings["index_codecs"]]
    assert kinds in (["bytes"], ["bytes", "crc32c"]), kinds
    length = 16 * int(np.prod(counts)) + (4 if "crc32c" in kinds else 0)
    index = data[:length] if settings.get("index_location", "end") == "start" else data[-length:]
    index = decode(settings["index_codecs"], index, (*counts, 2), np.dtype("u8"), 0)
    array = np.full(shape, fill, dtype)
    for at in itertools.product(*map(range, counts)):
        offset, size = (int(v) for v in index[at])
        if offset == size == 2**64 - 1:
            continue
        assert offset + size <= len(data)
        part = decode(settings["codecs"], data[offset:offset + size], tuple(inner), dtype, fill)
        array[tuple(slice(i * n, (i + 1) * n) for i, n in zip(at, inner))] = part
    return array


def read_array(path, metadata):
    assert metadata["zarr_format"] == 3 and metadata["node_type"] == "array" and metadata["chunk_grid"]["name"] == "regular"
    shape, chunk = metadata["shape"], metadata["chunk_grid"]["configuration"]["chunk_shape"]
    text = metadata["data_type"] == "string"
    dtype = np.dtype(object) if text else np.dtype(metadata["data_type"])
    fill = metadata["fill_value"]
    fill = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}.get(fill, fill) if not text else fill
    assert metadata["chunk_key_encoding"]["name"] == "default"
    separator = metadata["chunk_key_encoding"].get("configuration", {}).get("separator", "/")
    array = np.full(shape, fill, dtype)
    for at in itertools.product(*(range(-(-n // c)) for n, c in zip(shape, chunk))):
        key = os.path.join(path, separator.join(["c", *map(str, at)]))
        if not os.path.exists(key):
            continue
        with open(key, "rb") as f:
            part = decode(metadata["codecs"], f.read(), tuple(chunk), dtype, fill)
        place = tuple(slice(i * c, min(n, (i + 1) * c)) for i, c, n in zip(at, chunk, shape))
        array[place] = part[tuple(slice(0, p.stop - p.start) for p in place)]
    return array


def missing(value, dtype):
    """Returns the fill value from an attribute as xarray writes it: floats are the Base64 of their eight bytes."""
    return struct.unpack("<d", base64.b64decode(value))[0] if dtype.startswith("float") else value


def open_dataset(path, *without):
    """Returns the arrays of a group, except some, as a data set that xarray has decoded."""
    with open(os.path.join(path, "zarr.json")) as f:
        group = json.load(f)
    assert group["zarr_format"] == 3 and group["node_type"] == "group"
    variables = {}
    for name in sorted(os.listdir(path)):
        file = os.path.join(path, name, "zarr.json")
        if name in without or not os.path.exists(file):
            continue
        with open(file) as f:
            metadata = json.load(f)
        if "consolidated_metadata" in group:
            assert group["consolidated_metadata"]["metadata"][name] == metadata, f"{name}: consolidated metadata differ"
        attributes = metadata.get("attributes", {})
        if "_FillValue" in attributes:
            attributes["_FillValue"] = np.dtype(metadata["data_type"]).type(missing(attributes["_FillValue"], metadata["data_type"]))
        variables[name] = (metadata["dimension_names"], read_array(os.path.join(path, name), metadata), attributes)
    return xr.decode_cf(xr.Dataset(variables, attrs=group.get("attributes", {})))
