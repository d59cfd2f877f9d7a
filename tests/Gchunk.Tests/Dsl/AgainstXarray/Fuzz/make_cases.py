"""Writes random operations on random labelled arrays and data sets (cases.csx, for gchunk) and xarray's results of them
(expected.json, for compare.py).

    python3 make_cases.py SEED COUNT FOLDER [sel,group,…]     selects operations by the start of their names
    gchunk FOLDER/cases.csx FOLDER/out.txt
    python3 compare.py FOLDER [EXAMPLES]

Needs xarray, cftime, scipy and bottleneck; written for xarray 2023.01. The operations are in operations.py. Each returns
its C# text and the same operation in Python.
"""
import json, pathlib, random, sys, warnings
import cftime, numpy as np, pandas as pd, xarray as xr
warnings.simplefilter("ignore")
xr.set_options(keep_attrs="default")
NAN = float("nan")
seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
only = sys.argv[4].split(",") if len(sys.argv) > 4 else None
R = random.Random(seed)
folder.mkdir(exist_ok=True)

# ---------- literals ----------
def num(x):
    x = float(x)
    if x != x: return "double.NaN"
    if x in (float("inf"), float("-inf")): return "double.PositiveInfinity" if x > 0 else "double.NegativeInfinity"
    r = repr(x)
    return r if "e" in r or "." in r else r + ".0"
def nums(xs): return "new double[] { " + ", ".join(num(x) for x in xs) + " }"
def txt(s): return json.dumps(s)
def txts(ss): return "new string[] { " + ", ".join(map(txt, ss)) + " }"
def ints(xs): return "new int[] { " + ", ".join(str(int(x)) for x in xs) + " }"
def micros(x):
    if isinstance(x, (np.datetime64, pd.Timestamp)):
        x = np.datetime64(x)
        return -2**63 if np.isnat(x) else int(x.astype("datetime64[us]").astype("i8"))
    return int(cftime.date2num(x, "microseconds since 1970-01-01", x.calendar))
def b(x): return "true" if x else "false"
DT = {"f8": "DType.Float64", "f4": "DType.Float32", "i8": "DType.Int64", "i4": "DType.Int32", "i2": "DType.Int16", "b1": "DType.Bool", "u1": "DType.UInt8"}

# ---------- arrays ----------
class Arr:
    """An xarray array and the C# code that makes the same array."""
    def __init__(self, a, cs): self.a, self.cs = a, cs

def coord(kind, n):
    if kind == "none": return None, None
    if kind == "num":
        how = R.choice(["asc", "desc", "dup", "irr", "int", "asc", "desc"])
        if how == "asc": v = np.arange(n) * R.choice([1.0, 2.5, 10.0]) + R.choice([0.0, -5.0, 100.0])
        elif how == "desc": v = (n - np.arange(n)) * R.choice([1.0, 2.5, 10.0])
        elif how == "dup": v = np.sort(np.array([R.choice([1.0, 2.0, 3.0, 4.0]) for _ in range(n)]))
        elif how == "irr": v = np.array(R.sample([0.5, 1.0, 3.0, 4.5, 9.0, -2.0, 7.25, 12.0, 20.0, 31.0, 40.0, 55.0, 60.5, 70.0], n)) if n <= 14 else np.arange(n) ** 1.5
        else: v = np.arange(n) * R.choice([1, 3]) + R.choice([0, -4])
        dt = "f8" if how != "int" else R.choice(["i8", "i8", "i4"])
        if how == "asc" and R.random() < .2: dt = "f4"
        v = v.astype(dt)
        if dt == "i4": dt = "i8"; v = v.astype("i8")  # pandas 1.5 keeps int64 labels
        return v, f"new NumberIndex({nums(v)}, {DT[dt]})"
    if kind == "text":
        v = R.sample(["kiel", "arles", "bern", "oslo", "rome", "paris", "ghent", "delft", "umea", "york"], n)
        return np.array(v, dtype=object).astype(str), f"new TextIndex({txts(v)})"
    freq = R.choice(["D", "D", "5D", "H", "6H", "MS", "M", "17D", "QS"])
    if kind == "time":
        t = pd.date_range(R.choice(["2000-01-01", "1999-11-15", "2003-02-27T06:00", "1970-01-01"]), periods=n, freq=freq)
        if R.random() < .15: t = t[::-1]
        if R.random() < .1 and n > 2: t = t[sorted(R.choice(range(n)) for _ in range(n))]
        return t, f"new TimeIndex(new long[] {{ {', '.join(str(micros(x)) + 'L' for x in t)} }}, CfCalendar.Named(\"standard\"))"
    cal = {"noleap": "noleap", "360": "360_day", "julian": "julian", "all_leap": "all_leap"}[kind]
    if freq in ("QS",): freq = "MS"
    t = xr.cftime_range(R.choice(["2000-01-01", "1999-11-15", "2003-02-27T06:00", "0850-12-20", "2300-05-01"]), periods=n, freq=freq, calendar=cal)
    return t, f"new TimeIndex(new long[] {{ {', '.join(str(micros(x)) + 'L' for x in t)} }}, CfCalendar.Named(\"{cal}\"))"

def values(shape, dt):
    n = int(np.prod(shape))
    if dt == "b1": v = np.array([R.random() < .5 for _ in range(n)], dtype=bool)
    elif dt[0] in "iu": v = np.array([R.randint(0 if dt[0] == "u" else -9, 20) for _ in range(n)], dtype=dt)
    else:
        v = np.array([R.choice([R.randint(-5, 5), round(R.uniform(-10, 10), 2)]) for _ in range(n)], dtype=dt)
        p = R.choice([0, 0, .2, .5])
        for i in range(n):
            if R.random() < p: v[i] = NAN
    v = v.reshape(shape)
    if dt[0] == "f" and len(shape) > 1 and shape[0] and shape[-1] and R.random() < .2: v[..., 0] = NAN
    if dt[0] == "f" and len(shape) > 1 and shape[0] and R.random() < .1: v[0] = NAN
    return v

def literal(v, dt):
    flat = v.ravel()
    s = f"NDArray.From({nums(flat.astype('f8'))}, new Shape({', '.join(str(x) for x in v.shape)}))" if v.ndim else f"NDArray.From(new double[] {{ {num(v)} }}, Shape.Scalar)"
    return s if dt == "f8" else s + f".AsType({DT[dt]})"

pool_cs, pool = [], []
def array(dims=None, kinds=None, dt=None, sizes=None, name=None, extra=True, attrs=True):
    nd = R.choice([1, 1, 2, 2, 3])
    if dims is None: dims = R.sample(["time", "lat", "lon", "x", "y"], nd)
    if sizes is None: sizes = [R.choice([1, 2, 3, 4, 5, 6, 7]) if R.random() > .03 else 0 for _ in dims]
    if "time" in dims and len(dims) <= 2: 
        i = dims.index("time"); sizes = list(sizes); sizes[i] = sizes[i] if sizes[i] == 0 else R.choice([sizes[i], 12, 15])
    dt = dt or R.choice(["f8", "f8", "f8", "f8", "f4", "i8", "i4", "b1", "i2"])
    v = values(tuple(sizes), dt)
    coords, cs = {}, ""
    for d, n in zip(dims, sizes):
        kind = (kinds or {}).get(d) or ("time" if d == "time" and R.random() < .7 else R.choice(["noleap", "360", "julian"]) if d == "time" else R.choice(["num"] * 6 + ["none", "text"]) if n <= 10 else "num")
        if n == 0 and kind not in ("none",): kind = "num"
        c, lit = coord(kind, n)
        if c is not None:
            coords[d] = c
            cs += f".AssignCoords({txt(d)}, {lit})"
    name = name or R.choice(["t", "u", "pr", "v2"])
    at = {"units": "K", "long_name": name + " of it"} if attrs and R.random() < .6 else {}
    a = xr.DataArray(v, dims=dims, coords=coords, name=name, attrs=at)
    if extra and R.random() < .25:
        a = a.assign_coords(height=R.choice([2.0, 10.0])); cs += f".AssignCoords(\"height\", (DataArray){num(a.height)})"
    if extra and R.random() < .2 and len(dims) >= 1:
        d = R.choice(list(dims)); k = np.array([float(R.randint(0, 3)) for _ in range(a.sizes[d])])
        a = a.assign_coords(aux=(d, k)); cs += f".AssignCoords(\"aux\", new DataArray({literal(k, 'f8')}, new[] {{ {txt(d)} }}))"
    if extra and R.random() < .12 and len(dims) >= 2:
        ds = list(dims[-2:]); k = np.arange(a.sizes[ds[0]] * a.sizes[ds[1]], dtype="f8").reshape(a.sizes[ds[0]], a.sizes[ds[1]])
        a = a.assign_coords(area=(ds, k)); cs += f".AssignCoords(\"area\", new DataArray({literal(k, 'f8')}, new[] {{ {', '.join(map(txt, ds))} }}))"
    if at: cs += ".AssignAttrs(" + ", ".join(f"({txt(k)}, {txt(x)})" for k, x in at.items()) + ")"
    base = f"new DataArray({literal(v, dt)}, new[] {{ {', '.join(map(txt, dims))} }}, name: {txt(name)}){cs}"
    if R.random() < .5 and all(sizes): base += ".Chunk(" + ", ".join(f"({txt(d)}, {R.choice([1, 2, 3])})" for d in dims) + ")"
    return keep(a, base)

def keep(a, cs, typ="DataArray"):
    i = len(pool_cs)
    pool_cs.append(f"{typ} a{i}() => {cs};")
    return Arr(a, f"a{i}()")

# ---------- dump ----------
def val(x):
    if isinstance(x, (np.datetime64, pd.Timestamp)): 
        m = micros(x); return "NaT" if m == -2**63 else m
    if isinstance(x, cftime.datetime): return micros(x)
    if isinstance(x, np.timedelta64): return "NaT" if np.isnat(x) else int(x.astype("m8[us]").astype("i8"))
    if isinstance(x, (bool, np.bool_)): return int(x)
    if isinstance(x, (int, np.integer)): return int(x)
    if isinstance(x, (str, np.str_)): return str(x)
    if isinstance(x, pd.Interval): return str(x)
    if isinstance(x, (float, np.floating)): return "nan" if x != x else ("inf" if x == np.inf else "-inf" if x == -np.inf else float(x))
    return str(x)
def dtype(v):
    if v.dtype.kind == "M": return "time"
    if v.dtype.kind == "m": return "delta"
    if v.dtype.kind in "US": return "str"
    if v.dtype.kind == "O":
        f = v.values.ravel()
        if len(f) and isinstance(f[0], cftime.datetime): return "time"
        if len(f) and isinstance(f[0], str): return "str"
        return "object"
    return str(v.dtype)
def var(v): return {"dims": list(v.dims), "shape": list(v.shape), "dtype": dtype(v), "values": [val(x) for x in np.asarray(v.values).ravel()], "attrs": {k: val(x) for k, x in v.attrs.items() if k != "_FillValue"}}
def coords(a):
    out = {}
    for k, c in a.coords.items():
        if isinstance(a.indexes.get(k), pd.MultiIndex): 
            continue
        out[k] = var(c.variable)
    return out
def dump(r):
    if isinstance(r, (bool, np.bool_)): return {"kind": "bool", "value": bool(r)}
    if isinstance(r, xr.Dataset):
        return {"kind": "ds", "vars": {k: var(x.variable) for k, x in r.data_vars.items()}, "coords": coords(r), "attrs": dict(r.attrs)}
    return {"kind": "da", "name": r.name, **var(r.variable), "coords": coords(r)}

OPS = {}
def op(f): OPS[f.__name__] = f; return f
exec(open(pathlib.Path(__file__).with_name("operations.py")).read())

cases, expected = [], {}
names = [n for n in OPS if not only or any(n.startswith(o) for o in only)]
tries = 0
while len(cases) < count and tries < count * 20:
    tries += 1
    name = R.choice(names)
    try:
        made = OPS[name]()
    except (IndexError, StopIteration): continue
    if made is None: continue
    if len(made) == 2: cs, f = made
    key = f"{name}#{len(cases)}"
    try:
        r = f()
        if isinstance(r, xr.DataArray) or isinstance(r, xr.Dataset): r = r.compute()
        e = dump(r)
    except Exception as x:
        e = {"kind": "error", "text": f"{type(x).__name__}: {x}"[:300]}
    e["cs"] = cs
    cases.append((key, cs)); expected[key] = e
PRE = open(pathlib.Path(__file__).with_name("prelude.csx")).read()
body = "\n".join(pool_cs) + "\n" + "\n".join(f"Try({txt(k)}, () => {cs});" for k, cs in cases)
(folder / "cases.csx").write_text(PRE + body + "\nFlush();\n")
(folder / "expected.json").write_text(json.dumps({"pool": pool_cs, "cases": expected}))
print(len(cases), "cases")
