"""Small GeoTIFF files in tests/data/geotiff, and what rasterio reads from them in expected.tsv beside them.

Needs Debian's python3-rasterio and python3-numpy: python3 tests/data/make_geotiff.py
"""

import pathlib

import numpy as np
import rasterio
from rasterio.transform import Affine

FOLDER = pathlib.Path(__file__).parent / "geotiff"
FOLDER.mkdir(exist_ok=True)
UTM = Affine(30.0, 0, 500000, 0, -30.0, 5200000)
WORLD = Affine(0.5, 0, -10, 0, -0.5, 50)
PIXELS = np.arange(3 * 37 * 45).reshape(3, 37, 45)

# name: dtype, bands, crs, transform, options of the driver, what is set on the file afterwards
FILES = {
    "strips": ("int16", 1, 32632, UTM, {}, {"nodata": -5}),
    "tiles_lzw": ("uint8", 3, 4326, WORLD, dict(tiled=True, blockxsize=16, blockysize=16, compress="lzw", interleave="pixel"), {}),
    "planes_deflate": ("uint16", 2, 3035, UTM, dict(tiled=True, blockxsize=16, blockysize=32, compress="deflate", predictor=2, interleave="band"), {"nodata": 7}),
    "float_predictor": ("float32", 1, 4326, WORLD, dict(compress="deflate", predictor=3, blockysize=5), {"nodata": float("nan")}),
    "double_big": ("float64", 1, 3413, UTM, dict(BIGTIFF="YES", ENDIANNESS="BIG", compress="packbits"), {}),
    "double_predictor": ("float64", 2, 3413, UTM, dict(compress="lzw", predictor=3, interleave="pixel"), {}),
    "big_endian_lzw": ("int32", 1, 2154, UTM, dict(ENDIANNESS="BIG", compress="lzw", predictor=2), {}),
    "packed": ("int16", 1, 4326, WORLD, {}, {"scales": [0.01], "offsets": [5.0], "units": ["K"], "descriptions": ["skin temperature"], "nodata": -1}),
    "zstd": ("uint32", 1, 3857, UTM, dict(compress="zstd"), {}),
    "bits": ("uint8", 1, 4326, WORLD, dict(nbits=1), {}),
    "rotated": ("uint8", 1, 32632, Affine(20, 5, 500000, 5, -20, 5200000), {}, {}),
    "sparse": ("int16", 1, 32632, UTM, dict(tiled=True, blockxsize=16, blockysize=16, SPARSE_OK="TRUE"), {"nodata": -9}),
    "signed_bytes": ("int8", 1, 32632, UTM, {}, {}),
}

with open(FOLDER / "expected.tsv", "w") as out:
    for name, (dtype, bands, crs, transform, options, extras) in FILES.items():
        path = FOLDER / f"{name}.tif"
        path.unlink(missing_ok=True)
        profile = dict(driver="GTiff", width=45, height=37, count=bands, crs=f"EPSG:{crs}", transform=transform, dtype=dtype, **options)
        if "nodata" in extras:
            profile["nodata"] = extras["nodata"]
        values = PIXELS[:bands]
        if name == "bits":
            values = values % 3 % 2
        elif dtype.startswith("f"):
            values = np.sin(values * 0.1) * 100
        elif dtype in ("uint8", "int8"):
            values = values % 120
        with rasterio.open(path, "w", **profile) as f:
            if name == "sparse":
                f.write(values[0, :16, :16].astype(dtype), 1, window=((0, 16), (0, 16)))
            else:
                f.write(values.astype(dtype))
            for key in ("scales", "offsets", "units", "descriptions"):
                if key in extras:
                    setattr(f, key, extras[key])
        with rasterio.open(path) as f:
            read = f.read(masked=True).astype("f8")
            if "scales" in extras:
                read = read * extras["scales"][0] + extras["offsets"][0]
            read = np.where(np.ma.getmaskarray(read), np.nan, np.ma.getdata(read))
            weights = np.cos(np.arange(read.size)).reshape(read.shape)
            x, y = f.xy(0, 0)
            print(name, *read.shape, np.isnan(read).sum(), repr(float(np.nansum(read * weights))), repr(x), repr(y), sep="\t", file=out)

# A file with overviews: the image of full size is read.
path = FOLDER / "overviews.tif"
path.unlink(missing_ok=True)
with rasterio.open(path, "w", driver="GTiff", width=64, height=64, count=1, dtype="uint8", crs="EPSG:4326", transform=WORLD, tiled=True, blockxsize=16, blockysize=16, compress="deflate") as f:
    f.write((np.arange(64 * 64) % 251).reshape(1, 64, 64).astype("uint8"))
with rasterio.open(path, "r+") as f:
    f.build_overviews([2, 4])
