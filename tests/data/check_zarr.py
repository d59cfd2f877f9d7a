"""Checks that zarr and xarray read the stores that gchunk writes, and that gchunk reads the stores that they write.

usage: check_zarr.py [COMMAND]     (COMMAND starts gchunk; by default it is the launcher of this checkout)

Needs zarr 2 and xarray, as make_zarr.py does. Debian has no reader of version 3, so only gchunk reads it here. Its own
tests compare it with the specification.
"""
import os
import shlex
import subprocess
import sys
import tempfile

import numpy as np
import xarray as xr

import make_zarr

HERE = os.path.dirname(os.path.abspath(__file__))
COMMAND = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "gchunk")
CODECS = ["None", "Zlib(6)", "Gzip(6)", "Zstd(3)", 'Blosc("lz4", 5, "byte")', 'Blosc("lz4hc", 9, "none")', 'Blosc("zstd", 3, "bit")', 'Blosc("zlib", 1, "byte")', 'Blosc("blosclz", 5, "byte")']


def gchunk(code, folder):
    script = os.path.join(folder, "check.csx")
    with open(script, "w") as f:
        f.write(code)
    subprocess.run([*shlex.split(COMMAND), script], cwd=folder, check=True)


def same(want, got, where):
    for name in want.variables:
        if want[name].dtype.kind in "OSU":
            continue  # gchunk has no arrays of text
        assert name in got.variables, f"{where}: {name} is missing"
        a, b = want[name], got[name]
        assert a.dims == b.dims and a.dtype == b.dtype, f"{where}: {name}: {b.dims} {b.dtype}, not {a.dims} {a.dtype}"
        assert np.array_equal(a.values, b.values, equal_nan=a.dtype.kind == "f"), f"{where}: {name} differs"
        for key in ("units", "long_name"):
            assert a.attrs.get(key) == b.attrs.get(key), f"{where}: {name}: {key}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        ds = make_zarr.dataset().drop_vars("when")
        ds.chunk({"time": 2}).to_zarr(f"{folder}/xarray.zarr")
        want = xr.open_zarr(f"{folder}/xarray.zarr").load()
        lines = ['var ds = OpenZarr("xarray.zarr");']
        for i, codec in enumerate(CODECS):
            codec = f"ZarrCompression.{codec}"
            lines.append(f'ds.ToZarr("two_{i}.zarr", compression: {codec}); ds.ToZarr("two_{i}.zip", compression: {codec});')
            lines.append(f'ds.ToZarr("three_{i}.zarr", format: 3, compression: {codec}, shards: new Dictionary<string, long> {{ ["time"] = 2 }});')
            lines.append(f'OpenZarr("three_{i}.zarr").ToZarr("three_two_{i}.zarr");')
        lines.append('ds.Isel("time", ..3).ToZarr("appended.zarr"); ds.Isel("time", 3..).Drop("count", "flag").ToZarr("appended.zarr", appendDim: "time");')
        lines.append('ds.ToZarr("appended.zarr", group: "inner/most");')
        lines.append('ds.ToZarr("parts.zarr", compute: false, chunks: new Dictionary<string, long> { ["time"] = 2 }); ds.Isel("time", ..2).Drop("count", "flag").ToZarr("parts.zarr", region: [("time", 0..2)]); ds.Isel("time", 2..).Drop("count", "flag").ToZarr("parts.zarr", region: [("time", 2..4)]);')
        gchunk("\n".join(lines), folder)
        for i in range(len(CODECS)):
            for name in (f"two_{i}.zarr", f"two_{i}.zip", f"three_two_{i}.zarr"):
                same(want, xr.open_zarr(f"{folder}/{name}"), name)
        same(want, xr.open_zarr(f"{folder}/appended.zarr"), "appended.zarr")
        same(want, xr.open_zarr(f"{folder}/appended.zarr", consolidated=False), "appended.zarr, not consolidated")
        same(want, xr.open_zarr(f"{folder}/appended.zarr", group="inner/most"), "appended.zarr, group")
        same(want.drop_vars(["count", "flag"]), xr.open_zarr(f"{folder}/parts.zarr"), "parts.zarr")
    print(f"no differences: {len(CODECS)} codecs, folders, zip files, groups, appended and in regions")


if __name__ == "__main__":
    main()
