"""Draws the same data with gchunk and with matplotlib or cartopy, side by side, to be looked at.

Needs xarray, netCDF4, matplotlib and cartopy (apt-get install python3-xarray python3-netcdf4 python3-matplotlib
python3-cartopy). Without the coastlines of Natural Earth, which cartopy downloads, its maps have none.
usage: python3 tests/Gchunk.Tests/Dsl/Plotting/beside_matplotlib.py FOLDER ./gchunk
Writes FOLDER/pairs-1.png, pairs-2.png, …: gchunk's pictures at the left, the others at the right.
"""

import os
import subprocess
import sys

# Libraries that xarray loads set FONTCONFIG_FILE, with which gnuplot finds no fonts.
plain_environment = dict(os.environ)

import cartopy.crs as ccrs  # noqa: E402
import matplotlib  # noqa: E402

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import xarray as xr  # noqa: E402

folder, program = os.path.abspath(sys.argv[1]), [p if os.sep not in p else os.path.abspath(p) for p in sys.argv[2:]]
os.makedirs(folder, exist_ok=True)
os.chdir(folder)

lat, lon = np.arange(-87.5, 90, 2.5), np.arange(0, 360, 2.5)
a, o = np.deg2rad(lat)[:, None], np.deg2rad(lon)[None, :]
waves = np.sin(3 * o) * np.cos(a) ** 2
degrees = {"lat": ("lat", lat, {"units": "degrees_north"}), "lon": ("lon", lon, {"units": "degrees_east"})}
xr.Dataset(
    {
        "h": (("lat", "lon"), 5500 - 400 * np.sin(a) ** 2 + 80 * waves, {"long_name": "height", "units": "m"}),
        "u": (("lat", "lon"), 25 * np.sin(2 * a) ** 2 * np.cos(a) + 9 * waves, {"units": "m/s"}),
        "v": (("lat", "lon"), 12 * np.cos(3 * o) * np.cos(a), {"units": "m/s"}),
        "sea": (("lat", "lon"), np.where(np.cos(2 * o) + np.sin(3 * a) > 0.3, np.nan, waves + a), {"units": "K"}),
    },
    coords=degrees,
).to_netcdf("grid.nc")
days = xr.date_range("1850-01-01", periods=1500, freq="D", use_cftime=True)
t = np.arange(1500)
xr.Dataset(
    {
        "s": ("time", 10 * np.sin(t / 58) + np.random.default_rng(1).normal(size=1500), {"units": "degC"}),
        "m": (("run", "time"), np.sin(t / 90) * np.arange(1, 5)[:, None]),
        "c": (("run", "time", "x"), np.sin(t / 200)[None, :, None] * np.arange(1, 5)[:, None, None] * np.hanning(30)),
    },
    coords={"time": days},
).to_netcdf("series.nc")

grid, series = xr.open_dataset("grid.nc"), xr.open_dataset("series.nc", decode_times=True, use_cftime=False)
wide = {"figsize": (6, 4)}


def plain(draw):
    return lambda: draw(plt.subplots(**wide)[1])


def on(projection, draw):
    def run():
        axes = plt.subplots(subplot_kw={"projection": projection}, **wide)[1]
        draw(axes)
        axes.gridlines(draw_labels=False, color="0.7", linewidth=0.5)

    return run


flat = {"transform": ccrs.PlateCarree()}
lev = [5100, 5200, 5300, 5400, 5450, 5500]
maps = {
    "Robinson()": ccrs.Robinson(),
    "Mollweide(-90)": ccrs.Mollweide(-90),
    "EqualEarth()": ccrs.EqualEarth(),
    "Sinusoidal()": ccrs.Sinusoidal(),
    "InterruptedGoodeHomolosine()": ccrs.InterruptedGoodeHomolosine(),
    "Mercator()": ccrs.Mercator(),
    "Orthographic(10, 50)": ccrs.Orthographic(10, 50),
    "NearsidePerspective(10, 50, 5e6)": ccrs.NearsidePerspective(10, 50, 5e6),
    "Geostationary(0)": ccrs.Geostationary(0),
    "NorthPolarStereo()": ccrs.NorthPolarStereo(),
    "LambertAzimuthalEqualArea(10, 50)": ccrs.LambertAzimuthalEqualArea(10, 50),
    "LambertConformal(10, 50)": ccrs.LambertConformal(10, 50),
    "AlbersEqualArea(10, 50)": ccrs.AlbersEqualArea(10, 50),
}
pairs = [
    ("s.Line({0})", plain(lambda x: series.s.plot(ax=x))),
    ("s.Isel(\"time\", ..40).Step({0})", plain(lambda x: series.s[:40].plot.step(ax=x))),
    ("m.Line({0}, x: \"time\", hue: \"run\")", plain(lambda x: series.m.plot.line(ax=x, x="time", hue="run"))),
    ("s.Hist({0}, bins: 30)", plain(lambda x: series.s.plot.hist(ax=x, bins=30))),
    ("m.Box({0}, by: \"run\")", plain(lambda x: x.boxplot(series.m.values.T))),
    (
        "s.Rolling(\"time\", 90).Min().Band(s.Rolling(\"time\", 90).Max(), {0})",
        plain(lambda x: x.fill_between(series.time, *(getattr(series.s.rolling(time=90), f)() for f in ("min", "max")), alpha=0.4)),
    ),
    ("h.PColorMesh({0})", plain(lambda x: grid.h.plot(ax=x))),
    ("sea.PColorMesh({0})", plain(lambda x: grid.sea.plot(ax=x))),
    ("h.ContourF({0}, levels: [5100, 5200, 5300, 5400, 5450, 5500])", plain(lambda x: grid.h.plot.contourf(ax=x, levels=lev))),
    ("h.Contour({0})", plain(lambda x: x.clabel(grid.h.plot.contour(ax=x, colors="k")))),
    ("c.Isel(\"run\", 0).Hovmoller({0})", plain(lambda x: series.c[0].plot(ax=x, yincrease=False))),
    ("ds.Quiver(\"u\", \"v\", {0}, every: 4)", plain(lambda x: grid[["u", "v"]][{"lat": slice(0, None, 4), "lon": slice(0, None, 4)}].plot.quiver(ax=x, x="lon", y="lat", u="u", v="v"))),
    ("ds.Barbs(\"u\", \"v\", {0}, every: 8)", plain(lambda x: x.barbs(lon[::8], lat[::8], grid.u[::8, ::8], grid.v[::8, ::8], length=5))),
    ("ds.StreamPlot(\"u\", \"v\", {0})", plain(lambda x: x.streamplot(lon, lat, grid.u.values, grid.v.values, color="k", linewidth=0.8))),
    ("ds.Scatter(\"u\", \"v\", {0}, hue: \"h\")", plain(lambda x: grid.plot.scatter(ax=x, x="u", y="v", hue="h", s=4))),
    ("c.ContourF({0}, col: \"run\", colWrap: 2)", lambda: series.c.plot.contourf(col="run", col_wrap=2, figsize=(6, 4))),
    *[
        (f"sea.PlotMap({{0}}, {name})", on(crs, lambda x: (x.set_global(), grid.sea.plot(ax=x, **flat))))
        for name, crs in maps.items()
    ],
    ("h.PlotMap({0}, Robinson(), kind: \"contourf\")", on(ccrs.Robinson(), lambda x: grid.h.plot.contourf(ax=x, levels=9, **flat))),
    (
        "h.Isel((\"lat\", 20..50), (\"lon\", 64..84)).PlotMap({0})",
        on(ccrs.PlateCarree(180), lambda x: grid.h[20:50, 64:84].plot(ax=x, **flat)),
    ),
]

with open("pairs.csx", "w") as script:
    script.write('var ds = OpenDataset("grid.nc").Load(); var (h, sea) = (ds["h"], ds["sea"]);\n')
    script.write('var ts = OpenDataset("series.nc").Load(); var (s, m, c) = (ts["s"], ts["m"], ts["c"]);\n')
    for i, (code, _) in enumerate(pairs):
        script.write(code.format(f'"{i}.png"').removesuffix(")") + ", figsize: (6, 4), dpi: 100);\n")
subprocess.run([*program, "pairs.csx"], check=True, env=plain_environment)

rows = 6
for first in range(0, len(pairs), rows):
    some = pairs[first : first + rows]
    for i, (_, draw) in enumerate(some, first):
        draw()
        plt.savefig(f"other-{i}.png", dpi=100)
        plt.close("all")
    figure, axes = plt.subplots(len(some), 2, figsize=(12, 4.2 * len(some)), squeeze=False)
    for i, (code, _) in enumerate(some, first):
        for axis, name in zip(axes[i - first], (f"{i}.png", f"other-{i}.png")):
            axis.imshow(plt.imread(name))
            axis.axis("off")
        axes[i - first][0].set_title(code.format("…"), fontsize=9)
    figure.tight_layout()
    figure.savefig(f"pairs-{first // rows + 1}.png", dpi=70)
    plt.close("all")
