using System.Globalization;
using Gchunk.Engine.Storage.Cf;

var output = new StreamWriter(Args[0]);

object Val(double v) =>
    double.IsNaN(v) ? "nan"
    : double.IsPositiveInfinity(v) ? "inf"
    : double.IsNegativeInfinity(v) ? "-inf"
    : v;

Dictionary<string, object> Var(DataArray a)
{
    var r = new Dictionary<string, object> { ["dims"] = a.Dims.ToArray(), ["shape"] = a.Shape.ToArray() };
    if (a.IsText)
    {
        var t = a.Texts();
        r["dtype"] = "str";
        r["values"] = t.ToArray();
    }
    else
    {
        using var c = a.Compute();
        r["shape"] = c.Shape.ToArray();
        r["dtype"] =
            a.Calendar is not null ? "time"
            : c.DType == DType.TimeDelta64 ? "delta"
            : c.DType.Name;
        if (c.DType != a.DType)
            r["lie"] = $"stated {a.DType.Name}, is {c.DType.Name}";
        if (!c.Shape.ToArray().SequenceEqual(a.Shape.ToArray()))
            r["lie"] = $"stated {a.Shape}, is {c.Shape}";
        if (a.Calendar is not null)
            r["values"] = c.ToArray<long>().Select(v => v == long.MinValue ? (object)"NaT" : v).ToArray();
        else if (c.DType == DType.TimeDelta64)
            r["values"] = c.ToArray<TimeDelta64>()
                .Select(v => v.IsNaT ? (object)"NaT" : v.Nanoseconds / 1000)
                .ToArray();
        else if (c.DType.Name.Contains("int"))
            r["values"] = c.AsType(DType.Int64).ToArray<long>();
        else
            r["values"] = c.AsType(DType.Float64).ToArray<double>().Select(Val).ToArray();
    }
    r["attrs"] = a.Attrs.Where(x => x.Key != "_FillValue").ToDictionary(x => x.Key, x => x.Value.ToString());
    return r;
}

Dictionary<string, object> Coord(Coordinates cs, Func<string, DataArray> get)
{
    var r = new Dictionary<string, object>();
    foreach (var c in cs)
    {
        if (c.Index is not null && c.Index is not (NumberIndex or TimeIndex or TextIndex))
        {
            r[c.Name] = new Dictionary<string, object>
            {
                ["other"] = c.Index.GetType().Name,
                ["dims"] = c.Dims.ToArray(),
                ["values"] = Enumerable.Range(0, (int)c.Index.Length).Select(i => c.Index.Label(i)).ToArray(),
                ["attrs"] = new Dictionary<string, string>(),
            };
            continue;
        }
        if (c.Index is TextIndex t)
            r[c.Name] = new Dictionary<string, object>
            {
                ["dims"] = c.Dims.ToArray(),
                ["shape"] = new[] { t.Length },
                ["dtype"] = "str",
                ["values"] = Enumerable.Range(0, (int)t.Length).Select(i => t.Label(i)).ToArray(),
                ["attrs"] = new Dictionary<string, string>(),
            };
        else
            r[c.Name] = Var(get(c.Name));
    }
    return r;
}

object Show(object x)
{
    if (x is bool q)
        return new Dictionary<string, object> { ["kind"] = "bool", ["value"] = q };
    if (x is double z)
        x = (DataArray)z;
    if (x is ValueTuple<DataArray, DataArray> two)
        x = two.Item1;
    if (x is TextValues tv)
        return new Dictionary<string, object>
        {
            ["kind"] = "da",
            ["name"] = null,
            ["dims"] = tv.Dims.ToArray(),
            ["shape"] = new[] { tv.Length },
            ["dtype"] = "str",
            ["values"] = tv.ToArray(),
            ["attrs"] = new Dictionary<string, string>(),
            ["coords"] = null,
        };
    if (x is TimeIndex ti)
        x = new DataArray(
            NDArray.From(Enumerable.Range(0, (int)ti.Length).Select(i => (double)i).ToArray()),
            new[] { "time" }
        ).AssignCoords("time", ti);
    if (x is Dataset d)
        return new Dictionary<string, object>
        {
            ["kind"] = "ds",
            ["vars"] = d.Names.ToDictionary(n => n, n => (object)Var(d[n])),
            ["coords"] = Coord(d.Coords, n => d[n]),
            ["attrs"] = d.Attrs.ToDictionary(a => a.Key, a => a.Value.ToString()),
        };
    var r = Var((DataArray)x);
    r["kind"] = "da";
    r["name"] = ((DataArray)x).Name;
    r["coords"] = Coord(((DataArray)x).Coords, n => ((DataArray)x)[n]);
    return r;
}

void Try(string key, Func<object> f)
{
    object r;
    try
    {
        r = Show(f());
    }
    catch (GchunkException e)
    {
        r = new Dictionary<string, object> { ["kind"] = "error", ["text"] = e.Message };
    }
    catch (Exception e)
    {
        r = new Dictionary<string, object> { ["kind"] = "crash", ["text"] = e.ToString() };
    }
    output.WriteLine(key + "\t" + System.Text.Json.JsonSerializer.Serialize(r));
}

void Flush() => output.Dispose();

DataArray Pts(string dim, params double[] v) => new DataArray(NDArray.From(v), new[] { dim });

DataArray IPts(string dim, params long[] v) => new DataArray(NDArray.From(v), new[] { dim });

DataArray Txt(string dim, params string[] v) => new DataArray(v, dim, "name");

DataArray Tm(string dim, params long[] v) => new DataArray(new TimeIndex(v, CfCalendar.Named("standard")), dim, "when");

DataArray Bare(DataArray x) => x.DropCoords([.. x.Coords.Names]);
