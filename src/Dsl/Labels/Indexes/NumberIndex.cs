using System.Globalization;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>Labels that are numbers.</summary>
public sealed class NumberIndex : OrderedIndex<double>
{
    private readonly Lazy<MemoryExpr> expr;

    /// <summary>Makes an index.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="dtype">The dtype of the labels as an array.</param>
    public NumberIndex(double[] labels, DType dtype = DType.Float64)
        : base(labels)
    {
        DType = dtype;
        expr = new Lazy<MemoryExpr>(() =>
            new MemoryExpr(NDArray.From(labels).AsType(dtype), ChunkGrid.Single(labels.Length))
        );
    }

    /// <summary>The integers from 0.</summary>
    internal static NumberIndex Count(long length)
    {
        var labels = new double[length];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = i;
        return new NumberIndex(labels, DType.Int64);
    }

    /// <inheritdoc/>
    public override DType DType { get; }

    /// <inheritdoc/>
    public override ArrayExpr ToExpr() => expr.Value;

    internal override DimensionIndex Pick(AxisPick pick) => new NumberIndex(pick.Of(Labels), DType);

    internal override DimensionIndex Concatenate(IReadOnlyList<DimensionIndex> others) =>
        new NumberIndex(Joined(others), others.Aggregate(DType, (dtype, other) => DTypes.Promote(dtype, other.DType)));

    internal override DimensionIndex Union(string dim, DimensionIndex other, double? tolerance) =>
        new NumberIndex(UnionOf(dim, other, tolerance), DTypes.Promote(DType, other.DType));

    private protected override (double Low, double High, bool Single) Interpret(string dim, object value)
    {
        double number = value switch
        {
            double d => d,
            string text when double.TryParse(text, CultureInfo.InvariantCulture, out double parsed) => parsed,
            string or DateTime => throw new GchunkException(
                $"the labels of '{dim}' are numbers ({Span}), so {TimeText.Show(value)} cannot be one of them"
            ),
            IConvertible n => n.ToDouble(CultureInfo.InvariantCulture),
            _ => throw new GchunkException($"the labels of '{dim}' are numbers; got {value}"),
        };
        if (double.IsNaN(number))
            throw new GchunkException($"NaN cannot be a label of '{dim}' ({Span})");
        // Rounded as in a float32 coordinate: 0.1 finds 0.1f.
        if (DType == DType.Float32 && IndexOf(number) < 0 && IndexOf((float)number) >= 0)
            number = (float)number;
        return (number, number, true);
    }

    // A circle of longitudes: evenly spaced labels that would meet after 360 degrees.
    private bool IsCircle(string dim)
    {
        if (Direction == 0 || Length < 4 || !IsLongitude(dim))
            return false;
        double span = Math.Abs(Labels[^1] - Labels[0]),
            step = span / (Length - 1);
        if (Math.Abs(span + step - 360) > step / 2)
            return false;
        for (int i = 1; i < Length; i++)
        {
            if (Math.Abs(Math.Abs(Labels[i] - Labels[i - 1]) - step) > step / 2)
                return false;
        }

        return true;
    }

    private protected override AxisPick? Around(string dim, double from, double to)
    {
        if (!IsCircle(dim) || !double.IsFinite(from) || !double.IsFinite(to))
            return null;
        double least = Math.Min(Labels[0], Labels[^1]);
        bool crosses = from > to && IsAscending;
        if (!crosses && (from > to || (from >= least && to < least + 360)))
            return null;
        double width = to - from;
        if (crosses)
            width -= 360 * Math.Floor(width / 360);
        if (width >= 360)
            return new AxisPick(new AxisSlice(0, Length));
        double rounding = 360 / (double)Length * 1e-4;
        var found = new List<(double Distance, long Position)>();
        for (int i = 0; i < Length; i++)
        {
            double distance = Labels[i] - from + rounding;
            distance -= 360 * Math.Floor(distance / 360) + rounding;
            if (distance <= width + rounding)
                found.Add((distance, i));
        }
        if (found.Count == 0)
            return null;
        long[] positions = [.. found.OrderBy(f => IsAscending ? f.Distance : -f.Distance).Select(f => f.Position)];
        return AxisPick.From(positions);
    }

    private protected override double OnCircle(string dim, double label)
    {
        if (!IsCircle(dim) || !double.IsFinite(label))
            return label;
        double least = Math.Min(Labels[0], Labels[^1]),
            turned = label - 360 * Math.Floor((label - least) / 360);
        return DType == DType.Float32 && IndexOf(turned) < 0 && IndexOf((float)turned) >= 0 ? (float)turned : turned;
    }

    private protected override double Distance(double a, double b) => Math.Abs(a - b);

    private protected override string Show(double value) =>
        DType == DType.Float32
            ? ((float)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
}
