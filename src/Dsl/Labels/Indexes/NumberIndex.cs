using System.Globalization;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>Labels that are numbers.</summary>
public sealed partial class NumberIndex : OrderedIndex<double>
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
        return new NumberIndex(labels, DType.Int64) { ArePositions = true };
    }

    /// <summary>True if the labels are only the positions of a dimension without labels.</summary>
    internal bool ArePositions { get; private init; }

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

    private protected override double Distance(double a, double b) => Math.Abs(a - b);

    private protected override string Show(double value) =>
        DType == DType.Float32
            ? ((float)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
}
