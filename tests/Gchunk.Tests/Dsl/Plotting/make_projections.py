#!/usr/bin/env python3
"""Makes projections.tsv with PROJ (Debian's python3-pyproj).  usage: make_projections.py > projections.tsv

A line is the projection, its centre (lon, lat), then lon, lat and the projected x, y on the unit sphere, or "hidden" if
the point is behind the horizon.
"""
import math
import random
from pyproj import CRS, Transformer

random.seed(3)
SPHERE = "+R=1 +units=m +no_defs"
HEIGHT = 35785831 / 6378137
# The projection in PROJ's words, its centre, and what else it needs.
CASES = [
    ("eqc", 0, 0, ""), ("eqc", 160, 0, ""), ("ortho", -73, 43, ""), ("ortho", 10, -80, ""), ("robin", 0, 0, ""), ("robin", -150, 0, ""),
    ("moll", 0, 0, ""), ("moll", 100, 0, ""), ("sinu", -30, 0, ""), ("eqearth", 0, 0, ""), ("eqearth", 150, 0, ""), ("merc", 20, 0, ""),
    ("tmerc", 9, 0, ""), ("tmerc", -75, 45, ""), ("lcc", -96, 39, "+lat_1=33 +lat_2=45"), ("lcc", 20, -30, "+lat_1=-25 +lat_2=-25"),
    ("aea", -96, 37.5, "+lat_1=29.5 +lat_2=45.5"), ("aea", 130, -25, "+lat_1=-18 +lat_2=-36"), ("laea", 10, 52, ""), ("laea", 0, -90, ""),
    ("aeqd", 8, 50, ""), ("stere", -45, 90, ""), ("stere", 0, -90, ""), ("stere", 20, 30, ""),
    ("geos", 0, 0, f"+h={HEIGHT}"), ("geos", -75, 0, f"+h={HEIGHT}"), ("nsper", -73, 43, f"+h={HEIGHT}"), ("igh", 0, 0, ""),
]
for name, lon0, lat0, more in CASES:
    text = f"+proj={name} +lon_0={lon0} {more} " + (f"+lat_0={lat0} " if lat0 else "") + SPHERE
    to = Transformer.from_crs(CRS("+proj=longlat +R=1 +no_defs"), CRS(text), always_xy=True)
    places = [(lon0, lat0), (lon0 + 30, 0), (lon0 - 30, 60), (lon0 + 5, 89), (lon0 + 170, -40)]
    places += [(round(random.uniform(-180, 180), 3), round(random.uniform(-90, 90), 3)) for _ in range(12)]
    for lon, lat in places:
        x, y = to.transform(lon, lat)
        seen = math.isfinite(x)
        print(name, lon0, lat0, lon, lat, *((f"{x:.9f}", f"{y:.9f}") if seen else ("hidden", "hidden")), sep="\t")
