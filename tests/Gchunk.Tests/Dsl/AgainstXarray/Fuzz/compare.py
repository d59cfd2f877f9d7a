"""Compares gchunk's results of the operations from make_cases.py with xarray's.  usage: compare.py FOLDER [EXAMPLES [FILTER]]

Differences are listed by kind and operation, the shortest examples first. A "lenient" case is an error in xarray, but
not in gchunk. Differences that are known and intended are counted, with their reasons; they are in KNOWN.
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
    f4 = single or "float32" in (e["dtype"], g["dtype"])
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
# What differs by intent: the kind of difference, the operation, the code, and the reason. All are regular expressions.
KNOWN = [
    ("REFUSED", "(sel|interp|slice|field_sel|virtual|level).*", "", "Slices, points and labels beyond the ends of an axis are errors, as is interpolation along unsorted labels."),
    ("REFUSED", "coarsen.*", "", "Coarsen takes no factor above the length of the dimension."),
    ("REFUSED", "(dt_fields|dt_strftime|group_time|virtual_part)", "eek|%[aAU]", "Calendars other than the standard one have no days of the week."),
    ("REFUSED", "group_arith", r"Isel\(", "A group without a label in the other operand is an error; xarray gives NaN."),
    ("REFUSED", "interp.*", "quadratic|slinear", "There is no quadratic interpolation, and slinear is called linear."),
    ("REFUSED", "merge_ops", "minimal", "The merge called minimal drops conflicting variables; gchunk has no such form."),
    ("REFUSED", "polyfit_ops", "", "A polynomial needs as many labels as coefficients."),
    ("REFUSED", "combine_coords", "", "Tiles that do not make a whole grid, or whose labels repeat, need join:."),
    ("(shape|VALUES|coord).*", "resample_down", r'\dD", closed: "right"', "pandas moves the ends of periods of whole days that close right to the ends of these days."),
    ("lenient", ".*", "", "gchunk computes what this xarray refuses: unsorted times, days of the week by name, labels that repeat, empty axes."),
    ("(VALUES|dtype) coord", "(group_bins|group_count_bins)", "", "Bounds of bins are printed without .0 and as they were given: [-5, -0.5); with includeLowest (1, 4]."),
    ("VALUES coord", "coarsen.*", "skipNaN: false", "Labels of coarsened windows are means of those that are there."),
    ("VALUES (data|coord)", "(interp|resample_up).*", "", "Interpolation at a label returns its exact value even if a neighbour is missing."),
    ("VALUES data", "polyfit_ops", "", "A fit to fewer values than coefficients is missing; NumPy's has the least norm."),
    ("(VALUES (data|var)|dtype var)", "(resample_down|group_.*|resample_map|ds_groups)", "Count", "The count of an empty group is 0."),
    ("(VALUES|dtype) var", "ds_select", r"Shift.*Assign\(.name", "A missing text is the empty text."),
    ("VALUES data", "clip_round", "Round", "Round with decimals rounds the number that is stored: 0.95 of float32 is less than 0.95."),
    ("VALUES data", "reduce_mincount", "", "minCount holds for integers too."),
    ("coord extra", "(group|resample|quantile|polyfit|ds_along|ds_more|ds_groups|combine_first|stack|idx|weighted|cov_corr|dot).*", "", "Coordinates that do not depend on what is reduced, stacked or combined are kept."),
    ("(coord missing|shape coord|shape data|VALUES.*|dtype.*)", "stack_ops", "Unstack", "Unstack restores all labels, in their order."),
    ("coord missing", "concat.*", "", "A scalar coordinate that differs is dropped; this xarray keeps the last."),
    ("coord missing", "(idx_ops|arg_nothing|ds_along|ds_more|combine_first_ops|polyfit_ops|group_.*|ds_reduce)", "", "A coordinate along what is reduced is dropped."),
    ("dims coord", "(group|ds_).*", "", "Scalar coordinates stay scalar in arithmetic with groups; xarray repeats them."),
    ("dims coord", ".*", "Transpose|\"area\"", "Coordinates over two dimensions keep their order when the array is transposed."),
    ("dims (data|coord)", "sel_date.*", "", "A date that names one moment selects one label; xarray 2023.01 returns an array of length 1."),
    ("dims (var|data)", "(ds_where|ds_groups)", "", "Masks and groups do not widen variables that lack their dimensions."),
    ("dtype coord", "(level_sel|reindex_ops)", "", "The level of a stacked dimension, and new labels, keep their dtype."),
    ("dtype data: float32 / float64", ".*", "", "Integers and bools that gain missing values become float64, and computations of them are in float64."),
    ("dtype (data: float32 / int16|var: float64 / int32)", "(shift_roll|ds_more)", "Shift", "A shift by 0, or of nothing, makes nothing missing, so integers stay."),
    ("VALUES (data|coord)", "convert_cal", 'alignOn: "year"', "Times keep their order; xarray turns descending ones over, as it converts year by year."),
    ("dtype data: float64 / (bool|int16|int32|int64)", ".*", "", "Operations that make nothing missing keep the dtype: FillNa, ConvertCalendar, CombineFirst, empty selections, sums of integers."),
    ("dtype (data|var): float64 / float32", ".*", "", "Reductions of float32 are float32; this xarray promotes some of them, depending on bottleneck."),
    ("dtype data: (int64|int32|int16|bool) / float64", "(quantile_ops|reduce_mincount|group_quantile|resample_map|coarsen.*|rolling.*)", "", "Quantiles and sums with minCount are float64 whatever the values."),
    ("dtype (data|var): int64 / int32", "(group_.*|reduce_ops|ds_groups)", "", "Extremes keep the dtype; this xarray promotes those of planes and by bottleneck."),
    ("dtype data: float32 / (int16|int64)", "coarsen_.*", "", "Windows without a rest need no padding, so integers stay."),
    ("dtype var: int64 / bool", "ds_along", "", "FillNa of a bool without missing values is a bool."),
    ("(name|dims data)", "dt_fields", "Weekday", "Weekday keeps the name that was asked for."),
    ("(shape|VALUES|dtype).*", "dropna_ops", "how: \"all\"", "Nothing is dropped where there is nothing to be missing."),
    ("(shape|VALUES|coord).*", "resample_origin", "end", "pandas puts times before the first bin's edge into the bin after it."),
    ("(shape|VALUES).*", "polyfit_ops", "", "This xarray loses columns whose labels repeat."),
    ("(shape|VALUES).*", "sel_slice", "", "A slice of unsorted labels takes those between its ends; xarray takes the positions between two labels."),
    ("VALUES coord", "diff_ops", "label: .lower", "Differences of order n with label lower keep the lower label each time; xarray's label jumps for n above 1."),
    ("attrs", "diff_ops", "", "A difference of nothing keeps its attributes."),
    ("VALUES data", "dt_strftime", "%y", "Strftime writes the calendar's own year; cftime's %y of other calendars is that of 1900 + n."),
    ("(VALUES|dtype).*", "(calculus|rolling.*)", "DType.Bool", "Bools are numbers in integrals and windows; xarray 2023.01 adds them by or."),
    ("REFUSED", "reindex_ops", "", "Labels that repeat cannot be aligned to others; this xarray takes the axis as it is if its length fits."),
    ("REFUSED", "rolling.*", "minPeriods", "More minPeriods than a window has elements is an error."),
    ("VALUES coord", "reindex_ops", "fillValue", "fillValue is for values; coordinates become missing."),
    ("(VALUES|dtype).*", "(idx_ops|arg_nothing)", "", "Labels of nothing are NaN or NaT; labels of integers are float64, as they may be missing."),
    ("dtype var: int64 / float64", "ds_along", "IdxM", "Labels of nothing are NaN or NaT; labels of integers are float64, as they may be missing."),
    ("REFUSED", "resample_up", "Interpolate", "Interpolation to times outside those of the array alone is an error."),
    ("REFUSED", "convert_cal", "fillMissing", "fillMissing needs ascending times."),
    ("(VALUES|shape)", "convert_cal", "fillMissing", "fillMissing fills between the converted times; xarray's range begins at the date of the first one before."),
    ("(shape|VALUES).*", "date_range", "T06:00", "The end of a range is compared with the time of day; pandas rolls it back to an offset first."),
    ("(VALUES|dtype) coord", "(pad_ops|coarsen_construct)", "", "Times are padded with NaT; xarray pads cftime objects with NaN."),
    ("(VALUES|dtype) data", "(shift_roll|reindex_ops)", "fillValue", "A fill value that the dtype cannot hold promotes it; xarray 2023.01 casts the value, so 7 becomes true."),
    ("VALUES data", "pad_ops", "DType.Bool", "The median of bools is half way between them; NumPy calls that true."),
    ("VALUES (var|data)", "(ds_groups|ds_rolling|rolling_ops)", "Rolling.*(Std|Var)", "bottleneck's rolling spread drifts; gchunk's does not."),
    ("VALUES var", "ds_reduce", "MaxValue|9223372036854775808", "NaT is skipped by Min and Max, as NaN is."),
    ("coord missing", "arith_.*", "", "Coordinates of both sides are compared without computing them, and dropped where they may differ."),
    ("dtype coord: float64 / (int64|float32|int32)", "(coarsen_construct|polyfit_ops|ds_where|reindex.*|align.*|join.*|mask.*|concat.*)", "", "Labels keep their dtype where nothing of them is missing."),
    ("REFUSED", "ds_concat", "CombineByCoords", "Tiles that do not make a whole grid, or whose labels repeat, need join:."),
    ("(dtype|VALUES) var", "ds_select", "flag|name", "A missing text is the empty text, and a bool that gains missing values becomes float64."),
    ("dims coord", "concat_.*", "", "Coordinates over two dimensions keep their order when the array is concatenated."),
    ("variables", "ds_along", "", "Operations on numbers keep texts and times as they are."),
]
def known(kind, name, code): return next((reason for k, n, c, reason in KNOWN if re.match(k, kind) and re.fullmatch(n, name) and re.search(c, code)), None)
def whole(code):
    """A case with the arrays that it is made of, and those that these are made of."""
    seen, left = {}, [code]
    while left:
        for i in re.findall(r"\ba(\d+)\(\)", left.pop()):
            if i not in seen: seen[i] = pool[int(i)]; left.append(pool[int(i)])
    return code + "".join(seen.values())
groups = collections.defaultdict(list); ok = 0; tally = collections.Counter(); intended = 0
single = False
for k, e in E.items():
    g = G.get(k)
    name = k.split("#")[0]
    code = whole(e["cs"])
    single = "Float32" in code
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
    if not d: ok += 1; continue
    reasons = {x: known(x, name, code) for x in d}
    if all(reasons.values()):
        intended += 1; tally.update(set(reasons.values())); continue
    d = [x for x in d if not reasons[x]]
    for q in set(x.split(":")[0] if not x.startswith("dtype") else x for x in d): groups[(q, name)].append((k, e, g)); 
print(f"{ok} of {len(E)} agree, {intended} differ for a known reason, {len(E) - ok - intended} differ")
for reason, n in tally.most_common(): print(f"{n:6} {reason}")
for (q, n), l in sorted(groups.items()):
    if filt and filt not in q + "/" + n: continue
    print(f"== {q} / {n}: {len(l)}")
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
