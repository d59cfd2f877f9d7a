"""The operations of make_cases.py, which executes this file with its own names for arrays, literals and random choices.

Each operation returns C# code and a Python function, or None if the random array does not fit.
"""
def pick(xs): return R.choice(list(xs))
def chance(p): return R.random() < p
def S(xs): return "new[] { " + ", ".join(map(txt, xs)) + " }"
def numdim(a):
    ds = [d for d in a.dims if d in a.indexes and a.sizes[d] and a.indexes[d].dtype.kind in "if" and not isinstance(a.indexes[d], pd.MultiIndex)]
    return pick(ds)
def timedim(a):
    ds = [d for d in a.dims if d in a.indexes and a.sizes[d] and isinstance(a.indexes[d], (pd.DatetimeIndex, xr.CFTimeIndex))]
    return pick(ds)
def gen(**k):
    """Returns a random array, sometimes with a simple operation applied first."""
    x = array(**k)
    if chance(.15): 
        c = pick(["isel", "neg", "transpose", "gt"])
        a = x.a
        if c == "isel" and a.ndim > 1:
            d = a.dims[-1]
            if a.sizes[d] and d not in ("time",) and not (d in a.indexes and a.indexes[d].dtype.kind == "O"): return Arr(a.isel({d: 0}), f"{x.cs}.Isel({txt(d)}, 0)")
        if c == "neg" and a.dtype != bool: return Arr(-a.assign_attrs({}) , f"(-{x.cs})")
        if c == "transpose": return Arr(a.transpose(), f"{x.cs}.Transpose()")
    return x
def dimlist(a): return R.sample(list(a.dims), R.randint(1, len(a.dims)))

# ---------------- selection
def label_near(a, d):
    v = a.indexes[d].values.astype(float)
    x = float(pick(v))
    return x if chance(.6) else x + pick([.25, -.25, .5, 1.0, -1.5, 3.0])
@op
def sel_value():
    x = gen(); d = numdim(x.a); v = label_near(x.a, d)
    return f"{x.cs}.Sel({txt(d)}, {num(v)})", lambda: x.a.sel({d: v})
@op
def sel_list():
    x = gen(); d = numdim(x.a); v = [label_near(x.a, d) for _ in range(R.randint(0, 3))]
    return f"{x.cs}.Sel({txt(d)}, {nums(v)})", lambda: x.a.sel({d: v})
@op
def sel_slice():
    x = gen(); d = numdim(x.a); i = x.a.indexes[d]
    lo, hi = sorted([label_near(x.a, d), label_near(x.a, d)])
    lo, hi = (None if chance(.15) else lo), (None if chance(.15) else hi)
    desc = len(i) > 1 and i.is_monotonic_decreasing
    a, b = (hi, lo) if desc else (lo, hi)
    return f"{x.cs}.Sel({txt(d)}, Slice({'null' if lo is None else num(lo)}, {'null' if hi is None else num(hi)}))", lambda: x.a.sel({d: slice(a, b)})
METHODS = {"nearest": "Nearest", "pad": "SelectMethod.Pad", "backfill": "SelectMethod.Backfill"}
@op
def sel_method():
    x = gen(); d = numdim(x.a); m = pick(METHODS); tol = pick([None, None, .3, 1.0, 5.0])
    many = chance(.6); v = [label_near(x.a, d) for _ in range(R.randint(1, 3))] if many else label_near(x.a, d)
    t = "" if tol is None else f", tolerance: {num(tol)}"
    return f"{x.cs}.Sel({txt(d)}, {nums(v) if many else num(v)}, method: {METHODS[m]}{t})", lambda: x.a.sel({d: v}, method=m, tolerance=tol)
def date_texts(a, d):
    t = a.indexes[d]; t0 = pick(t)
    return pick([t0.strftime("%Y"), t0.strftime("%Y-%m"), t0.strftime("%Y-%m-%d"), t0.strftime("%Y-%m-%dT%H"), t0.strftime("%Y-%m-%dT%H:%M")])
def fix(s): return s.strip()
@op
def sel_date():
    x = gen(dims=R.sample(["time", "x"], R.randint(1, 2)) if chance(.5) else ["time"]); d = timedim(x.a); s = fix(date_texts(x.a, d))
    if len(s.split("-")[0]) < 4: return None
    return f"{x.cs}.Sel({txt(d)}, {txt(s)})", lambda: x.a.sel({d: s})
@op
def sel_date_slice():
    x = gen(dims=["time"]); d = timedim(x.a); s = sorted([date_texts(x.a, d), date_texts(x.a, d)])
    if any(len(q.split("-")[0]) < 4 for q in s): return None
    lo, hi = (None if chance(.15) else s[0]), (None if chance(.15) else s[1])
    q = lambda z: "null" if z is None else txt(z)
    # On descending times, pandas takes the dates between the ends, as gchunk does (and xarray refuses all but the whole
    # axis); only cftime's axes are sliced from the first end to the second.
    i = x.a.indexes[d]; desc = len(i) > 1 and i[0] > i[-1] and not isinstance(i, pd.DatetimeIndex)
    a, b = (hi, lo) if desc else (lo, hi)
    return f"{x.cs}.Sel({txt(d)}, Slice({q(lo)}, {q(hi)}))", lambda: x.a.sel({d: slice(a, b)})
@op
def sel_several():
    x = gen(dims=["lat", "lon", "x"][: R.randint(2, 3)], kinds={"lat": "num", "lon": "num", "x": "num"})
    ds = list(x.a.dims); v = {d: (label_near(x.a, d) if chance(.5) else [label_near(x.a, d) for _ in range(2)]) for d in ds if x.a.sizes.get(d)}
    if len(v) < 2 or any(not x.a.sizes[d] for d in ds): return None
    m = pick(["nearest", None])
    cs = ", ".join(f"({txt(d)}, {nums(w) if isinstance(w, list) else num(w)})" for d, w in v.items())
    return f"{x.cs}.Sel({'Nearest, ' if m else ''}{cs})", lambda: x.a.sel(v, method=m)
@op
def sel_points():
    x = gen(dims=["lat", "lon"] if chance(.6) else ["time", "lat", "lon"], kinds={"lat": "num", "lon": "num"})
    if not all(x.a.sizes[d] for d in x.a.dims): return None
    n = R.randint(1, 3); p = {d: [label_near(x.a, d) for _ in range(n)] for d in ("lat", "lon") if d in x.a.dims}
    if len(p) < 2: return None
    m = pick(["nearest", "nearest", None])
    return f"{x.cs}.Sel({'Nearest, ' if m else ''}" + ", ".join(f"({txt(d)}, Pts(\"pt\", {', '.join(map(num, v))}))" for d, v in p.items()) + ")", lambda: x.a.sel({d: xr.DataArray(v, dims="pt") for d, v in p.items()}, method=m)
@op
def isel_points():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]
    if not n: return None
    p = [R.randint(-n, n - 1) for _ in range(R.randint(1, 4))]
    dd = pick(["pt", d])
    return f"{x.cs}.Isel({txt(d)}, IPts({txt(dd)}, {', '.join(map(str, p))}))", lambda: x.a.isel({d: xr.DataArray(p, dims=dd)})
@op
def isel_slice():
    x = gen(); d = pick(x.a.dims); q = [pick([None, None, R.randint(-8, 8)]) for _ in range(2)]; st = pick([None, None, 1, 2, 3, -1, -2])
    s = ":".join("" if z is None else str(z) for z in q + ([st] if st is not None else []))
    return f"{x.cs}.Isel({txt(d)}, {txt(s)})", lambda: x.a.isel({d: slice(*q, st)})
@op
def isel_mask():
    x = gen(); d = pick(x.a.dims); m = [chance(.5) for _ in range(x.a.sizes[d])]
    return f"{x.cs}.Isel({txt(d)}, new bool[] {{ {', '.join(map(b, m))} }})", lambda: x.a.isel({d: np.flatnonzero(m)})
@op
def isel_scalar():
    x = gen(); d = pick(x.a.dims); i = R.randint(-8, 8)
    return f"{x.cs}.Isel({txt(d)}, {i})", lambda: x.a.isel({d: i})
@op
def where_ops():
    x = gen(); t = pick([0.0, 2.0, -3.0]); how = pick(["nan", "drop", "other", "num"])
    if how == "nan": return f"{x.cs}.Where({x.cs} > {num(t)})", lambda: x.a.where(x.a > t)
    if how == "drop": return f"{x.cs}.WhereDrop({x.cs} > {num(t)})", lambda: x.a.where(x.a > t, drop=True)
    if how == "num": return f"{x.cs}.Where({x.cs} > {num(t)}, 1.5)", lambda: x.a.where(x.a > t, 1.5)
    return f"{x.cs}.WhereOther({x.cs} > {num(t)}, {x.cs} * 2)", lambda: x.a.where(x.a > t, x.a * 2)
@op
def drop_sel():
    x = gen(); d = numdim(x.a); v = [float(pick(x.a.indexes[d])) for _ in range(R.randint(1, 2))]
    if chance(.1): v[0] += .125
    return f"{x.cs}.DropSel({txt(d)}, {nums(v)})", lambda: x.a.drop_sel({d: v})
@op
def drop_isel():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]
    if not n: return None
    v = [R.randint(-n, n - 1) for _ in range(2)]
    return f"{x.cs}.DropIsel({txt(d)}, {ints(v)})", lambda: x.a.drop_isel({d: v})
@op
def head_tail():
    x = gen(); d = pick(x.a.dims); k = R.randint(0, 9); f = pick(["head", "tail", "thin"])
    if f == "thin": k = max(k, 1)
    return f"{x.cs}.{f.capitalize()}({txt(d)}, {k})", lambda: getattr(x.a, f)({d: k})

# ---------------- reductions
@op
def reduce_ops():
    x = gen(); f = pick(["mean", "sum", "min", "max", "std", "var", "prod", "count", "median", "any", "all"])
    ds = dimlist(x.a) if chance(.8) else None
    sk = pick([None, None, True, False]); ka = chance(.2); kw, c = {}, []
    if f in ("any", "all", "count"): sk = None
    if f in ("any", "all") and x.a.dtype != bool:
        x = Arr(x.a > 0, f"({x.cs} > 0)")
    if sk is not None: kw["skipna"] = sk; c.append(f"skipNaN: {b(sk)}")
    if ka: kw["keep_attrs"] = True; c.append("keepAttrs: true")
    if f in ("std", "var") and chance(.4): kw["ddof"] = 1; c.append("ddof: 1")
    F = {"any": "Any", "all": "All"}.get(f, f.capitalize())
    return f"{x.cs}.{F}({', '.join([S(ds) if ds else 'new string[0]'] + c)})", lambda: getattr(x.a, f)(ds, **kw)
@op
def reduce_mincount():
    x = gen(); f = pick(["sum", "prod"]); ds = dimlist(x.a) if chance(.8) else None; k = R.randint(1, 4)
    return f"{x.cs}.{f.capitalize()}({S(ds) if ds else 'new string[0]'}, minCount: {k})", lambda: getattr(x.a, f)(ds, min_count=k)
@op
def arg_ops():
    x = gen(); f = pick(["ArgMin", "ArgMax"]); d = pick(x.a.dims)
    return f"{x.cs}.{f}({txt(d)})", lambda: getattr(x.a, f.lower())(d)
@op
def quantile_ops():
    x = gen(); ds = dimlist(x.a) if chance(.8) else None
    many = chance(.4); q = [0.1, .5, .95] if many else pick([0.0, .25, .5, .9, 1.0])
    m = pick(["linear"] * 3 + ["lower", "higher", "midpoint", "nearest", "hazen", "weibull", "median_unbiased", "normal_unbiased", "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf"]); sk = pick([None, True, False])
    return f"{x.cs}.Quantile({nums(q) if many else num(q)}, {S(ds) if ds else 'new string[0]'}, skipNaN: {b(sk is not False)}, method: {txt(m)})", lambda: x.a.quantile(q, ds, method=m, skipna=sk)
@op
def idx_ops():
    x = gen(); d = pick(x.a.dims); f = pick(["idxmin", "idxmax"]); F = {"idxmin": "IdxMin", "idxmax": "IdxMax"}[f]; sk = pick([None, True, False])
    return f"{x.cs}.{F}({txt(d)}, skipNaN: {b(sk is not False)})", lambda: getattr(x.a, f)(d, skipna=sk)
@op
def weighted_ops():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]
    wv = np.array([R.choice([0.0, 1.0, 2.0, .5]) for _ in range(n)])
    w = xr.DataArray(wv, dims=d); 
    if d in x.a.coords and chance(.5) and d in x.a.indexes: w = w.assign_coords({d: x.a[d]}); wc = f"new DataArray({literal(wv, 'f8')}, {S([d])}).AssignCoords({txt(d)}, {x.cs}.Coords[{txt(d)}].Index)"
    else: wc = f"new DataArray({literal(wv, 'f8')}, {S([d])})"
    if chance(.1): wv[:1] = NAN; w = w.copy(data=wv); wc = wc.replace(literal(wv, 'f8'), literal(wv, 'f8')); wc = f"new DataArray({literal(wv, 'f8')}, {S([d])})"; w = xr.DataArray(wv, dims=d)
    f = pick(["mean", "sum", "std", "var", "sum_of_weights", "sum_of_squares", "quantile"])
    ds = dimlist(x.a) if chance(.7) else None
    if f == "quantile":
        q = pick([.1, .5, .75])
        return f"{x.cs}.Weighted({wc}).Quantile({num(q)}, {S(ds) if ds else 'new string[0]'})", lambda: x.a.weighted(w).quantile(q, ds)
    F = {"sum_of_weights": "SumOfWeights", "sum_of_squares": "SumOfSquares"}.get(f, f.capitalize())
    return f"{x.cs}.Weighted({wc}).{F}({S(ds) if ds else ''})", lambda: getattr(x.a.weighted(w), f)(ds)
def pair(k=None, **kw):
    x = gen(**kw)
    v = values(x.a.shape, "f8")
    y = x.a.copy(data=v).rename(pick(["t", "q", x.a.name]))
    y.attrs = {}
    return x, Arr(y, f"new DataArray({literal(v, 'f8')}, new[] {{ {', '.join(map(txt, x.a.dims))} }}, {x.cs}.Coords, {txt(y.name)})")
@op
def cov_corr():
    x, y = pair(); f = pick(["cov", "corr"]); ds = dimlist(x.a) if chance(.7) else None
    if f == "cov":
        k = pick([0, 1])
        return f"Cov({x.cs}, {y.cs}, {S(ds) if ds else '(string[])null'}, ddof: {k})", lambda: xr.cov(x.a, y.a, ds, ddof=k)
    return f"Corr({x.cs}, {y.cs}{', ' + S(ds) if ds else ''})", lambda: xr.corr(x.a, y.a, ds)
@op
def dot_ops():
    x, y = pair(); ds = dimlist(x.a) if chance(.7) else None
    return f"{x.cs}.Dot({y.cs}{', ' + S(ds) if ds else ''})", lambda: x.a.dot(y.a, ds)
@op
def polyfit_ops():
    x = gen(); d = pick(x.a.dims); k = R.randint(0, 2); sk = pick([None, True, False])
    return f"{x.cs}.PolyFit({txt(d)}, {k}{'' if sk is None else ', skipNaN: ' + b(sk)})[\"polyfit_coefficients\"]", lambda: x.a.polyfit(d, k, skipna=sk)["polyfit_coefficients"]
UNITS = ["s", "D", "h", "m"]
@op
def calculus():
    x = gen(); d = pick(x.a.dims); f = pick(["differentiate", "integrate", "cumulative_integrate"]); u = pick([None] + UNITS)
    if d not in x.a.indexes: return None
    tm = isinstance(x.a.indexes[d], (pd.DatetimeIndex, xr.CFTimeIndex))
    if tm and u is None: u = "s"
    F = {"differentiate": "Differentiate", "integrate": "Integrate", "cumulative_integrate": "CumulativeIntegrate"}[f]
    kw, c = ({"datetime_unit": u}, [f"datetimeUnit: {txt(u)}"]) if tm else ({}, [])
    if f == "differentiate" and chance(.3): kw["edge_order"] = 2; c.append("edgeOrder: 2")
    return f"{x.cs}.{F}({', '.join([txt(d)] + c)})", lambda: getattr(x.a, f)(d, **kw)
@op
def cum_ops():
    x = gen(); d = pick(x.a.dims); f = pick(["cumsum", "cumprod"]); sk = pick([None, True, False]); F = {"cumsum": "CumSum", "cumprod": "CumProd"}[f]
    return f"{x.cs}.{F}({txt(d)}{'' if sk is None else ', skipNaN: ' + b(sk)})", lambda: getattr(x.a, f)(d, skipna=sk)
@op
def diff_ops():
    x = gen(); d = pick(x.a.dims); k = R.randint(0, 3); l = pick([None, "upper", "lower"])
    return f"{x.cs}.Diff({txt(d)}, n: {k}{'' if l is None else ', label: ' + txt(l)})", lambda: x.a.diff(d, n=k, **({} if l is None else {"label": l}))
@op
def shift_roll():
    x = gen(); d = pick(x.a.dims); k = R.randint(-9, 9); f = pick(["shift", "roll", "rollc", "shiftf"])
    if f == "shift": return f"{x.cs}.Shift({txt(d)}, {k})", lambda: x.a.shift({d: k})
    if f == "shiftf": return f"{x.cs}.Shift({txt(d)}, {k}, fillValue: 7)", lambda: x.a.shift({d: k}, fill_value=7 if x.a.dtype.kind != "f" else 7.0)
    if f == "roll": return f"{x.cs}.Roll({txt(d)}, {k})", lambda: x.a.roll({d: k})
    return f"{x.cs}.Roll({txt(d)}, {k}, rollCoords: true)", lambda: x.a.roll({d: k}, roll_coords=True)
@op
def rank_ops():
    x = gen(); d = pick(x.a.dims); p = chance(.4)
    return f"{x.cs}.Rank({txt(d)}, pct: {b(p)})", lambda: x.a.rank(d, pct=p)
@op
def fill_ops():
    x = gen(); d = pick(x.a.dims); f = pick(["ffill", "bfill"]); F = {"ffill": "FFill", "bfill": "BFill"}[f]; l = pick([None, 1, 2])
    return f"{x.cs}.{F}({txt(d)}{'' if l is None else f', limit: {l}'})", lambda: getattr(x.a, f)(d, limit=l)
@op
def fillna_ops():
    x = gen(); v = pick([0.0, 1.5])
    return f"{x.cs}.FillNa({num(v)})", lambda: x.a.fillna(v)
@op
def dropna_ops():
    x = gen(); d = pick(x.a.dims); h = pick(["any", "all"])
    return f"{x.cs}.DropNa({txt(d)}, how: {txt(h)})", lambda: x.a.dropna(d, how=h)
@op
def interpna_ops():
    x = gen(dt=pick(["f8", "f8", "f4", "i8"])); d = pick(x.a.dims); m = pick(["linear", "linear", "nearest", "cubic", "zero", "slinear", "quadratic"]); l = pick([None, None, 1, 2]); uc = pick([True, True, False]); g = pick([None, None, None, 2.0, 5.0])
    c = "" if l is None else f", limit: {l}"
    kw = {}
    tm = d in x.a.indexes and isinstance(x.a.indexes[d], (pd.DatetimeIndex, xr.CFTimeIndex))
    if tm and uc: g = None
    if g is not None: c += f", maxGap: {num(g)}"; kw["max_gap"] = g
    return f"{x.cs}.InterpolateNa({txt(d)}, {txt(m)}{c}, useCoordinate: {b(uc)})", lambda: x.a.interpolate_na(d, method=m, limit=l, use_coordinate=uc, **kw)
@op
def clip_round():
    x = gen(); f = pick(["clip", "round", "isnull", "notnull", "astype", "abs"])
    if f == "clip": return f"{x.cs}.Clip(-1, 3)", lambda: x.a.clip(-1, 3)
    if f == "round": return f"{x.cs}.Round(1)", lambda: x.a.round(1)
    if f == "isnull": return f"{x.cs}.IsNull()", lambda: x.a.isnull()
    if f == "notnull": return f"{x.cs}.NotNull()", lambda: x.a.notnull()
    if f == "abs": return f"{x.cs}.Abs()", lambda: abs(x.a)
    return f"{x.cs}.AsType(DType.Float32)", lambda: x.a.astype("f4")

# ---------------- groups
RED = ["mean", "sum", "std", "var", "count", "min", "max", "median", "first", "last", "prod", "any", "all"]
def reduction(allow=RED, groups=True):
    f = pick(allow); c, kw = [], {}
    if f not in ("count", "any", "all") and chance(.3): sk = chance(.5); kw["skipna"] = sk; c.append(f"skipNaN: {b(sk)}")
    if f in ("std", "var") and chance(.3): kw["ddof"] = 1; c.append("ddof: 1")
    if chance(.3): k = chance(.5); kw["keep_attrs"] = k; c.append(f"keepAttrs: {b(k)}")
    return f, f"{f.capitalize()}({', '.join(c)})", kw
def grouped(g, f, kw, dim=None):
    if f in ("first", "last"): return getattr(g, f)(**kw)
    return getattr(g, f)(**kw) if dim is None else getattr(g, f)(dim, **kw)
@op
def group_time():
    x = gen(dims=["time"] + R.sample(["lat", "x"], R.randint(0, 2))); p = pick(["month", "season", "dayofyear", "year", "hour", "day", "dayofweek", "quarter"])
    d = timedim(x.a); f, c, kw = reduction()
    if p in ("quarter",) and isinstance(x.a.indexes[d], xr.CFTimeIndex): return None
    if f in ("any", "all"): x = Arr(x.a > 0, f"({x.cs} > 0)")
    return f"{x.cs}.GroupBy(\"time.{p}\").{c}", lambda: grouped(x.a.groupby("time." + p), f, kw)
@op
def group_coord():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]; nan = chance(.25)
    k = np.array([R.choice([NAN] if nan and chance(.4) else [0.0, 1.0, 5.0, -2.0]) for _ in range(n)])
    if chance(.4) and not nan: k = k.astype("i8")
    f, c, kw = reduction()
    if f in ("any", "all"): x = Arr(x.a > 0, f"({x.cs} > 0)")
    a = x.a.assign_coords(k=(d, k)); dt = "f8" if k.dtype.kind == "f" else "i8"
    return f"{x.cs}.AssignCoords(\"k\", new DataArray({literal(k, dt)}, {S([d])})).GroupBy(\"k\").{c}", lambda: grouped(a.groupby("k"), f, kw)
@op
def group_array():
    x = gen(dims=R.sample(["lat", "lon", "x"], 2) if chance(.5) else None); ds = R.sample(list(x.a.dims), min(len(x.a.dims), R.randint(1, 2)))
    sh = tuple(x.a.sizes[d] for d in ds); k = np.array([R.choice([0, 1, 3]) for _ in range(int(np.prod(sh)))], dtype="i8").reshape(sh)
    if chance(.2): k = k.astype("f8"); k.ravel()[:1] = NAN
    dt = "f8" if k.dtype.kind == "f" else "i8"
    f, c, kw = reduction()
    if f in ("any", "all"): x = Arr(x.a > 0, f"({x.cs} > 0)")
    key = xr.DataArray(k, dims=ds, name="reg", coords={d: x.a[d] for d in ds if d in x.a.indexes})
    return f"{x.cs}.GroupBy(new DataArray({literal(k, dt)}, {S(ds)}, name: \"reg\")).{c}", lambda: grouped(x.a.groupby(key), f, kw)
@op
def group_bins():
    x = gen(); d = numdim(x.a); v = np.unique(x.a.indexes[d].values.astype(float))
    e = sorted(set([round(float(R.uniform(v.min() - 1, v.max() + 1)), 1) for _ in range(R.randint(2, 4))] + ([float(v[0])] if chance(.4) else []) + ([float(v[-1])] if chance(.4) else [])))
    r, lo = chance(.7), chance(.3); lab = [float(i * 10) for i in range(len(e) - 1)] if chance(.4) else None
    f, c, kw = reduction()
    if f in ("any", "all"): x = Arr(x.a > 0, f"({x.cs} > 0)")
    return f"{x.cs}.GroupByBins({txt(d)}, {nums(e)}, right: {b(r)}{'' if lab is None else ', labels: ' + nums(lab)}, includeLowest: {b(lo)}).{c}", lambda: grouped(x.a.groupby_bins(d, e, right=r, labels=lab, include_lowest=lo), f, kw)
@op
def group_quantile():
    x = gen(dims=["time"] + R.sample(["lat", "x"], R.randint(0, 1))); d = timedim(x.a); many = chance(.4); q = [.2, .5] if many else pick([.1, .5, .9])
    sk = pick([None, True, False])
    return f"{x.cs}.GroupBy(\"time.month\").Quantile({nums(q) if many else num(q)}{'' if sk is None else ', skipNaN: ' + b(sk)})", lambda: x.a.groupby("time.month").quantile(q, skipna=sk)
@op
def group_arith():
    x = gen(dims=["time"] + R.sample(["lat", "x"], R.randint(0, 1))); d = timedim(x.a); o = pick("+-*/"); p = pick(["month", "season", "year"])
    f = {"+": lambda a, c: a + c, "-": lambda a, c: a - c, "*": lambda a, c: a * c, "/": lambda a, c: a / c}[o]
    r = pick(["mean", "max"])
    if r == "max" and x.a.dtype == bool: return None
    sub = chance(.3)
    if sub:
        g = lambda: getattr(x.a.groupby("time." + p), r)().isel({p: slice(0, 1)})
        return f"{x.cs}.GroupBy(\"time.{p}\") {o} {x.cs}.GroupBy(\"time.{p}\").{r.capitalize()}().Isel(\"{p}\", 0..1)", lambda: f(x.a.groupby("time." + p), g())
    return f"{x.cs}.GroupBy(\"time.{p}\") {o} {x.cs}.GroupBy(\"time.{p}\").{r.capitalize()}()", lambda: f(x.a.groupby("time." + p), getattr(x.a.groupby("time." + p), r)())
@op
def group_map():
    x = gen(dims=["time"] + R.sample(["lat", "x"], R.randint(0, 1))); d = timedim(x.a); p = pick(["month", "season"]); w = pick([0, 1, 2])
    if w == 0: return f"{x.cs}.GroupBy(\"time.{p}\").Map(g => g - g.Mean(\"time\"))", lambda: x.a.groupby("time." + p).map(lambda g: g - g.mean("time"))
    if w == 1: return f"{x.cs}.GroupBy(\"time.{p}\").Map(g => g.Max(\"time\"))", lambda: x.a.groupby("time." + p).map(lambda g: g.max("time"))
    return f"{x.cs}.GroupBy(\"time.{p}\").Map(g => g.Isel(\"time\", ..1))", lambda: x.a.groupby("time." + p).map(lambda g: g.isel(time=slice(0, 1)))
FREQ = ["D", "2D", "3D", "7D", "W", "W-MON", "2W", "M", "2M", "MS", "3MS", "Q", "QS", "QS-DEC", "Q-FEB", "A", "YS", "Y", "AS-JUL", "A-MAR", "12H", "6H", "H"]
def timed(cal=True):
    return gen(dims=["time"] + R.sample(["lat", "x"], R.randint(0, 1)), kinds={"time": pick(["time", "time", "time"] + (["noleap", "360", "julian", "all_leap"] if cal else []))}, sizes=None)
@op
def resample_down():
    x = timed(); d = timedim(x.a); i = x.a.indexes[d]
    fr = pick(FREQ); span = (i.max() - i.min())
    if span.days > 400 and fr[-1] == "H": fr = "M"
    f, c, kw = reduction(["mean", "sum", "std", "count", "min", "max", "median", "first", "last", "var"])
    rk, o = {}, ""
    if chance(.3): rk["closed"] = pick(["left", "right"]); o += f", closed: {txt(rk['closed'])}"
    if chance(.3): rk["label"] = pick(["left", "right"]); o += f", label: {txt(rk['label'])}"
    return f"{x.cs}.Resample(\"time\", {txt(fr)}{o}).{c}", lambda: grouped(x.a.resample(time=fr, **rk), f, kw)
@op
def resample_origin():
    x = timed(False); d = timedim(x.a); i = x.a.indexes[d]
    fr = pick(["5D", "7D", "3D", "12H", "36H", "7H"]) if (i.max() - i.min()).days < 60 else pick(["11D", "36D"])
    rk, o = {}, ""
    if chance(.7): rk["origin"] = pick(["epoch", "start", "start_day", "end", "end_day", "2000-01-03T05:00"]); o += f", origin: {txt(rk['origin'])}"
    if chance(.5): rk["offset"] = pick(["6H", "-3H", "1D", "90T"]); o += f", offset: {txt(rk['offset'])}"
    if not rk: return None
    s = x.a.to_series() if x.a.ndim == 1 else x.a.to_pandas()
    def py():
        if x.a.ndim > 2: raise IndexError
        r = (s.resample(fr, **{k: (pd.Timestamp(v) if k == "origin" and v[0].isdigit() else v) for k, v in rk.items()}).mean())
        return xr.DataArray(r, attrs=x.a.attrs)
    if x.a.ndim > 1 or x.a.dtype == bool or x.a.dtype == "f4": return None
    return f"{x.cs}.Resample(\"time\", {txt(fr)}{o}).Mean()", py
@op
def resample_up():
    x = timed(); d = timedim(x.a); i = x.a.indexes[d]; n = len(i)
    if (i.max() - i.min()).days > 200: fr = pick(["D", "7D", "MS", "M", "15D"])
    else: fr = pick(["6H", "12H", "D", "H", "8H", "36H"])
    f = pick(["asfreq", "ffill", "bfill", "nearest", "linear", "cubic", "inear0"]) 
    if f == "asfreq": return f"{x.cs}.Resample(\"time\", {txt(fr)}).AsFreq()", lambda: x.a.resample(time=fr).asfreq()
    if f in ("linear", "inear0", "cubic"):
        m = pick(["linear", "nearest", "zero"]) if f != "cubic" else "cubic"
        return f"{x.cs}.Resample(\"time\", {txt(fr)}).Interpolate({txt(m)})", lambda: x.a.resample(time=fr).interpolate(m)
    F = {"ffill": "FFill", "bfill": "BFill", "nearest": "Nearest"}[f]
    return f"{x.cs}.Resample(\"time\", {txt(fr)}).{F}()", lambda: getattr(x.a.resample(time=fr), f)()

# ---------------- windows
@op
def rolling_ops():
    x = gen(); d = pick(x.a.dims); w = R.randint(1, 6); ce = chance(.4); mp = pick([None, None, 1, 2])
    f = pick(["mean", "sum", "std", "var", "min", "max", "count", "median"])
    return f"{x.cs}.Rolling({txt(d)}, {w}, center: {b(ce)}{'' if mp is None else f', minPeriods: {mp}'}).{f.capitalize()}()", lambda: getattr(x.a.rolling({d: w}, center=ce, min_periods=mp), f)()
@op
def rolling_two():
    x = gen(dims=R.sample(["lat", "lon", "x"], R.randint(2, 3))); ds = list(x.a.dims)[:2]
    if len(ds) < 2: return None
    w = {d: R.randint(1, 3) for d in ds}; ce = chance(.4); mp = pick([None, 1, 2]); f = pick(["mean", "sum", "max", "count", "std"])
    return f"{x.cs}.Rolling(new[] {{ {', '.join(f'({txt(d)}, {k})' for d, k in w.items())} }}, center: {b(ce)}{'' if mp is None else f', minPeriods: {mp}'}).{f.capitalize()}()", lambda: getattr(x.a.rolling(w, center=ce, min_periods=mp), f)()
@op
def rolling_construct():
    x = gen(); d = pick(x.a.dims); w = R.randint(1, 5); ce = chance(.4); st = R.randint(1, 3); fv = pick([None, 0.0])
    kw = {} if fv is None else {"fill_value": fv}
    return f"{x.cs}.Rolling({txt(d)}, {w}, center: {b(ce)}).Construct(\"win\", stride: {st}{'' if fv is None else ', fillValue: 0'})", lambda: x.a.rolling({d: w}, center=ce).construct("win", stride=st, **kw)
@op
def coarsen_ops():
    x = gen(); ds = R.sample(list(x.a.dims), R.randint(1, min(2, x.a.ndim))); w = {d: R.randint(1, 4) for d in ds}; bd = pick(["exact", "trim", "pad"]); sd = pick(["left", "right"])
    f, c, kw = reduction(["mean", "sum", "std", "min", "max", "median", "count", "var", "prod"])
    if len(set(w)) != len(w): return None
    return f"{x.cs}.Coarsen({txt(bd)}, {txt(sd)}, {', '.join(f'({txt(d)}, {k})' for d, k in w.items())}).{c}", lambda: getattr(x.a.coarsen(w, boundary=bd, side=sd), f)(**kw)
@op
def coarsen_construct():
    x = gen(); d = pick(x.a.dims); k = R.randint(1, 3); bd = pick(["trim", "pad", "exact"])
    return f"{x.cs}.Coarsen({txt(bd)}, \"left\", ({txt(d)}, {k})).Construct(({txt(d)}, \"bl\", \"pl\"))", lambda: x.a.coarsen({d: k}, boundary=bd).construct({d: ("bl", "pl")})

# ---------------- labels
@op
def reindex_ops():
    x = gen(); d = numdim(x.a); v = [label_near(x.a, d) for _ in range(R.randint(0, 4))]; m = pick([None, None, "nearest", "pad", "backfill"]); tol = pick([None, None, .3, 1.0]) if m else None
    fv = pick([None, None, -9.0]); kw = {} if fv is None else {"fill_value": fv if x.a.dtype.kind == "f" else int(fv)}
    o = "" if m is None else f", method: {METHODS[m]}"
    o += "" if tol is None else f", tolerance: {num(tol)}"; o += "" if fv is None else ", fillValue: -9"
    return f"{x.cs}.Reindex({txt(d)}, {nums(v)}{o})", lambda: x.a.reindex({d: v}, method=m, tolerance=tol, **kw)
@op
def reindex_time():
    x = timed(); d = timedim(x.a); i = x.a.indexes[d]
    if isinstance(i, xr.CFTimeIndex): return None
    v = pd.DatetimeIndex([pick(i) + pd.Timedelta(pick([0, 0, 1, -1, 30]), "h") for _ in range(3)]); m = pick([None, "nearest", "pad", "backfill"])
    return f"{x.cs}.Reindex(\"time\", new TimeIndex(new long[] {{ {', '.join(str(micros(q)) + 'L' for q in v)} }}, CfCalendar.Named(\"standard\")){'' if m is None else ', method: ' + METHODS[m]})", lambda: x.a.reindex(time=v, method=m)
@op
def sort_ops():
    x = gen(); d = pick(x.a.dims); up = chance(.5)
    return f"{x.cs}.SortBy({txt(d)}, ascending: {b(up)})", lambda: x.a.sortby(d, ascending=up)
@op
def sort_array():
    x = gen(); d = pick(x.a.dims); k = np.array([float(R.randint(0, 3)) for _ in range(x.a.sizes[d])]); up = chance(.5)
    if chance(.2): k[:1] = NAN
    return f"{x.cs}.SortBy(new DataArray({literal(k, 'f8')}, {S([d])}), ascending: {b(up)})", lambda: x.a.sortby(xr.DataArray(k, dims=d), ascending=up)
@op
def dup_ops():
    x = gen(); d = pick(x.a.dims); k = pick(["first", "last"])
    return f"{x.cs}.DropDuplicates({txt(d)}, keep: {txt(k)})", lambda: x.a.drop_duplicates(d, keep=k)
def sibling(x):
    """Returns another array whose labels overlap with those of the first."""
    a = x.a; v = {}
    y = a; cs = x.cs
    for d in a.dims:
        n = a.sizes[d]
        if n < 2: continue
        c = pick(["same", "part", "perm"])
        if c == "part": i, j = sorted(R.sample(range(n + 1), 2)); y = y.isel({d: slice(i, j)}); cs += f".Isel({txt(d)}, {i}..{j})"
        if c == "perm": p = R.sample(range(n), R.randint(1, n)); y = y.isel({d: p}); cs += f".Isel({txt(d)}, {ints(p)})"
    if a.dtype != bool: y = y * 2; cs = f"({cs} * 2)"
    return Arr(y, cs)
@op
def align_ops():
    x = gen(); y = sibling(x); j = pick(["inner", "outer", "left", "right", "exact"]); i = pick([0, 1])
    return f"Align({x.cs}, {y.cs}, join: Join.{j.capitalize()}) is var q{len(pool_cs)} ? q{len(pool_cs)}.Item{i + 1} : null", lambda: xr.align(x.a, y.a, join=j)[i]
@op
def concat_ops():
    x = gen(); y = sibling(x); d = pick(list(x.a.dims) + ["run"]); j = pick(["outer", "inner", "exact", "left", "right"])
    return f"Concat(new[] {{ {x.cs}, {y.cs} }}, {txt(d)}, Join.{j.capitalize()})", lambda: xr.concat([x.a, y.a], d, join=j)
@op
def concat_same():
    x = gen(); d = pick(list(x.a.dims) + ["run"]); s = pick([0, 1])
    y = Arr(x.a.assign_coords(height=3.0), f"{x.cs}.AssignCoords(\"height\", (DataArray)3.0)") if s else Arr(x.a.rename("other"), f"{x.cs}.Rename(\"other\")")
    return f"Concat(new[] {{ {x.cs}, {y.cs} }}, {txt(d)})", lambda: xr.concat([x.a, y.a], d)
@op
def concat_scalar():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]
    if not n: return None
    i, j = R.randrange(n), R.randrange(n)
    return f"Concat(new[] {{ {x.cs}.Isel({txt(d)}, {i}), {x.cs}.Isel({txt(d)}, {j}) }}, {txt(d)})", lambda: xr.concat([x.a.isel({d: i}), x.a.isel({d: j})], d)
@op
def merge_ops():
    x = gen(); y = sibling(x); j = pick(["outer", "inner", "exact", "left", "right"]); c = pick(["no_conflicts", "override", "equals", "identical", "broadcast_equals", "minimal"])
    z = Arr(y.a.rename("zz"), f"{y.cs}.Rename(\"zz\")") if chance(.7) else Arr(y.a.rename(x.a.name), f"{y.cs}.Rename({txt(x.a.name)})")
    return f"Merge(new[] {{ {x.cs}, {z.cs} }}, Join.{j.capitalize()}, {txt(c)})", lambda: xr.merge([x.a, z.a], join=j, compat=c)
@op
def combine_coords():
    x = gen(dims=["lat", "lon"], kinds={"lat": "num", "lon": "num"}, extra=False); a = x.a
    if a.ndim < 2 or not all(a.indexes[d].is_monotonic_increasing or a.indexes[d].is_monotonic_decreasing for d in a.dims) or min(a.sizes.values()) < 2: return None
    i, j = R.randint(1, a.sizes["lat"] - 1), R.randint(1, a.sizes["lon"] - 1)
    tiles = [(slice(0, i), slice(0, j)), (slice(0, i), slice(j, None)), (slice(i, None), slice(0, j)), (slice(i, None), slice(j, None))]
    R.shuffle(tiles)
    r = lambda s: f"{s.start or 0}..{'' if s.stop is None else s.stop}"
    if chance(.15): tiles = tiles[:3]
    return "CombineByCoords(new[] { " + ", ".join(f"{x.cs}.Isel((\"lat\", {r(p)}), (\"lon\", {r(q)})).ToDataset(\"v\")" for p, q in tiles) + " })", lambda: xr.combine_by_coords([a.isel(lat=p, lon=q).to_dataset(name="v") for p, q in tiles])
def arith(o, a, c):
    import operator
    return {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod, ">": operator.gt, "<=": operator.le, "==": operator.eq, "!=": operator.ne, "&": operator.and_, "|": operator.or_}[o](a, c)
@op
def arith_ops():
    x = gen(); o = pick(["+", "-", "*", "/", "%", ">", "<="])
    c = pick(["scalar", "pair", "partial", "reduced", "isel"])
    if c == "scalar":
        s = pick([2, 2.5, 0, -3]); left = chance(.3)
        sc = num(s) if isinstance(s, float) else str(s)
        if left: return f"{sc} {o} {x.cs}", lambda: arith(o, s, x.a)
        return f"{x.cs} {o} {sc}", lambda: arith(o, x.a, s)
    if c == "pair":
        x, y = pair(); return f"{x.cs} {o} {y.cs}", lambda: arith(o, x.a, y.a)
    d = pick(x.a.dims)
    if c == "reduced": return f"{x.cs} {o} {x.cs}.Mean({txt(d)})", lambda: arith(o, x.a, x.a.mean(d))
    n = x.a.sizes[d]
    if not n: return None
    i = R.randrange(n)
    if c == "isel": return f"{x.cs} {o} {x.cs}.Isel({txt(d)}, {i})", lambda: arith(o, x.a, x.a.isel({d: i}))
    j = R.randrange(n)
    return f"{x.cs}.Isel({txt(d)}, {j}) {o} {x.cs}.Isel({txt(d)}, {i})", lambda: arith(o, x.a.isel({d: j}), x.a.isel({d: i}))
@op
def arith_two():
    x, y = array(), array(); o = pick(["+", "*", "-"])
    def py():
        with xr.set_options(arithmetic_join="exact"): return arith(o, x.a, y.a)
    return f"{x.cs} {o} {y.cs}", py
@op
def bool_ops():
    x = gen(); o = pick(["&", "|"]); 
    return f"({x.cs} > 0) {o} ({x.cs} < 3)", lambda: arith(o, x.a > 0, x.a < 3)
@op
def not_op():
    x = gen()
    return f"!({x.cs} > 0)", lambda: ~(x.a > 0)
@op
def equality():
    x = gen(); f = pick(["equals", "identical", "broadcast_equals"]); F = {"equals": "Equals", "identical": "Identical", "broadcast_equals": "BroadcastEquals"}[f]
    y = pick([x, Arr(x.a.rename("zz"), f"{x.cs}.Rename(\"zz\")"), Arr(x.a.assign_attrs(k="1"), f"{x.cs}.AssignAttrs((\"k\", \"1\"))"), Arr(x.a.transpose(), f"{x.cs}.Transpose()"), Arr(x.a.astype("f8"), f"{x.cs}.AsType(DType.Float64)"), Arr(x.a.reset_coords(drop=True), f"{x.cs}.DropVars({', '.join(txt(c) for c in x.a.coords if c not in x.a.dims)})")])
    return f"(object){x.cs}.{F}({y.cs})", lambda: getattr(x.a, f)(y.a)

# ---------------- time
def along():
    cal = pick(["time", "time", "noleap", "360", "julian", "all_leap"])
    return gen(dims=["time"], kinds={"time": cal}, extra=False)
@op
def dt_fields():
    x = along(); d = timedim(x.a); p = pick(["year", "month", "day", "hour", "minute", "second", "microsecond", "dayofyear", "dayofweek", "weekday", "quarter", "days_in_month", "is_leap_year", "is_month_start", "is_month_end", "is_year_start", "season", "is_quarter_start", "is_quarter_end", "is_year_end", "date", "time"])
    if p in ("date", "time", "microsecond") : p = "minute"
    F = "".join(q.capitalize() for q in p.split("_")) 
    F = {"Dayofyear": "DayOfYear", "Dayofweek": "DayOfWeek"}.get(F, F)
    return f"{x.cs}[\"time\"].Dt.{F}", lambda: getattr(x.a["time"].dt, p)
@op
def dt_strftime():
    x = along(); d = timedim(x.a); f = pick(["%Y-%m-%d", "%Y%m%dT%H%M%S", "%j", "%d %b %Y", "%B %d", "%y/%m", "%A", "%a", "%H:%M", "%I %p", "%U"])
    return f"{x.cs}[\"time\"].Dt.Strftime({txt(f)}) as object", lambda: x.a["time"].dt.strftime(f)
@op
def dt_round():
    x = along(); d = timedim(x.a); f = pick(["floor", "ceil", "round"]); fr = pick(["D", "H", "6H", "5D", "7H", "30T", "90min", "2D", "15S", "100ms"])
    return f"{x.cs}[\"time\"].Dt.{f.capitalize()}({txt(fr)})", lambda: getattr(x.a["time"].dt, f)(fr)
@op
def date_range():
    cal = pick(["standard", "standard", "noleap", "360_day", "julian", "all_leap", "proleptic_gregorian"])
    fr = pick(["D", "3D", "W", "W-WED", "M", "MS", "2MS", "Q", "QS", "QS-FEB", "Q-NOV", "2Q", "A", "Y", "YS", "AS-APR", "A-JUN", "H", "6H", "30T", "10min", "45S", "B", "12H"]); 
    if fr in ("B",) or (fr[0] == "W" and cal != "standard"): fr = "5D"
    if fr[-3:] == "min" and cal != "standard": fr = fr.replace("min", "T")
    st = pick(["2000-01-01", "1999-12-31", "2000-02-28", "1850-06-15", "0900-03-31", "2400-11-30T06:00", "2001-01-30"]); n = R.randint(0, 5)
    if cal == "360_day" and st[8:10] == "31": st = st[:8] + "30" + st[10:]
    old = st[:4] in ("0900", "2400"); inc = pick(["both", "both", "left", "right"])
    how = pick(["start", "end", "both"])
    kw = {"start": st, "periods": n} if how == "start" else {"end": st, "periods": n} if how == "end" else None
    if kw is None:
        hrs = fr[-1] in "HTS" and fr not in ("MS", "2MS", "QS", "YS") or fr.endswith("min")
        en = st[:8] + "28" if not hrs or st[8:10] > "27" else st[:8] + f"{min(int(st[8:10]) + 1, 28):02d}"
        if not hrs: en = f"{int(st[:4]) + 1:04d}-06-28"
        if hrs and st[8:10] > "27": return None
        kw = {"start": st, "end": en}
    c = ", ".join(f"{k}: {txt(v) if isinstance(v, str) else v}" for k, v in kw.items())
    def py():
        t = xr.cftime_range(freq=fr, calendar=cal, closed={"both": None, "left": "left", "right": "right", "neither": None}[inc], **kw) if cal != "standard" or old else pd.date_range(freq=fr, inclusive=inc, **kw)
        return xr.DataArray(np.arange(float(len(t))), dims="time", coords={"time": t})
    return f"DateRange({c}, frequency: {txt(fr)}, calendar: {txt(cal)}, inclusive: {txt(inc)})", py
@op
def convert_cal():
    x = along(); d = timedim(x.a); cal = pick(["noleap", "360_day", "standard", "julian", "all_leap", "gregorian", "proleptic_gregorian"])
    src = getattr(x.a.indexes[d], "calendar", "standard"); al = pick(["date", "year"]) if (cal == "360_day") != (src == "360_day") else None
    miss = chance(.2)
    uc = True if not (src == "standard" and cal == "standard") else None
    kw = {} if not miss else {"missing": NAN}
    return f"{x.cs}.ConvertCalendar({txt(cal)}{'' if al is None else ', alignOn: ' + txt(al)}{', fillMissing: true' if miss else ''})", lambda: x.a.convert_calendar(cal, align_on=al, use_cftime=uc, **kw)

# ---------------- shapes
@op
def stack_ops():
    x = gen(dims=R.sample(["lat", "lon", "x"], R.randint(2, 3))); 
    if x.a.ndim < 2: return None
    ds = R.sample(list(x.a.dims), 2)
    if chance(.5): return f"{x.cs}.Stack(\"z\", {S(ds)})", lambda: x.a.stack(z=ds).drop_vars([c for c in x.a.coords if set(x.a[c].dims) & set(ds)], errors="ignore")
    i = x.a.sizes[ds[0]] * x.a.sizes[ds[1]]
    if not i: return None
    p = sorted(R.sample(range(i), R.randint(1, i)))
    return f"{x.cs}.Stack(\"z\", {S(ds)}).Isel(\"z\", {ints(p)}).Unstack(\"z\")", lambda: x.a.stack(z=ds).isel(z=p).unstack("z")
@op
def expand_squeeze():
    x = gen(); f = pick(["e", "el", "s", "s1"]); d = pick(x.a.dims)
    if f == "e": return f"{x.cs}.ExpandDims(\"run\")", lambda: x.a.expand_dims("run")
    if f == "el": return f"{x.cs}.ExpandDims(\"run\", 3, 4)", lambda: x.a.expand_dims(run=[3.0, 4.0])
    if f == "s": return f"{x.cs}.Squeeze()", lambda: x.a.squeeze()
    return f"{x.cs}.Squeeze({txt(d)})", lambda: x.a.squeeze(d)
@op
def rename_ops():
    x = gen(); d = pick(x.a.dims); f = pick(["r", "name", "aux"])
    if f == "name": return f"{x.cs}.Rename(\"zz\")", lambda: x.a.rename("zz")
    if f == "aux":
        cs = [c for c in x.a.coords]; c = pick(cs); return f"{x.cs}.Rename(({txt(c)}, \"new\"))", lambda: x.a.rename({c: "new"})
    return f"{x.cs}.Rename(({txt(d)}, \"new\"))", lambda: x.a.rename({d: "new"})
@op
def swap_ops():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]; k = np.array([float(R.randint(0, 9)) for _ in range(n)]); f = pick(["swap", "set", "reset", "drop"])
    a = x.a.assign_coords(k=(d, k)); cs = f"{x.cs}.AssignCoords(\"k\", new DataArray({literal(k, 'f8')}, {S([d])}))"
    if f == "swap": return f"{cs}.SwapDims(({txt(d)}, \"k\"))", lambda: a.swap_dims({d: "k"})
    if f == "set": return f"{cs}.SetIndex({txt(d)}, \"k\")", lambda: a.set_index({d: "k"})
    if f == "drop": return f"{cs}.DropVars(\"k\")", lambda: a.drop_vars("k")
    if d not in x.a.indexes: return None
    return f"{cs}.ResetIndex({txt(d)}, drop: true)", lambda: a.reset_index(d, drop=True)
@op
def transpose_ops():
    x = gen(); p = list(x.a.dims); R.shuffle(p)
    if chance(.3) and len(p) > 1: return f"{x.cs}.Transpose({txt(p[0])}, \"...\")", lambda: x.a.transpose(p[0], ...)
    return f"{x.cs}.Transpose({', '.join(map(txt, p))})", lambda: x.a.transpose(*p)
@op
def pad_ops():
    x = gen(); ds = R.sample(list(x.a.dims), R.randint(1, min(2, x.a.ndim))); w = {d: (R.randint(0, 2), R.randint(0, 2)) for d in ds}
    m = pick(["constant", "cval", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap"])
    c = "new[] { " + ", ".join(f"({txt(d)}, {p}L, {q}L)" for d, (p, q) in w.items()) + " }"
    if m == "cval": return f"{x.cs}.Pad({c}, value: 3)", lambda: x.a.pad(w, constant_values=3)
    return f"{x.cs}.Pad({c}, {txt(m)})", lambda: x.a.pad(w, mode=m)
@op
def broadcast_ops():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]
    if n == 0 or x.a.ndim < 2: return None
    return f"Broadcast({x.cs}.Isel({txt(d)}, 0), {x.cs}).Item1", lambda: xr.broadcast(x.a.isel({d: 0}), x.a)[0]

# ---------------- interpolation
@op
def interp_ops():
    x = gen(dt=pick(["f8", "f8", "f4", "i8"])); d = numdim(x.a); m = pick(["linear", "linear", "nearest", "cubic", "zero", "slinear", "quadratic"]); v = [label_near(x.a, d) for _ in range(R.randint(1, 3))]; ex = chance(.2)
    kw = {"kwargs": {"fill_value": "extrapolate"}} if ex else {}
    return f"{x.cs}.Interp({txt(d)}, {nums(v)}, {txt(m)}{', extrapolate: true' if ex else ''})", lambda: x.a.interp({d: v}, method=m, **kw)
@op
def interp_scalar():
    x = gen(dt="f8"); d = numdim(x.a); v = label_near(x.a, d)
    return f"{x.cs}.Interp(({txt(d)}, {num(v)}))", lambda: x.a.interp({d: v})
@op
def interp_two():
    x = gen(dims=["lat", "lon"] + R.sample(["x"], R.randint(0, 1)), kinds={"lat": "num", "lon": "num"}, dt="f8"); m = pick(["linear", "nearest"])
    if not all(d in x.a.dims and x.a.sizes[d] for d in ("lat", "lon")): return None
    v = {d: [label_near(x.a, d) for _ in range(2)] for d in ("lat", "lon")}
    if chance(.5): return f"{x.cs}.Interp({txt(m)}, " + ", ".join(f"({txt(d)}, Pts(\"pt\", {', '.join(map(num, q))}))" for d, q in v.items()) + ")", lambda: x.a.interp({d: xr.DataArray(q, dims="pt") for d, q in v.items()}, method=m)
    return f"{x.cs}.Interp({txt(m)}, " + ", ".join(f"({txt(d)}, {nums(q)})" for d, q in v.items()) + ")", lambda: x.a.interp(v, method=m)
@op
def interp_time():
    x = timed(False); d = timedim(x.a); i = x.a.indexes[d]; v = [str((pick(i) + pd.Timedelta(pick([0, 1, 12, 36]), "h")).to_datetime64())[:19] for _ in range(2)]; m = pick(["linear", "nearest", "cubic"])
    if x.a.dtype == bool: return None
    return f"{x.cs}.Interp(\"time\", {txts(v)}, {txt(m)})", lambda: x.a.interp(time=pd.to_datetime(v), method=m)

# ---------------- data sets, text and times as values
def dataset(tm=False):
    """Returns a random data set: variables with shared dimensions, sometimes text and times."""
    dims = R.sample(["time", "lat", "x"], R.randint(1, 3)) if not tm else ["time"] + R.sample(["lat", "x"], R.randint(0, 1))
    base = array(dims=dims, kinds={d: ("time" if d == "time" else "num") for d in dims}, extra=chance(.3), name="t", sizes=[R.choice([2, 3, 4, 6]) for _ in dims], dt=pick(["f8", "f8", "f4", "i4"]))
    a = base.a; ds = a.to_dataset(); cs = f"{base.cs}.ToDataset()"
    d = pick(a.dims); v = values((a.sizes[d],), "f8")
    ds["u"] = (d, v); cs += f".Assign(\"u\", new DataArray({literal(v, 'f8')}, {S([d])}))"
    if chance(.5):
        d2 = pick(a.dims); w = np.array([R.choice(["aa", "b", "cc", "d"]) for _ in range(a.sizes[d2])])
        ds["name"] = (d2, w); cs += f".Assign(\"name\", Txt({txt(d2)}, {', '.join(map(txt, w))}))"
    if chance(.5):
        d3 = pick(a.dims); w = np.array([np.datetime64("2001-01-01", "ns") + np.timedelta64(R.randint(0, 99), "D") for _ in range(a.sizes[d3])])
        if chance(.3): w[0] = np.datetime64("NaT")
        ds["when"] = (d3, w); cs += f".Assign(\"when\", Tm({txt(d3)}, {', '.join(str(micros(x)) + 'L' for x in w)}))"
    ds["flag"] = (d, np.array([chance(.5) for _ in range(a.sizes[d])])); cs += f".Assign(\"flag\", new DataArray({literal(ds['flag'].values, 'b1')}, {S([d])}))"
    if chance(.4): ds.attrs["title"] = "T"; cs += ".AssignAttrs((\"title\", \"T\"))"
    return keep(ds, cs, "Dataset")
@op
def ds_select():
    x = dataset(); d = pick(x.a.dims); n = x.a.sizes[d]; f = pick(["isel", "islice", "head", "thin", "roll", "rollc", "shift", "shift2", "reverse", "dropisel", "points", "list"])
    k = R.randrange(n)
    if f == "isel": return f"{x.cs}.Isel({txt(d)}, {k})", lambda: x.a.isel({d: k})
    if f == "islice": return f"{x.cs}.Isel({txt(d)}, 1..)", lambda: x.a.isel({d: slice(1, None)})
    if f == "list": return f"{x.cs}.Isel({txt(d)}, new[] {{ {k}, 0, -1 }})", lambda: x.a.isel({d: [k, 0, -1]})
    if f == "head": return f"{x.cs}.Head({txt(d)}, 2)", lambda: x.a.head({d: 2})
    if f == "thin": return f"{x.cs}.Thin({txt(d)}, 2)", lambda: x.a.thin({d: 2})
    if f == "roll": return f"{x.cs}.Roll({txt(d)}, {k})", lambda: x.a.roll({d: k})
    if f == "rollc": return f"{x.cs}.Roll({txt(d)}, {k}, rollCoords: true)", lambda: x.a.roll({d: k}, roll_coords=True)
    if f in ("shift", "shift2"): return f"{x.cs}.Shift({txt(d)}, {k})", lambda: x.a.shift({d: k})
    if f == "reverse": return f"{x.cs}.Reverse({txt(d)})", lambda: x.a.isel({d: slice(None, None, -1)})
    if f == "dropisel": return f"{x.cs}.DropIsel({txt(d)}, new[] {{ {k} }})", lambda: x.a.drop_isel({d: [k]})
    return f"{x.cs}.Isel(({txt(d)}, IPts(\"pt\", 0, {k})))", lambda: x.a.isel({d: xr.DataArray([0, k], dims="pt")})
@op
def ds_reduce():
    x = dataset(); f = pick(["mean", "sum", "min", "max", "std", "var", "prod", "count", "median", "any", "all"]); ds = R.sample(list(x.a.dims), R.randint(1, len(x.a.dims))) if chance(.8) else None
    if f in ("any", "all"): 
        return f"{x.cs}.Subset(\"flag\").{f.capitalize()}({S(ds) if ds else ''})" if False else f"{x.cs}.Subset(\"flag\").{f.capitalize()}()", lambda: getattr(x.a[["flag"]], f)()
    ka = chance(.2)
    return f"{x.cs}.{f.capitalize()}({S(ds) if ds else ''})", lambda: getattr(x.a, f)(ds)
@op
def ds_along():
    x = dataset(); d = pick(x.a.dims); f = pick(["cumsum", "diff", "ffill", "bfill", "fillna", "isnull", "notnull", "rank", "idxmax", "quantile", "dropna", "interpolate_na", "pad", "sortby", "transpose", "expand_dims", "rename", "squeeze", "differentiate", "integrate", "stack", "to_array", "astype", "sortvar"])
    y = x.a; num = [v for v in y.data_vars if v not in ("name", "when")]
    yn = y[num]; cn = f"{x.cs}.Subset({', '.join(map(txt, num))})"
    if f == "cumsum": return f"{cn}.CumSum({txt(d)})", lambda: yn.cumsum(d)
    if f == "diff": yn2 = yn.drop_vars("flag"); return f"{cn}.Drop(\"flag\").Diff({txt(d)})", lambda: yn2.diff(d)
    if f in ("ffill", "bfill"): return f"{x.cs}.{f[0].upper()}Fill({txt(d)})", lambda: getattr(yn, f)(d)
    if f == "fillna": return f"{cn}.FillNa(0)", lambda: yn.fillna(0)
    if f in ("isnull", "notnull"): return f"{x.cs}.{'IsNull' if f == 'isnull' else 'NotNull'}()", lambda: getattr(y, f)()
    if f == "rank": yn2 = yn.drop_vars("flag"); return f"{cn}.Drop(\"flag\").Rank({txt(d)})", lambda: yn2.rank(d)
    if f == "idxmax": return f"{cn}.IdxMax({txt(d)})", lambda: yn.idxmax(d)
    if f == "quantile": yn2 = yn.drop_vars("flag"); return f"{cn}.Drop(\"flag\").Quantile(0.3, {txt(d)})", lambda: yn2.quantile(.3, d)
    if f == "dropna": return f"{x.cs}.DropNa({txt(d)})", lambda: y.dropna(d)
    if f == "interpolate_na": return f"{x.cs}.InterpolateNa({txt(d)})", lambda: yn.interpolate_na(d)
    if f == "pad": return f"{cn}.Pad(new[] {{ ({txt(d)}, 1L, 1L) }})", lambda: yn.pad({d: 1})
    if f == "sortby": return f"{x.cs}.SortBy({txt(d)}, ascending: false)", lambda: y.sortby(d, ascending=False)
    if f == "sortvar": return f"{x.cs}.SortBy(\"u\")", lambda: y.sortby("u")
    if f == "transpose": p = list(y.dims); R.shuffle(p); return f"{x.cs}.Transpose({', '.join(map(txt, p))})", lambda: y.transpose(*p)
    if f == "expand_dims": return f"{x.cs}.ExpandDims(\"run\")", lambda: y.expand_dims("run")
    if f == "rename": return f"{x.cs}.Rename((\"t\", \"zz\"), ({txt(d)}, \"new\"))", lambda: y.rename({"t": "zz", d: "new"})
    if f == "squeeze": return f"{x.cs}.Squeeze()", lambda: y.squeeze()
    if f == "differentiate": yn2 = yn.drop_vars("flag"); return f"{cn}.Drop(\"flag\").Differentiate({txt(d)})", lambda: yn2.differentiate(d, **({"datetime_unit": "s"} if d == "time" else {}))
    if f == "integrate": yn2 = yn.drop_vars("flag"); return f"{cn}.Drop(\"flag\").Integrate({txt(d)})", lambda: yn2.integrate(d, **({"datetime_unit": "s"} if d == "time" else {}))
    if f == "astype": yn2 = yn; return f"{cn}.AsType(DType.Float32)", lambda: yn.astype("f4")
    if f == "to_array": return f"{cn}.ToArray()", lambda: yn.to_array()
    return None
@op
def ds_groups():
    x = dataset(tm=True); f, c, kw = reduction(["mean", "sum", "std", "count", "min", "max", "first", "last", "median"]); w = pick(["month", "season", "resample", "rolling", "coarsen", "keys"])
    d = "time"; y = x.a; num = [v for v in y.data_vars if v not in ("name", "when", "flag")]
    yn = y[num]; cn = f"{x.cs}.Subset({', '.join(map(txt, num))})"
    if w in ("month", "season"): return f"{cn}.GroupBy(\"time.{w}\").{c}", lambda: grouped(yn.groupby("time." + w), f, kw)
    if w == "resample": fr = pick(["MS", "7D", "QS-DEC", "M"]); return f"{cn}.Resample(\"time\", {txt(fr)}).{c}", lambda: grouped(yn.resample(time=fr), f, kw)
    if f in ("first", "last", "median"): return None
    if w == "rolling": return f"{cn}.Rolling(\"time\", 2, minPeriods: 1).{f.capitalize()}()", lambda: getattr(yn.rolling(time=2, min_periods=1), f)()
    if w == "coarsen": return f"{cn}.Coarsen((\"time\", 2)).{f.capitalize()}()", lambda: getattr(yn.coarsen(time=2, boundary="trim"), f)()
    return None
@op
def ds_arith():
    x = dataset(); o = pick("+-*/"); num = [v for v in x.a.data_vars if v not in ("name", "when", "flag")]; y = x.a[num]; cn = f"{x.cs}.Subset({', '.join(map(txt, num))})"; d = pick(y.dims)
    w = pick(["s", "self", "mean", "da", "isel"])
    if w == "s": return f"{cn} {o} 2.0", lambda: arith(o, y, 2.0)
    if w == "self": return f"{cn} {o} {cn}", lambda: arith(o, y, y)
    if w == "mean": return f"{cn} {o} {cn}.Mean({txt(d)})", lambda: arith(o, y, y.mean(d))
    if w == "isel": return f"{cn} {o} {cn}.Isel({txt(d)}, 0)", lambda: arith(o, y, y.isel({d: 0}))
    return f"{cn} {o} {cn}[\"u\"]", lambda: arith(o, y, y["u"])
@op
def ds_concat():
    x = dataset(); d = pick(list(x.a.dims) + ["run"]); w = pick(["concat", "merge", "bycoords"]); 
    if w == "concat": return f"Concat(new[] {{ {x.cs}, {x.cs} }}, {txt(d)})", lambda: xr.concat([x.a, x.a], d, data_vars="minimal" if d != "run" else "all")
    if w == "merge": return f"Merge(new[] {{ {x.cs}.Subset(\"t\"), {x.cs}.Subset(\"u\") }})", lambda: xr.merge([x.a[["t"]], x.a[["u"]]])
    if d == "run" or x.a.sizes[d] < 2: return None
    return f"CombineByCoords(new[] {{ {x.cs}.Isel({txt(d)}, 1..), {x.cs}.Isel({txt(d)}, ..1) }})", lambda: xr.combine_by_coords([x.a.isel({d: slice(1, None)}), x.a.isel({d: slice(0, 1)})], data_vars="minimal")
@op
def ds_where():
    x = dataset(); num = [v for v in x.a.data_vars if v not in ("name",)]; y = x.a[num]; cn = f"{x.cs}.Subset({', '.join(map(txt, num))})"
    if chance(.5): return f"{cn}.Where({x.cs}[\"u\"] > 0)", lambda: y.where(y["u"] > 0)
    d = pick(y.dims)
    return f"{cn}.Reindex({txt(d)}, {cn}.Coords[{txt(d)}].Index.Length > 1 ? {cn}.Isel({txt(d)}, 1..).Coords[{txt(d)}].Index : {cn}.Coords[{txt(d)}].Index)", lambda: y.reindex({d: y.indexes[d][1:] if len(y.indexes[d]) > 1 else y.indexes[d]})
@op
def text_var():
    n = R.randint(2, 5); w = np.array([R.choice(["aa", "b", "cc", "d"]) for _ in range(n)]); v = np.arange(n) * 1.0
    a = xr.DataArray(w, dims="x", coords={"x": v}, name="name"); cs = f"Txt(\"x\", {', '.join(map(txt, w))}).AssignCoords(\"x\", new NumberIndex({nums(v)}))"
    f = pick(["shift", "roll", "isel", "reindex", "concat", "where", "eq", "sortby", "expand", "transpose", "broadcast", "pt", "equals", "equals2", "fillna", "dropna", "isnull", "count", "min", "groupmax", "pad", "stack"])
    if f == "shift": return f"{cs}.Shift(\"x\", 1)", lambda: xr.DataArray(np.array([""] + list(w[:-1])), dims="x", coords={"x": v}, name="name")
    if f == "roll": return f"{cs}.Roll(\"x\", 1)", lambda: a.roll(x=1)
    if f == "isel": return f"{cs}.Isel(\"x\", 1)", lambda: a.isel(x=1)
    if f == "concat": return f"Concat(new[] {{ {cs}, {cs}.Reverse(\"x\") }}, \"run\", Join.Outer)", lambda: xr.concat([a, a], "run")
    if f == "reindex": return f"{cs}.Isel(\"x\", ..1).Reindex(\"x\", new double[] {{ 0 }})", lambda: a.isel(x=slice(0, 1)).reindex(x=[0.0])
    if f == "sortby": return f"{cs}.SortBy(\"x\", ascending: false)", lambda: a.sortby("x", ascending=False)
    if f == "expand": return f"{cs}.ExpandDims(\"run\")", lambda: a.expand_dims("run")
    if f == "pt": return f"{cs}.Isel(\"x\", IPts(\"pt\", 1, 0))", lambda: a.isel(x=xr.DataArray([1, 0], dims="pt"))
    if f == "equals": return f"(object){cs}.Equals({cs})", lambda: a.equals(a)
    if f == "equals2": return f"(object){cs}.Equals({cs}.Roll(\"x\", 1))", lambda: a.equals(a.roll(x=1))
    if f == "count": return f"{cs}.Count()", lambda: a.count()
    if f == "isnull": return f"{cs}.IsNull()", lambda: a.isnull()
    if f == "dropna": return f"{cs}.DropNa(\"x\")", lambda: a.dropna("x")
    if f == "fillna": return f"{cs}.FillNa(0)", lambda: a.fillna("")
    return None
@op
def time_var():
    n = R.randint(2, 5); v = np.arange(n) * 1.0; w = np.array([np.datetime64("2001-01-01", "ns") + np.timedelta64(R.randint(0, 99) * 6, "h") for _ in range(n)])
    if chance(.4): w[R.randrange(n)] = np.datetime64("NaT")
    a = xr.DataArray(w, dims="x", coords={"x": v}, name="when"); cs = f"Tm(\"x\", {', '.join(str(micros(q)) + 'L' for q in w)}).AssignCoords(\"x\", new NumberIndex({nums(v)}))"
    f = pick(["shift", "roll", "isel", "reindex", "where", "isnull", "dropna", "fillna", "diff", "sub", "add", "cmp", "min", "max", "floor", "year", "ffill", "count", "concat", "equals", "expand", "argmax", "median", "mean", "rank", "cumsum", "sum"])
    if f == "shift": return f"{cs}.Shift(\"x\", 1)", lambda: a.shift(x=1)
    if f == "roll": return f"{cs}.Roll(\"x\", 1)", lambda: a.roll(x=1)
    if f == "isel": return f"{cs}.Isel(\"x\", 1)", lambda: a.isel(x=1)
    if f == "reindex": return f"{cs}.Reindex(\"x\", new double[] {{ 0, 9 }})", lambda: a.reindex(x=[0.0, 9.0])
    if f == "where": return f"{cs}.Where(Pts(\"x\", {', '.join(map(num, v))}) > 0.5)", lambda: a.where(xr.DataArray(v > .5, dims="x"))
    if f == "isnull": return f"{cs}.IsNull()", lambda: a.isnull()
    if f == "dropna": return f"{cs}.DropNa(\"x\")", lambda: a.dropna("x")
    if f == "cmp": return f"{cs} > {cs}.Roll(\"x\", 1)", lambda: a > a.roll(x=1)
    if f in ("min", "max") and not np.isnat(w).any(): return f"{cs}.{f.capitalize()}()", lambda: getattr(a, f)()
    if f == "floor": return f"{cs}.Dt.Floor(\"D\")", lambda: a.dt.floor("D")
    if f == "year" and not np.isnat(w).any(): return f"{cs}.Dt.DayOfYear", lambda: a.dt.dayofyear
    if f == "count": return f"{cs}.Count()", lambda: a.count()
    if f == "concat": return f"Concat(new[] {{ {cs}, {cs} }}, \"run\")", lambda: xr.concat([a, a], "run")
    if f == "equals": return f"(object){cs}.Equals({cs})", lambda: a.equals(a)
    if f == "mean" and not np.isnat(w).any(): return f"{cs}.Mean()", lambda: a.mean()
    if f == "median" and not np.isnat(w).any(): return f"{cs}.Median()", lambda: xr.DataArray(np.sort(w)[n // 2] if n % 2 else np.sort(w)[n // 2 - 1] + (np.sort(w)[n // 2] - np.sort(w)[n // 2 - 1]) / 2, name="when")
    if f == "ffill": return f"{cs}.FFill(\"x\")", lambda: xr.DataArray(pd.Series(w).ffill().values, dims="x", coords={"x": v}, name="when")
    return None
@op
def group_keys():
    x = gen(dims=["time"] + R.sample(["x"], R.randint(0, 1)), kinds={"time": "time"}, dt=pick(["f8", "i4"])); d = timedim(x.a); n = x.a.sizes[d]
    f, c, kw = reduction(["mean", "sum", "min", "max", "count", "first"])
    if kw: return None
    k = np.array([R.randint(0, 1) for _ in range(n)]); m = x.a.time.dt.month.values
    def py():
        L1, L2 = sorted(set(m)), sorted(set(k)); out = {}
        a = x.a.transpose("time", ...)
        rest = a.shape[1:]; r = np.full((len(L1), len(L2)) + rest, NAN)
        if f == "count": r[:] = 0
        for i, p in enumerate(L1):
            for j, q in enumerate(L2):
                s = a.isel(time=np.flatnonzero((m == p) & (k == q)))
                if s.sizes["time"]: r[i, j] = (s.isel(time=0).values if f == "first" and s.dtype.kind != "f" else s.bfill("time").isel(time=0).values if f == "first" else getattr(s, f)("time").values)
        g = xr.DataArray(r, dims=("month", "k") + a.dims[1:], coords={"month": L1, "k": L2, **{q: a[q] for q in a.dims[1:] if q in a.coords}}, name=a.name, attrs=a.attrs)
        if x.a.dims[0] != "time": g = g.transpose(*[q for p in x.a.dims for q in (("month", "k") if p == "time" else (p,))])
        return g
    return f"{x.cs}.AssignCoords(\"k\", new DataArray({literal(k, 'i8')}, {S(['time'])})).GroupBy(\"time.month\", \"k\").{c}.AsType(DType.Float64)", py

# ---------------- fields, planes, levels, times
def positions(a, ds, n): return np.array([R.randint(0, n - 1) for _ in range(int(np.prod([a.sizes[d] for d in ds])))], dtype="i8").reshape([a.sizes[d] for d in ds])
@op
def field_isel():
    x = gen(); d = pick(x.a.dims); others = [q for q in x.a.dims if q != d]
    if not others or not all(x.a.sizes.values()): return None
    ds = R.sample(others, R.randint(1, len(others))); p = positions(x.a, ds, x.a.sizes[d])
    return f"{x.cs}.Isel({txt(d)}, new DataArray({literal(p, 'i8')}, {S(ds)}))", lambda: x.a.isel({d: xr.DataArray(p, dims=ds)})
@op
def field_isel_two():
    x = array(dims=R.sample(["time", "lat", "lon", "x"], 3)); d, e, f = R.sample(list(x.a.dims), 3)
    if not all(x.a.sizes.values()): return None
    p, q = positions(x.a, [f], x.a.sizes[d]), positions(x.a, [f], x.a.sizes[e])
    return f"{x.cs}.Isel(({txt(d)}, new DataArray({literal(p, 'i8')}, {S([f])})), ({txt(e)}, new DataArray({literal(q, 'i8')}, {S([f])})))", lambda: x.a.isel({d: xr.DataArray(p, dims=f), e: xr.DataArray(q, dims=f)})
@op
def field_points():
    x = array(dims=R.sample(["time", "lat", "lon", "x"], 3)); d, e = R.sample(list(x.a.dims), 2)
    if not all(x.a.sizes.values()): return None
    ds, es = pick([["p"], ["p", "q"], ["q", "p"]]), pick([["p"], ["q"]]); n = {"p": 2, "q": 3}
    made = lambda dims, m: np.array([R.randint(0, m - 1) for _ in range(int(np.prod([n[k] for k in dims])))], dtype="i8").reshape([n[k] for k in dims])
    p, q = made(ds, x.a.sizes[d]), made(es, x.a.sizes[e])
    return f"{x.cs}.Isel(({txt(d)}, new DataArray({literal(p, 'i8')}, {S(ds)})), ({txt(e)}, new DataArray({literal(q, 'i8')}, {S(es)})))", lambda: x.a.isel({d: xr.DataArray(p, dims=ds), e: xr.DataArray(q, dims=es)})
@op
def field_sel():
    x = array(dims=["lat", "lon"] + R.sample(["x"], R.randint(0, 1)), kinds={"lat": "num", "lon": "num"}); d = numdim(x.a); o = pick([q for q in x.a.dims if q != d])
    if "lon" not in x.a.dims or "lat" not in x.a.dims or not all(x.a.sizes.values()): return None
    v = np.array([label_near(x.a, d) for _ in range(x.a.sizes[o])]); m = pick(["nearest", None])
    return f"{x.cs}.Sel({txt(d)}, new DataArray({literal(v, 'f8')}, {S([o])}){', Nearest' if m else ''})", lambda: x.a.sel({d: xr.DataArray(v, dims=o)}, method=m)
@op
def plane_arith():
    x = gen(dims=R.sample(["time", "lat", "lon"], 3), extra=False, attrs=False); ds = ["lat", "lon"]
    if x.a.ndim < 3 or not all(x.a.sizes.values()) or x.a.dtype == bool: return None
    k = positions(x.a, ds, 3); key = xr.DataArray(k, dims=ds, name="reg", coords={d: x.a[d] for d in ds if d in x.a.indexes}); o = pick(["-", "+"])
    cs = f"{x.cs}.GroupBy(new DataArray({literal(k, 'i8')}, {S(ds)}, name: \"reg\"))"
    # This xarray loses or mixes up labels that repeat.
    if any(d in x.a.indexes and not x.a.indexes[d].is_unique for d in ds): return None
    f = {"-": lambda a, c: a - c, "+": lambda a, c: a + c}[o]
    return f"Bare({cs} {o} {cs}.Mean())", lambda: f(x.a.groupby(key), x.a.groupby(key).mean()).reset_coords(drop=True).drop_vars([c for c in ("time", "lat", "lon", "reg") if c in x.a.coords or c == "reg"], errors="ignore")
@op
def group_compare():
    x = gen(dims=["time"] + R.sample(["lat", "x"], R.randint(0, 1))); timedim(x.a); p = pick(["month", "season"]); o = pick(["<", ">", "<=", ">=", "==", "!="])
    if x.a.dtype == bool: return None
    f = {"<": lambda a, c: a < c, ">": lambda a, c: a > c, "<=": lambda a, c: a <= c, ">=": lambda a, c: a >= c, "==": lambda a, c: a == c, "!=": lambda a, c: a != c}[o]
    return f"{x.cs}.GroupBy(\"time.{p}\") {o} {x.cs}.GroupBy(\"time.{p}\").Max()", lambda: f(x.a.groupby("time." + p), x.a.groupby("time." + p).max())
@op
def group_scan():
    x = gen(dims=["time"] + R.sample(["lat", "x"], R.randint(0, 1)), dt="f8"); timedim(x.a); p = pick(["month", "season", "year"]); w = pick(["cumsum", "shift", "rank"])
    g = lambda: x.a.groupby("time." + p)
    if w == "cumsum": return f"{x.cs}.GroupBy(\"time.{p}\").CumSum()", lambda: g().map(lambda q: q.cumsum("time"))
    if w == "shift": return f"{x.cs}.GroupBy(\"time.{p}\").Shift(1)", lambda: g().map(lambda q: q.shift(time=1))
    return f"{x.cs}.GroupBy(\"time.{p}\").Rank()", lambda: g().map(lambda q: q.rank("time"))
@op
def equal_ops():
    x = gen(); v = float(R.randint(-3, 5))
    return pick([(f"{x.cs} == {num(v)}", lambda: x.a == v), (f"{x.cs} != {num(v)}", lambda: x.a != v), (f"{x.cs}.IsIn({num(v)}, 2.0)", lambda: x.a.isin([v, 2.0]))])
@op
def rolling_long():
    x = gen(); d = pick(x.a.dims); w = R.randint(5, 12); ce = chance(.5); mp = pick([1, 2, None]); f = pick(["mean", "sum", "min", "max", "median"])
    def run():
        with xr.set_options(use_bottleneck=False): return getattr(x.a.rolling({d: w}, center=ce, min_periods=mp), f)()
    return f"{x.cs}.Rolling({txt(d)}, {w}, center: {b(ce)}{'' if mp is None else f', minPeriods: {mp}'}).{f.capitalize()}()", run
@op
def time_shift():
    x = gen(dims=["time"], kinds={"time": "time"}); timedim(x.a); h = R.randint(-50, 50)
    return pick([
        (f"Bare({x.cs}[\"time\"] + TimeSpan.FromHours({h}))", lambda: (x.a["time"] + np.timedelta64(h, "h")).drop_vars([c for c in x.a["time"].coords])),
        (f"Bare(({x.cs}[\"time\"] - {x.cs}[\"time\"].Isel(\"time\", 0)) / TimeSpan.FromHours(1))", lambda: ((x.a["time"] - x.a["time"].isel(time=0)) / np.timedelta64(1, "h")).drop_vars([c for c in x.a["time"].coords if c != "zz"], errors="ignore")),
    ])
@op
def combine_first_ops():
    x = gen(); y = sibling(x)
    return f"{x.cs}.CombineFirst({y.cs})", lambda: x.a.combine_first(y.a)
@op
def align_three():
    x = gen(); y = sibling(x); z = sibling(x); j = pick(["inner", "outer", "left", "right"])
    return f"Align([{x.cs}, {y.cs}, {z.cs}], Join.{j.capitalize()})[1]", lambda: xr.align(x.a, y.a, z.a, join=j)[1]
@op
def level_sel():
    x = gen(dims=["lat", "lon"], kinds={"lat": "num", "lon": "num"}, extra=False); d = pick(["lat", "lon"])
    if x.a.ndim < 2 or not all(x.a.sizes.values()) or not all(x.a.indexes[q].is_unique for q in ("lat", "lon")): return None
    v = float(pick(x.a.indexes[d]))
    return f"{x.cs}.Stack(\"z\", \"lat\", \"lon\").Sel({txt(d)}, {num(v)})", lambda: x.a.stack(z=("lat", "lon")).sel({d: v})
@op
def virtual_part():
    x = gen(dims=["time"] + R.sample(["lat"], R.randint(0, 1))); timedim(x.a); p = pick(["month", "day", "year", "hour", "dayofyear"])
    return f"{x.cs}[\"time.{p}\"]", lambda: x.a["time." + p]
@op
def slice_against():
    x = gen(); d = numdim(x.a); i = x.a.indexes[d]
    if len(i) < 2 or not i.is_monotonic_increasing or not i.is_unique: return None
    lo, hi = sorted(R.sample(list(i.values.astype(float)), 2))
    # xarray gives nothing, gchunk an error that says how to write it.
    def run():
        raise ValueError("empty") if x.a.sel({d: slice(hi, lo)}).sizes[d] == 0 else ValueError()
    return f"{x.cs}.Sel({txt(d)}, Slice({num(hi)}, {num(lo)}))", run

# ---------------- masks
def bools(m): return f"new bool[] {{ {', '.join(map(b, m))} }}"
def truth(m, d): return f"new DataArray({literal(np.array(m, dtype=bool), 'b1')}, {S([d])})"
@op
def mask_sel():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]; m = [chance(.5) for _ in range(n)]; f = pick(["Sel", "Isel", "DropSel", "Loc"])
    lit = pick([bools(m), truth(m, d)])
    if n == 0: return None
    at = np.flatnonzero(np.array(m) if f != "DropSel" else ~np.array(m))
    cs = f"{x.cs}.Loc[({txt(d)}, {lit})]" if f == "Loc" else f"{x.cs}.{f}({txt(d)}, {lit})"
    return cs, lambda: x.a.isel({d: at})
@op
def mask_wrong():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]; f = pick(["Sel", "Isel", "DropSel", "Loc"]); w = pick(["short", "long", "dim"])
    m = [True] * (n + (1 if w == "long" else -1 if w == "short" else 0))
    if not m or n == 0: return None
    lit = truth(m, "q") if w == "dim" else pick([bools(m), truth(m, d)])
    def run(): raise IndexError("a mask of another length or dimension")
    return (f"{x.cs}.Loc[({txt(d)}, {lit})]" if f == "Loc" else f"{x.cs}.{f}({txt(d)}, {lit})"), run
@op
def mask_set():
    x = dataset(); d = pick(x.a.dims); n = x.a.sizes[d]; m = [chance(.5) for _ in range(n)]; lit = pick([bools(m), truth(m, d)])
    f = pick(["Sel", "Isel", "DropSel"]); at = np.flatnonzero(np.array(m) if f != "DropSel" else ~np.array(m))
    return f"{x.cs}.{f}({txt(d)}, {lit})", lambda: x.a.isel({d: at})
@op
def mask_where():
    x = gen(dims=R.sample(["time", "lat", "lon"], R.randint(2, 3))); ds = R.sample(list(x.a.dims), R.randint(1, len(x.a.dims))) + R.sample(["run"], 1 if chance(.2) else 0)
    sh = [x.a.sizes.get(d, 2) for d in ds]; m = values(tuple(sh), "b1"); drop = chance(.3) and "run" not in ds
    cs = f"new DataArray({literal(m, 'b1')}, {S(ds)})"
    if drop: return f"{x.cs}.WhereDrop({cs})", lambda: x.a.where(xr.DataArray(m, dims=ds), drop=True)
    return f"{x.cs}.Where({cs})", lambda: x.a.where(xr.DataArray(m, dims=ds))
@op
def mask_isin():
    x = gen(dims=["time"], kinds={"time": "time"}, extra=False); timedim(x.a); t = x.a.indexes["time"]; p = sorted({R.randrange(len(t)) for _ in range(2)})
    ts = ", ".join(txt(t[i].strftime("%Y-%m-%dT%H:%M:%S")) for i in p)
    return f"{x.cs}[\"time\"].IsIn({ts})", lambda: x.a["time"].isin(t[p])

# ---------------- durations
def times(d, n, missing=.15):
    w = np.array([np.datetime64("2001-01-01", "ns") + np.timedelta64(R.randint(0, 5000), pick(["m", "h"])) for _ in range(n)])
    for i in range(n):
        if chance(missing): w[i] = np.datetime64("NaT")
    return xr.DataArray(w, dims=d, coords={d: np.arange(n) * 1.0}, name="when"), f"Tm({txt(d)}, {', '.join(str(micros(q)) + 'L' for q in w)}).AssignCoords({txt(d)}, new NumberIndex({nums(np.arange(n))}))"
SPAN = [("TimeSpan.FromHours(6)", np.timedelta64(6, "h")), ("TimeSpan.FromMinutes(90)", np.timedelta64(90, "m")), ("TimeSpan.FromDays(3)", np.timedelta64(3, "D"))]
@op
def delta_arith():
    n = R.randint(1, 6); (a, ca), (c, cc) = times("x", n), times("x", n); w = pick(["sub", "subspan", "addspan", "addback", "scaled", "ratio", "unit", "neg", "abs", "sum", "plus", "cmp", "cmps", "eq", "diff", "shift", "isnull", "fillna", "where"])
    s, q = pick(SPAN); D, cD = a - c, f"({ca} - {cc})"
    if w == "sub": return cD, lambda: D
    if w == "subspan": return f"{ca} - {s}", lambda: a - q
    if w == "addspan": return f"{s} + {ca}", lambda: q + a
    if w == "addback": return f"{cc} + {cD}", lambda: c + D
    if w == "scaled": k = pick([2, 3, -1]); return f"{cD} * {k}", lambda: D * k
    if w == "ratio": return f"{cD} / ({cD} + {s})", lambda: D / (D + q)
    if w == "unit": return f"{cD} / {s}", lambda: D / q
    if w == "neg": return f"-{cD}", lambda: -D
    if w == "abs": return f"{cD}.Abs()", lambda: abs(D)
    if w == "plus": return f"{cD} + {s}", lambda: D + q
    if w == "cmp": return f"{cD} > {s}", lambda: D > q
    if w == "cmps": return f"{ca} <= {cc}", lambda: a <= c
    if w == "eq": return f"{cD} == {cD}", lambda: D == D
    if w == "diff": return f"{cD}.Diff(\"x\")", lambda: D.diff("x")
    if w == "shift": return f"{cD}.Shift(\"x\", 1)", lambda: D.shift(x=1)
    if w == "isnull": return f"{cD}.IsNull()", lambda: D.isnull()
    if w == "where": return f"{cD}.Where({cD} > TimeSpan.Zero)", lambda: D.where(D > np.timedelta64(0, "s"))
    if w == "fillna": return f"{cD}.FillNa({s})", lambda: D.fillna(q)
    return None
@op
def delta_reduce():
    n = R.randint(1, 6); (a, ca), (c, cc) = times("x", n, 0), times("x", n, 0); D, cD = a - c, f"({ca} - {cc})"; f = pick(["sum", "mean", "min", "max", "median", "argmax", "sortby", "cumsum", "group", "rolling", "concat", "std"])
    v = D.values.astype("m8[us]").astype("i8")
    made = lambda x: xr.DataArray(np.array(x, "m8[us]").astype("m8[ns]"), name="when")
    if f == "sum": return f"{cD}.Sum()", lambda: made(int(v.sum()))
    if f == "mean": return f"{cD}.Mean()", lambda: made(int(v.mean()))
    if f == "std": return f"{cD}.Std()", lambda: made(int(v.std()))
    if f in ("min", "max"): return f"{cD}.{f.capitalize()}()", lambda: getattr(D, f)()
    if f == "median": return f"{cD}.Median()", lambda: made(int(np.median(v)))
    if f == "argmax": return f"{cD}.ArgMax(\"x\")", lambda: D.argmax("x")
    if f == "sortby": return f"{cD}.SortBy({cD})", lambda: D.sortby(D)
    if f == "cumsum": return f"{cD}.CumSum(\"x\")", lambda: xr.DataArray(np.cumsum(D.values), dims="x", coords={"x": D.x}, name="when")
    if f == "concat": return f"Concat(new[] {{ {cD}, {cD} }}, \"run\")", lambda: xr.concat([D, D], "run")
    if f == "group":
        k = np.array([R.randint(0, 1) for _ in range(n)])
        def run():
            ks = sorted(set(k)); return xr.DataArray(np.array([D.values[k == q].max() for q in ks]), dims="k", coords={"k": ks}, name="when")
        return f"{cD}.AssignCoords(\"k\", new DataArray({literal(k, 'i8')}, {S(['x'])})).GroupBy(\"k\").Max()", run
    return None

# ---------------- joins, groups and windows of other kinds
@op
def join_three():
    x = gen(attrs=False, extra=False); y, z = sibling(x), sibling(x)
    if x.a.dtype == bool or not all(i.is_unique for i in x.a.indexes.values()): return None
    def run():
        with xr.set_options(arithmetic_join="exact"): return x.a + y.a - z.a
    return f"{x.cs} + {y.cs} - {z.cs}", run
@op
def join_sets():
    x = dataset(); d = pick(x.a.dims); n = x.a.sizes[d]; i, j = sorted(R.sample(range(n + 1), 2)); k = pick([0, 1]); jn = pick(["inner", "outer", "left", "right"])
    num = [v for v in x.a.data_vars if v not in ("name", "when", "flag")]; y = x.a[num]; cn = f"{x.cs}.Subset({', '.join(map(txt, num))})"
    return f"Align([{cn}, {cn}.Isel({txt(d)}, {i}..{j})], Join.{jn.capitalize()})[{k}]", lambda: xr.align(y, y.isel({d: slice(i, j)}), join=jn)[k]
@op
def concat_absent():
    x = dataset(); d = pick(x.a.dims); y = x.a[["t", "u"]]; cn = f"{x.cs}.Subset(\"t\", \"u\")"
    if d not in y["u"].dims: return None
    def run():
        z = y.copy(); z["u"] = xr.full_like(y["u"], NAN)
        return xr.concat([y, z], d, data_vars="minimal")
    return f"Concat(new[] {{ {cn}, {cn}.Drop(\"u\") }}, {txt(d)})", run
@op
def group_count_bins():
    x = gen(); d = numdim(x.a); k = R.randint(1, 4); f, c, kw = reduction(["mean", "sum", "count", "max"])
    if len(np.unique(x.a.indexes[d])) < 2: return None
    return f"{x.cs}.GroupByBins({txt(d)}, {k}).{c}", lambda: grouped(x.a.groupby_bins(d, k), f, kw)
@op
def group_text():
    x = gen(); d = pick(x.a.dims); n = x.a.sizes[d]; k = [R.choice(["b", "a", "cc"]) for _ in range(n)]; f, c, kw = reduction(["mean", "sum", "count", "max", "min", "std"])
    if n == 0: return None
    a = x.a.assign_coords(k=(d, np.array(k)))
    return f"{x.cs}.GroupBy(new DataArray({txts(k)}, {txt(d)}, \"k\")).{c}", lambda: grouped(a.groupby("k"), f, kw)
@op
def group_map_axis():
    x = gen(dims=R.sample(["time", "lat", "x"], R.randint(2, 3))); p = pick(["month", "season", "year"])
    timedim(x.a)
    if x.a.dtype == bool: return None
    return pick([(f"{x.cs}.GroupBy(\"time.{p}\").Map(g => g.Max(\"time\"))", lambda: x.a.groupby("time." + p).map(lambda g: g.max("time"))), (f"{x.cs}.GroupBy(\"time.{p}\").Map(g => g / g.Max(\"time\"))", lambda: x.a.groupby("time." + p).map(lambda g: g / g.max("time")))])
@op
def group_sets():
    x = dataset(tm=True); num = [v for v in x.a.data_vars if v not in ("name", "when", "flag")]; y = x.a[num]; cn = f"{x.cs}.Subset({', '.join(map(txt, num))})"; p = pick(["month", "season"]); o = pick("-+*/")
    if any("time" not in y[v].dims for v in num): return None
    return f"{cn}.GroupBy(\"time.{p}\") {o} {cn}.GroupBy(\"time.{p}\").Mean()", lambda: arith(o, y.groupby("time." + p), y.groupby("time." + p).mean())
@op
def rolling_order():
    n = R.choice([1, 5, 30, 90]); v = values((n,), pick(["f8", "f4", "i4"])); w = R.randint(1, n); mp = R.randint(1, w); ce = chance(.4); q = pick([0, .1, .5, .75, 1])
    s = pd.Series(v.astype("f8")).rolling(w, min_periods=mp, center=ce); f = pick(["Median", "Quantile", "Sum", "Mean", "Min", "Max", "Std", "Var", "Count"])
    a = keep(xr.DataArray(v, dims="x"), f"new DataArray({literal(v, {'float64': 'f8', 'float32': 'f4', 'int32': 'i4'}[str(v.dtype)])}, {S(['x'])})" + (f".Chunk((\"x\", {R.randint(1, 9)}))" if chance(.5) else ""))
    # pandas centers windows of even length one further ahead.
    if ce and w % 2 == 0: return None
    def run():
        g = {"Median": lambda: s.median(), "Quantile": lambda: s.quantile(q), "Std": lambda: s.std(ddof=0), "Var": lambda: s.var(ddof=0)}.get(f, lambda: getattr(s, f.lower())())()
        if f == "Count": g = g.where(pd.Series(v.astype("f8")).rolling(w, min_periods=1, center=ce).count() >= mp)
        return xr.DataArray(g.values, dims="x")
    return f"{a.cs}.AsType(DType.Float64).Rolling(\"x\", {w}, center: {b(ce)}, minPeriods: {mp}).{f}({num(q) if f == 'Quantile' else ''}).DropVars()", run
@op
def rolling_map():
    x = gen(dt="f8"); d = pick(x.a.dims); w = R.randint(1, 4)
    if not x.a.sizes[d] or x.a.sizes[d] < w: return None
    return f"{x.cs}.Rolling({txt(d)}, {w}).Map(w => w.Max(\"window\") - w.Min(\"window\"))", lambda: x.a.rolling({d: w}).construct("window").max("window").where(x.a.rolling({d: w}).count() >= w) - x.a.rolling({d: w}).construct("window").min("window")
@op
def resample_map():
    x = timed(False); timedim(x.a); fr = pick(["MS", "7D", "QS-DEC", "AS", "2D"]); q = pick([.1, .5, .9])
    if (x.a.indexes["time"].max() - x.a.indexes["time"].min()).days > 400 and fr == "2D": fr = "MS"
    return pick([(f"{x.cs}.Resample(\"time\", {txt(fr)}).Quantile({num(q)})", lambda: x.a.resample(time=fr).quantile(q)), (f"{x.cs}.Resample(\"time\", {txt(fr)}).Max() - {x.cs}.Resample(\"time\", {txt(fr)}).Min()", lambda: x.a.resample(time=fr).max() - x.a.resample(time=fr).min()) if x.a.dtype != bool else (f"{x.cs}.Resample(\"time\", {txt(fr)}).Any()", lambda: x.a.resample(time=fr).any())])

# ---------------- times of other calendars, levels, and what the kinds above leave out
@op
def cal_arith():
    x = gen(dims=["time"], kinds={"time": pick(["noleap", "360", "julian", "all_leap"])}, extra=False); i = x.a.indexes["time"]; h = R.randint(-50, 50)
    if not isinstance(i, xr.CFTimeIndex) or not len(i): return None
    import datetime
    w = pick(["add", "sub", "between", "cmp", "shifted"]); T = f"{x.cs}[\"time\"]"; c = x.a["time"]
    if w == "add": return f"Bare({T} + TimeSpan.FromHours({h}))", lambda: xr.DataArray(np.array([t + datetime.timedelta(hours=h) for t in i]), dims="time", name="time")
    if w == "sub": return f"Bare(({T} - {T}.Isel(\"time\", 0)) / TimeSpan.FromHours(1))", lambda: xr.DataArray(np.array([(t - i[0]).total_seconds() / 3600 for t in i]), dims="time", name="time")
    if w == "between": return f"Bare({T} - {T}.Isel(\"time\", -1))", lambda: xr.DataArray(np.array([np.timedelta64(int((t - i[-1]).total_seconds()), "s").astype("m8[ns]") for t in i]), dims="time", name="time")
    if w == "cmp": return f"Bare({T} > {T}.Isel(\"time\", 0))", lambda: xr.DataArray(np.array([t > i[0] for t in i]), dims="time", name="time")
    return f"Bare({T}.Dt.Floor(\"D\"))", lambda: xr.DataArray(np.array([t.replace(hour=0, minute=0, second=0, microsecond=0) for t in i]), dims="time", name="floor")
def stacked():
    x = gen(dims=["lat", "lon"] + R.sample(["x"], R.randint(0, 1)), kinds={"lat": "num", "lon": "num"}, extra=False, attrs=False)
    if not all(d in x.a.dims for d in ("lat", "lon")) or not all(x.a.sizes.values()) or not all(x.a.indexes[q].is_unique for q in ("lat", "lon")): raise IndexError
    return x, x.a.stack(z=("lat", "lon")), f"{x.cs}.Stack(\"z\", \"lat\", \"lon\")"
bare = lambda a: a.reset_coords(drop=True).drop_vars([c for c in a.coords], errors="ignore")
@op
def level_ops():
    x, s, cs = stacked(); d = pick(["lat", "lon"]); w = pick(["group", "coord", "concat", "sort", "reset", "where", "reduce", "isel"]); n = s.sizes["z"]; k = R.randint(0, n)
    if w == "group": return f"{cs}.GroupBy({txt(d)}).Sum()", lambda: s.groupby(d).sum() if x.a.ndim == 2 else s.groupby(d).sum("z")
    if w == "coord": return f"Bare({cs}[{txt(d)}])", lambda: bare(s[d])
    if w == "concat": return f"Bare(Concat(new[] {{ {cs}.Isel(\"z\", ..{k}), {cs}.Isel(\"z\", {k}..) }}, \"z\").Unstack(\"z\"))", lambda: bare(s.unstack("z"))
    if w == "sort": return f"Bare({cs}.SortBy({txt(d)}))", lambda: bare(s.sortby(d))
    if w == "reset": return f"{cs}.ResetIndex(\"z\")[{txt(d)}].DropVars(\"lat\", \"lon\")", lambda: s.reset_index("z")[d].drop_vars(["lat", "lon"])
    if w == "where": return f"Bare({cs}.Where({cs}[{txt(d)}] > 0))", lambda: bare(s.where(bare(s[d]) > 0))
    if w == "reduce": return f"{cs}.Mean(\"z\")", lambda: s.mean("z")
    return f"Bare({cs}.Isel(\"z\", ..{k}))", lambda: bare(s.isel(z=slice(0, k)))
@op
def sort_ties():
    x = gen(dims=R.sample(["lat", "x"], R.randint(1, 2))); d = pick(x.a.dims); n = x.a.sizes[d]
    k, m = (np.array([float(R.randint(0, 2)) for _ in range(n)]) for _ in range(2))
    a = x.a.assign_coords(k1=(d, k), k2=(d, m)); cs = f"{x.cs}.AssignCoords(\"k1\", new DataArray({literal(k, 'f8')}, {S([d])})).AssignCoords(\"k2\", new DataArray({literal(m, 'f8')}, {S([d])}))"
    return f"{cs} is var q{len(pool_cs)} ? q{len(pool_cs)}.SortBy(q{len(pool_cs)}[\"k2\"]) is var p{len(pool_cs)} ? p{len(pool_cs)}.SortBy(p{len(pool_cs)}[\"k1\"]) : null : null", lambda: a.sortby(["k1", "k2"])
@op
def like_ops():
    x = gen(dt="f8"); y = sibling(x)
    return f"{x.cs}.ReindexLike({y.cs})", lambda: x.a.reindex_like(y.a)
@op
def fillna_array():
    x = gen(dt="f8"); d = pick(x.a.dims); f = pick(["mean", "array"])
    if f == "mean": return f"{x.cs}.FillNa({x.cs}.Mean({txt(d)}))", lambda: x.a.fillna(x.a.mean(d))
    z = sibling(x)
    return f"{x.cs}.FillNa({z.cs})", lambda: x.a.fillna(z.a)
@op
def ds_more():
    x = dataset(); d = pick(x.a.dims); num = [v for v in x.a.data_vars if v not in ("name", "when", "flag")]; y = x.a[num]; cn = f"{x.cs}.Subset({', '.join(map(txt, num))})"; n = y.sizes[d]
    w = pick(["combine", "argmax", "idxmin", "cumprod", "coarsen", "rolling", "dropdup", "merge", "shiftroll", "weighted"])
    i, j = sorted(R.sample(range(n + 1), 2))
    if w == "combine": return f"{cn}.Isel({txt(d)}, {i}..{j}).CombineFirst({cn} * 2)", lambda: y.isel({d: slice(i, j)}).combine_first(y * 2)
    if w == "argmax": return f"{cn}.ArgMax({txt(d)})", lambda: y.argmax(d)
    if w == "idxmin": return f"{cn}.IdxMin({txt(d)})", lambda: y.idxmin(d)
    if w == "cumprod": return f"{cn}.CumProd({txt(d)})", lambda: y.cumprod(d)
    if w == "dropdup": return f"{cn}.DropDuplicates({txt(d)})", lambda: y.drop_duplicates(d)
    if w == "coarsen": b1 = pick(["trim", "pad"]); return f"{cn}.Coarsen({txt(b1)}, \"left\", ({txt(d)}, 2)).Max()", lambda: y.coarsen({d: 2}, boundary=b1).max()
    if w == "rolling": c = chance(.5); return f"{cn}.Rolling({txt(d)}, 3, center: {b(c)}, minPeriods: 1).Mean()", lambda: y.rolling({d: 3}, center=c, min_periods=1).mean()
    if w == "merge": return f"Merge(new[] {{ {cn}.Isel({txt(d)}, {i}..{j}), {cn} }}, Join.Outer, \"no_conflicts\")", lambda: xr.merge([y.isel({d: slice(i, j)}), y], join="outer", compat="no_conflicts")
    if w == "shiftroll": k = R.randint(-3, 3); return f"{cn}.Roll({txt(d)}, {k}).Shift({txt(d)}, {k})", lambda: y.roll({d: k}).shift({d: k})
    if w == "weighted": 
        wv = np.array([R.choice([0.0, 1.0, 2.0]) for _ in range(n)])
        return f"{cn}.Weighted(new DataArray({literal(wv, 'f8')}, {S([d])})).Mean({txt(d)})", lambda: y.weighted(xr.DataArray(wv, dims=d)).mean(d)
    return None
@op
def arg_nothing():
    x = gen(dt="f8"); d = pick(x.a.dims); f = pick(["ArgMin", "ArgMax", "IdxMin", "IdxMax"])
    t = pick([2.0, 20.0]); a = x.a.where(x.a > t)
    return f"{x.cs}.Where({x.cs} > {num(t)}).{f}({txt(d)})", lambda: getattr(a, f.lower())(d)
@op
def text_ops():
    n = R.randint(1, 6); w = np.array([R.choice(["aa", "b", "cc", "", "Dd x"]) for _ in range(n)]); a = xr.DataArray(w, dims="x", name="name"); cs = f"Txt(\"x\", {', '.join(map(txt, w))})"
    f = pick(["isin", "eq", "ne", "unique", "sort"]); q = pick(["aa", "b", "zz"])
    if f == "isin": return f"{cs}.IsIn({txt(q)}, \"cc\")", lambda: a.isin([q, "cc"])
    if f == "eq": return f"{cs} == {txt(q)}", lambda: a == q
    if f == "ne": return f"{cs} != {txt(q)}", lambda: a != q
    if f == "sort": return f"{cs}.SortBy({cs})", lambda: a.sortby(a)
    return None
@op
def rolling_wide():
    n, m = R.choice([140, 300]), R.choice([1, 8, 11]); v = values((n, m), pick(["f8", "f8", "f4"])); w = pick([2, 7, 64, 127, 128, 129, 140]); mp = R.randint(1, w); f = pick(["Median", "Quantile", "Mean", "Max"]); q = pick([0, .1, .5, .75, 1])
    s = pd.DataFrame(v.astype("f8")).rolling(w, min_periods=mp); k = {"float64": "f8", "float32": "f4"}[str(v.dtype)]
    a = keep(xr.DataArray(v, dims=("x", "y")), f"new DataArray({literal(v, k)}, {S(['x', 'y'])})" + (f".Chunk((\"x\", {R.randint(20, 90)}))" if chance(.5) else ""))
    g = {"Median": lambda: s.median(), "Quantile": lambda: s.quantile(q)}.get(f, lambda: getattr(s, f.lower())())
    return f"{a.cs}.AsType(DType.Float64).Rolling(\"x\", {w}, minPeriods: {mp}).{f}({num(q) if f == 'Quantile' else ''}).DropVars()", lambda: xr.DataArray(g().values, dims=("x", "y"))
