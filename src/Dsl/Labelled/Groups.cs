using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

/// <summary>The positions of a dimension in groups, each with a label: what <c>Resample</c> and <c>GroupBy</c> make of an axis.</summary>
internal sealed record Groups(string Dim, Coordinate Labels, AxisPick?[] Members)
{
    public static Groups Resample(string dim, string frequency, Coordinates coords, Sizes sizes)
    {
        TimeIndex index = Times(dim, coords, sizes, "Resample");
        var (labels, positions) = Frequency.Parse(frequency).Cut(index);
        return new Groups(dim, new Coordinate(dim, new TimeIndex(labels, index.Calendar), coords[dim].Attrs), Array.ConvertAll(positions, ToPick));
    }

    public static Groups ByPart(string text, Coordinates coords, Sizes sizes)
    {
        string[] parts = text.Split('.');
        if (parts.Length != 2) throw new GchunkException($"GroupBy takes a part of a time coordinate, as in \"time.month\"; got \"{text}\"");
        string dim = parts[0], part = parts[1];
        TimeIndex index = Times(dim, coords, sizes, "GroupBy");
        var groups = new SortedDictionary<int, List<long>>();
        for (int i = 0; i < index.Length; i++)
        {
            int key = TimeParts.Get(part, index[i]);
            if (!groups.TryGetValue(key, out List<long>? members)) groups.Add(key, members = []);
            members.Add(i);
        }
        DimensionIndex labels = part == "season" ? new TextIndex([.. groups.Keys.Select(k => TimeParts.Seasons[k])]) : new NumberIndex([.. groups.Keys.Select(k => (double)k)], DType.Int64);
        return new Groups(dim, new Coordinate(part, labels), [.. groups.Values.Select(ToPick)]);
    }

    private static AxisPick? ToPick(List<long> positions) => positions.Count == 0 ? null : AxisPick.From([.. positions]);

    private static TimeIndex Times(string dim, Coordinates coords, Sizes sizes, string what)
    {
        _ = sizes[dim];
        return coords.IndexOf(dim) as TimeIndex ?? throw new GchunkException(coords.FirstOrDefault(c => c.Index is TimeIndex) is { } time
            ? $"{what} needs a dimension of times; '{dim}' has {coords.IndexOf(dim)?.Span ?? "no labels"}; did you mean '{time.Name}'?"
            : $"{what} needs a dimension of times; '{dim}' has {coords.IndexOf(dim)?.Span ?? "no labels"}");
    }

    /// <summary>One reduction a group, side by side along the dimension. A group without members is missing; for whole numbers, a count say, it is 0.</summary>
    public Variable Reduce(Variable variable, string op, bool skipNaN, bool keepAttrs, double ddof)
    {
        int axis = Array.IndexOf(variable.Dims, Dim);
        ReductionOp row = OpTable.GetReduction(op);
        var options = new ReductionOptions(skipNaN, ddof);
        DType dtype = row.ResultType(variable.Expr.DType);
        var parts = new ArrayExpr[Members.Length];
        for (int k = 0; k < parts.Length; k++)
        {
            if (Members[k] is { } members) parts[k] = ReductionExpr.Create(row, members.Of(variable.Expr, axis), [axis], keepDims: true, options);
            else parts[k] = new FullExpr(dtype.IsFloat ? double.NaN : 0L, dtype, variable.Expr.Chunks.With(axis, [1]));
        }
        ArrayExpr expr = parts.Length == 0 ? new FullExpr(0L, dtype, variable.Expr.Chunks.With(axis, [0])) : ConcatenateExpr.Create(parts, axis);
        string[] dims = Array.ConvertAll(variable.Dims, d => d == Dim ? Labels.Name : d);
        return new Variable(dims, expr, keepAttrs ? variable.Attrs.Copy() : []);
    }

    public Coordinates Coords(Coordinates coords) => coords.WithoutDims([Dim]).With(Labels);
}
