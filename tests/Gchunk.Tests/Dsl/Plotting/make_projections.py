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
for name, lon0, lat0 in [("eqc", 0, 0), ("eqc", 160, 0), ("ortho", -73, 43), ("ortho", 10, -80), ("robin", 0, 0), ("robin", -150, 0)]:
    text = f"+proj={name} +lon_0={lon0} " + (f"+lat_0={lat0} " if name == "ortho" else "") + SPHERE
    to = Transformer.from_crs(CRS("+proj=longlat +R=1 +no_defs"), CRS(text), always_xy=True)
    places = [(lon0, lat0), (lon0 + 30, 0), (lon0 - 30, 60), (lon0 + 5, 89), (lon0 + 170, -40)]
    places += [(round(random.uniform(-180, 180), 3), round(random.uniform(-90, 90), 3)) for _ in range(12)]
    for lon, lat in places:
        x, y = to.transform(lon, lat)
        seen = math.isfinite(x)
        print(name, lon0, lat0, lon, lat, *((f"{x:.9f}", f"{y:.9f}") if seen else ("hidden", "hidden")), sep="\t")
