#!/usr/bin/env python3
"""Makes color_maps.txt from matplotlib's colour maps.  usage: make_color_maps.py > color_maps.txt

A line is the name, the kind (sequential, diverging, cyclic, categories), and evenly spaced colours as hex. gchunk
interpolates linearly between them. There are so many colours that no channel is off by more than 2 of 255.
"""
import numpy as np
from matplotlib import colormaps

CONTINUOUS = {
    "sequential": "viridis plasma inferno magma cividis turbo jet gray bone hot Greys Blues Greens Oranges Purples Reds "
                  "YlGnBu YlOrRd YlOrBr BuPu GnBu PuBu".split(),
    "diverging": "coolwarm bwr seismic RdBu BrBG PiYG PRGn PuOr RdYlBu RdYlGn Spectral".split(),
    "cyclic": "twilight hsv".split(),
}
CATEGORIES = {"Category10": "tab10", "Category20": "tab20", "Set1": "Set1", "Set2": "Set2", "Set3": "Set3",
              "Paired": "Paired", "Dark2": "Dark2", "Accent": "Accent", "Pastel1": "Pastel1", "Pastel2": "Pastel2"}


def hexes(colours):
    return " ".join("".join(f"{int(round(c * 255)):02x}" for c in rgb[:3]) for rgb in colours)


for kind, names in CONTINUOUS.items():
    for name in names:
        fine = np.linspace(0, 1, 256)
        want = np.round(colormaps[name](fine)[:, :3] * 255)
        for n in (9, 17, 33, 65, 129, 256):
            at = np.linspace(0, 1, n)
            # Between the 256 listed colours too: the map itself is a list, so sample it by interpolation.
            knots = np.stack([np.interp(at, fine, want[:, c]) for c in range(3)], 1).round()
            got = np.stack([np.interp(fine, at, knots[:, c]) for c in range(3)], 1)
            if np.abs(got - want).max() <= 2:
                break
        print(name, kind, hexes(knots / 255))
for name, source in CATEGORIES.items():
    print(name, "categories", hexes(colormaps[source].colors))
