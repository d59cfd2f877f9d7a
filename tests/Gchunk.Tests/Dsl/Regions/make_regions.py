#!/usr/bin/env python3
"""Writes region_shares.tsv: cells inside polygons, and their shares, by shapely (1.8). Needs: numpy, shapely.

Lines: the name of a shape, "inside" or "share", and a number for each cell of the grid of RegionMaskTests.cs. A share is
by area on the sphere: the cell is divided into strips of latitude, within which the cosine is taken as constant.
"""
import os

import numpy as np
from shapely.geometry import Point, Polygon, box

lat = np.arange(-80.0, 81, 20)
lon = np.arange(10.0, 360, 20)
shapes = {
    "star": Polygon([(31, 3), (62, 11), (97, -7), (71, 33), (83, 67), (55, 41), (12, 55), (38, 25)]),
    "ring": Polygon(
        [(100, -65), (190, -70), (185, 5), (105, 12)], [[(120, -50), (160, -52), (150, -10), (125, -20)]]
    ),
    "west": Polygon([(-35, -15), (28, 20), (-5, 48), (-62, 30)]),  # at another turn than the grid
}
lines = []
for name, shape in shapes.items():
    inside, share = [], []
    for y in lat:
        for x in lon:
            total = covered = hit = 0.0
            for turn in (-360, 0):
                hit += shape.contains(Point(x + turn, y))
            strips = np.linspace(max(-90, y - 10), min(90, y + 10), 401)
            for low, high in zip(strips[:-1], strips[1:]):
                weight = np.cos(np.deg2rad((low + high) / 2))
                total += weight * 20 * (high - low)
                for turn in (-360, 0):
                    strip = box(x - 10 + turn, low, x + 10 + turn, high)
                    if shape.intersects(strip):
                        covered += weight * shape.intersection(strip).area
            inside.append(hit)
            share.append(covered / total)
    lines.append(f"{name}\tinside\t" + " ".join(str(int(v)) for v in inside))
    lines.append(f"{name}\tshare\t" + " ".join(f"{v:.7f}" for v in share))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "region_shares.tsv"), "w") as file:
    file.write("\n".join(lines) + "\n")
