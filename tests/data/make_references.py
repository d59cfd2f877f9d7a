#!/usr/bin/python3
"""Writes references/day.json: references of kerchunk to labelled/day_200101.nc, and checks them with xarray and fsspec.

Needs h5py, zarr 2, fsspec and xarray (Debian: python3-h5py, python3-zarr, python3-fsspec, python3-xarray).
"""

import base64
import json
import os

import h5py
import numcodecs
import numpy as np
import xarray as xr

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "labelled", "day_200101.nc")


def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.ndarray) and value.size == 1:
        return plain(value.reshape(-1)[0])
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def attributes(item, dims):
    hidden = ("CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates", "_NCProperties")
    attrs = {name: plain(value) for name, value in item.attrs.items() if name not in hidden}
    if dims is not None:
        attrs["_ARRAY_DIMENSIONS"] = dims
    return json.dumps(attrs)


refs = {".zgroup": json.dumps({"zarr_format": 2})}
with h5py.File(SOURCE, "r") as file:
    refs[".zattrs"] = attributes(file, None)
    for name, data in file.items():
        if data.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension but not"):
            continue
        dims = [data.dims[axis][0].name.lstrip("/") if len(data.dims[axis]) else name for axis in range(data.ndim)]
        chunks = data.chunks or data.shape
        filters = [numcodecs.Shuffle(data.dtype.itemsize).get_config()] if data.shuffle else None
        compressor = numcodecs.Zlib(data.compression_opts).get_config() if data.compression == "gzip" else None
        fill = data.attrs.get("_FillValue")
        refs[name + "/.zarray"] = json.dumps(
            {
                "zarr_format": 2,
                "shape": data.shape,
                "chunks": chunks,
                "dtype": data.dtype.str,
                "order": "C",
                "fill_value": None if fill is None else plain(fill),
                "filters": filters,
                "compressor": compressor,
            }
        )
        refs[name + "/.zattrs"] = attributes(data, dims)
        if data.chunks is None:
            key = name + "/" + ".".join("0" for _ in data.shape)
            if data.nbytes < 100:
                refs[key] = "base64:" + base64.b64encode(data[...].tobytes()).decode()
            else:
                refs[key] = ["{{u}}", int(data.id.get_offset()), int(data.nbytes)]
            continue
        for i in range(data.id.get_num_chunks()):
            info = data.id.get_chunk_info(i)
            key = name + "/" + ".".join(str(o // c) for o, c in zip(info.chunk_offset, data.chunks))
            refs[key] = ["{{u}}", int(info.byte_offset), int(info.size)]

path = os.path.join(HERE, "references", "day.json")
whole = {"version": 1, "templates": {"u": "../labelled/day_200101.nc"}, "refs": refs}
with open(path, "w") as out:
    json.dump(whole, out, indent=0)
    out.write("\n")

checked = dict(whole, templates={"u": SOURCE})
read = xr.open_dataset(
    "reference://",
    engine="zarr",
    backend_kwargs={"consolidated": False, "storage_options": {"fo": checked}},
)
xr.testing.assert_equal(read.load(), xr.open_dataset(SOURCE).load())
