"""Small GRIB files in tests/data/grib, and what cfgrib reads from them in expected.tsv beside them.

Needs Debian's python3-cfgrib, python3-eccodes and python3-xarray: /usr/bin/python3 tests/data/make_grib.py
"""

import pathlib
import warnings

import eccodes
import numpy as np
import xarray as xr

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).parent / "grib"
FOLDER.mkdir(exist_ok=True)


def write(name, messages):
    with open(FOLDER / name, "wb") as f:
        for number, (sample, keys) in enumerate(messages):
            handle = eccodes.codes_grib_new_from_samples(sample)
            hole = keys.pop("hole", None)
            for key, value in keys.items():
                eccodes.codes_set(handle, key, value)
            size = eccodes.codes_get_size(handle, "values")
            values = 250 + 30 * np.sin(np.arange(size) * 0.3 + number)
            if hole:
                eccodes.codes_set(handle, "bitmapPresent", 1)
                eccodes.codes_set(handle, "missingValue", 9999)
                values[::hole] = 9999
            eccodes.codes_set_values(handle, values)
            eccodes.codes_write(handle, f)
            eccodes.codes_release(handle)


GRID = dict(Ni=8, Nj=5, latitudeOfFirstGridPointInDegrees=60, latitudeOfLastGridPointInDegrees=40, longitudeOfFirstGridPointInDegrees=0,
            longitudeOfLastGridPointInDegrees=35, iDirectionIncrementInDegrees=5, jDirectionIncrementInDegrees=5)


def levels(sample, **more):
    for date in (20000101, 20000102):
        for step in (0, 6):
            for level in (500, 850, 1000):
                yield sample, dict(GRID, dataDate=date, dataTime=1200, stepRange=str(step), typeOfLevel="isobaricInhPa", level=level, **more)


write("levels1.grib", levels("regular_ll_pl_grib1", shortName="t"))
# Edition 2 on the grid of its sample.
write("levels2.grib", ((sample, {k: v for k, v in keys.items() if k not in GRID}) for sample, keys in levels("regular_ll_pl_grib2", shortName="z") if keys["level"] > 500 and keys["dataDate"] == 20000101))
write("surface.grib", [("regular_ll_sfc_grib1", dict(GRID, dataDate=19990228, dataTime=600, shortName="2t", hole=3)),
                       ("regular_ll_sfc_grib1", dict(GRID, dataDate=19990228, dataTime=600, shortName="msl"))])
write("south.grib", [("regular_ll_sfc_grib1", dict(GRID, jScansPositively=1, latitudeOfFirstGridPointInDegrees=40, latitudeOfLastGridPointInDegrees=60, shortName="msl"))])
write("reduced.grib", [("reduced_gg_pl_32_grib1", dict(shortName="t"))])
write("polar.grib", [("polar_stereographic_sfc_grib1", dict(shortName="msl"))])

with open(FOLDER / "expected.tsv", "w") as out:
    for path in sorted(FOLDER.glob("*.grib")):
        for name, v in xr.open_dataset(path, engine="cfgrib", indexpath="").variables.items():
            values = v.values
            if values.dtype.kind == "M":
                values = values.astype("M8[s]").astype("f8")
            elif values.dtype.kind == "m":
                values = values.astype("m8[s]").astype("f8") / 3600
            values = values.astype("f8")
            weights = np.cos(np.arange(values.size)).reshape(values.shape)
            print(path.name, name, ",".join(v.dims), ",".join(map(str, v.shape)), int(np.isnan(values).sum()), repr(float(np.nansum(values * weights))), sep="\t", file=out)
