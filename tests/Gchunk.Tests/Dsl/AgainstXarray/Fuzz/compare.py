"""Compares gchunk's results of the operations from make_cases.py with xarray's.  usage: compare.py FOLDER [EXAMPLES [FILTER]]

Differences are listed by kind and operation, the shortest examples first. A "lenient" case is an error in xarray, but
not in gchunk. These differences are known and intended:

- Slices and points with labels beyond the ends are errors.
- Interpolation at a label returns its exact value even if a neighbour is missing.
- Unstack restores all labels.
- Groups keep coordinates without dimensions.
- Groups and windows drop attributes unless they are told to keep them.
- Scalar coordinates stay scalar in arithmetic with groups; xarray repeats them along the dimension.
- Coordinates over two dimensions keep their order when the array is transposed.
- Bounds of bins are printed without ".0" and as they were given: "[-5, -0.5)", with includeLowest "(1, 4]".
- A time with an hour selects one label ("1999-11-20T00"); xarray 2023.01 returns an array of length 1.
- Differences of order n with label "lower" keep the lower label each time; xarray's label jumps for n above 1.
- NaT is skipped by Min and Max, as NaN is. The result of a reduction of nothing that counts is 0.
- Integrals and interpolated values of float32 are computed in float64, bools are numbers in both, and so are windows of
  bools: xarray 2023.01 adds bools by "or" in integrals, and gives 2 for the mean of windows of trues.
- The mask of Where does not widen variables that lack its dimensions; groups of a data set do not widen those without the
  grouped dimension.
- minCount holds for integers too; Shift and FillNa with a number that a bool or an integer cannot hold promote.
- Strftime writes the calendar's own year; cftime's "%y" of other calendars is that of 1900 + n.
"""
import collections
import json
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1]); show = int(sys.argv[2]) if len(sys.argv) > 2 else 2; filt = sys.argv[3] if len(sys.argv) > 3 else ""
E = json.load(open(folder / "expected.json")); pool, E = E["pool"], E["cases"]
G = {}
for line in open(folder / "out.txt"):
    k, j = line.rstrip("\n").split("\t", 1); G[k] = json.loads(j)
def same(a, b, f4):
    if a == b: return True
    if isinstance(a, str) or isinstance(b, str): return False
    tol = 2e-5 if f4 else 1e-8
    return abs(a - b) <= tol * max(1, abs(a), abs(b))
def var(e, g, what):
    out = []
    if e["dims"] != g["dims"]: return [f"dims {what}"]
    if g.get("lie"): out.append("LIE " + g["lie"])
    if "other" in g: return out
    if e["shape"] != g["shape"]: return [f"shape {what}: {e['shape']} / {g['shape']}"]
    f4 = "float32" in (e["dtype"], g["dtype"])
    if len(e["values"]) != len(g["values"]): out.append(f"count {what}")
    elif not all(same(a, b, f4) for a, b in zip(e["values"], g["values"])): out.append(f"VALUES {what}")
    if e["dtype"] != g["dtype"] and not (e["dtype"] == "object"): out.append(f"dtype {what}: {e['dtype']} / {g['dtype']}")
    ea, ga = e["attrs"], g["attrs"]
    if {k: str(v) for k, v in ea.items()} != {k: str(v) for k, v in ga.items()}: out.append(f"attrs {what}")
    return out
def coords(e, g):
    if g is None: return []
    out = []
    for k in e:
        if k not in g: out.append("coord missing")
        else: out += var(e[k], g[k], "coord")
    for k in g:
        if k not in e and "other" not in g[k]: out.append("coord extra")
    return out
groups = collections.defaultdict(list); ok = 0; tally = collections.Counter()
for k, e in E.items():
    g = G.get(k)
    name = k.split("#")[0]
    if g is None: d = ["NO OUTPUT"]
    elif g["kind"] == "crash": d = ["CRASH"]
    elif e["kind"] == "error" and g["kind"] == "error": ok += 1; continue
    elif e["kind"] == "error": d = ["lenient"]
    elif g["kind"] == "error": d = ["REFUSED"]
    elif e["kind"] != g["kind"]: d = ["kind"]
    elif e["kind"] == "bool": d = [] if e["value"] == g["value"] else ["VALUES bool"]
    elif e["kind"] == "ds":
        d = coords(e["coords"], g["coords"])
        if set(e["vars"]) != set(g["vars"]): d.append("variables")
        else:
            for n in e["vars"]: d += var(e["vars"][n], g["vars"][n], "var")
    else:
        d = var(e, g, "data") + coords(e["coords"], g["coords"])
        if e["name"] != g["name"] and g["coords"] is not None: d.append(f"name")
    if name.startswith(("group", "rolling", "coarsen", "resample")) and "keepAttrs" not in e["cs"]: d = [x for x in d if not x.startswith("attrs")]
    if not d: ok += 1
    for q in set(x.split(":")[0] if not x.startswith("dtype") else x for x in d): groups[(q, name)].append((k, e, g)); 
print(ok, "of", len(E), "agree")
for (q, n), l in sorted(groups.items()):
    if filt and filt not in q + "/" + n: continue
    print(f"== {q} / {n}: {len(l)}")
    if q == "lenient" and show < 5: 
        print("    ", l[0][1]["text"][:150]); l = l[:1]
    l.sort(key=lambda t: len(t[1]["cs"]) + sum(len(pool[int(i)]) for i in re.findall(r"\ba(\d+)\(\)", t[1]["cs"])))
    for k, e, g in l[:show]:
        print("   ", k, e["cs"][:400])
        for i in dict.fromkeys(re.findall(r"\ba(\d+)\(\)", e["cs"])): print("      ", pool[int(i)][:500])
        def brief(x):
            if x is None: return "nothing"
            x = {a: b for a, b in x.items() if a != "cs"}
            if x["kind"] == "da": return f"{x['name']} {x['dims']} {x['dtype']} {x['values']} A{x['attrs']} C" + str({c: (v['dims'], v.get('dtype'), v['values'], v['attrs']) for c, v in (x['coords'] or {}).items()})
            return str(x)
        print("      X:", brief(e)[:700]); print("      G:", brief(g)[:700])
