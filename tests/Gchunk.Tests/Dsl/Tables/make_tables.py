#!/usr/bin/python3
"""Writes tables.json: how xarray and pandas print tables and write and read them as CSV.

Needs xarray and pandas 1.5 (Debian: python3-xarray, python3-pandas, python3-netcdf4). TablesTests.cs makes the same
tables.
"""

import io
import json
import os
import warnings

import numpy as np
import pandas as pd
import xarray as xr

warnings.simplefilter("ignore")
pd.set_option("display.max_columns", 20)  # as in notebooks; columns that do not fit follow below
HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "../../../data/labelled")

t = xr.open_dataset(os.path.join(DATA, "repacked.nc"))
noleap = xr.open_dataset(os.path.join(DATA, "noleap.nc"))
numbers = {
    "plain": [1.5, np.nan, -2.25],
    "whole": [1.0, 2.0, 3.0],
    "small": [1e-7, 1.0, 2.5],
    "large": [1e10, 1.5, -3.0],
    "long": [1234567.891, 2.0, 3.0],
    "third": [1 / 3, 2 / 3, 1e5 / 3],
    "infinite": [np.inf, -np.inf, 0.0],
    "missing": [np.nan, np.nan, np.nan],
    "count": np.array([1, -20, 300]),
    "flag": [True, False, True],
}
made = pd.DataFrame(numbers)
kinds = pd.DataFrame(
    {
        "name": ["a", np.nan, 'with "quotes", commas'],
        "single": np.array([0.1, 1e-5, 3e38], dtype="float32"),
        "day": pd.to_datetime(["2000-01-01", "2000-01-31", None]),
        "time": pd.to_datetime(["2000-01-01", "2000-01-31 12:30:00", None]),
        "span": pd.to_timedelta([12 * 3600, None, -90000], unit="s"),
        "text": ["x" * 70, "line\nbreak", ""],
    }
)
grid = xr.Dataset(
    {
        "pr": (("time", "lat"), np.arange(6.0).reshape(3, 2) / 4, {"units": "mm"}),
        "mask": (("lat",), np.array([1, 0], dtype="int8")),
    },
    coords={
        "time": pd.date_range("2001-02-01", periods=3),
        "lat": np.array([20.5, 10.0]),
        "height": 2.0,
        "area": ("lat", ["north", "south"]),
    },
)
frames = {
    "made": made,
    "kinds": kinds,
    "indexed": made.set_index(["flag", "count"]),
    "grid": grid.to_dataframe(),
    "grid.lat": grid.to_dataframe(dim_order=["lat", "time"]),
    "array": grid["pr"].to_dataframe(),
    "file": t["t"].isel(time=slice(0, 3), lat=slice(0, 2), lon=slice(0, 4)).to_dataframe(),
    "noleap": noleap["t"].isel(time=slice(0, 3), lat=[0, 1], lon=[0]).to_dataframe(),
    "long": pd.DataFrame({"n": np.arange(100) * 1000, "x": np.arange(100) / 8}),
    "wide": pd.DataFrame({f"column_{i}": np.arange(3) * i for i in range(25)}),
}


def csv(frame):
    # Only since version 2 does pandas have an index of float32.
    if "lat" in frame.index.names and frame.index.nlevels == 3:
        return frame.reset_index().astype({"lat": "float32"}).to_csv(index=False)
    return frame.to_csv()


odd = (
    "id,when,flag,n,x,mixed,text,gap,,id\n"
    "1,2000-01-31,True,1,1.5,1,abc,,5,9\n"
    '2,2000-02-01,False,NA,-inf,2.5,"a, ""b""",NaN,6,8\n'
    "\n"
    "3,2000-02-02,True,3,1e5,x,,null,7,7\n"
)
read = pd.read_csv(io.StringIO(odd), parse_dates=["when"])
result = {
    "frames": {name: {"text": repr(frame), "csv": csv(frame)} for name, frame in frames.items()},
    "read": {"source": odd, "csv": read.to_csv(index=False), "dtypes": [str(d) for d in read.dtypes]},
    "back": {
        "csv": frames["grid"].reset_index()[["time", "lat", "pr"]].iloc[[0, 3, 4]].to_csv(index=False),
        "pr": frames["grid"]
        .reset_index()[["time", "lat", "pr"]]
        .iloc[[0, 3, 4]]
        .set_index(["time", "lat"])
        .to_xarray()["pr"]
        .isel(lat=[1, 0])
        .astype(object)
        .where(lambda x: x.notnull(), None)
        .values.tolist(),
    },
}
with open(os.path.join(HERE, "tables.json"), "w") as out:
    json.dump(result, out, indent=1, ensure_ascii=False)
    out.write("\n")
