using System.Globalization;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Labels.Indexes;

/// <summary>Integer labels beyond 2⁵³, which float64 cannot tell apart, such as cell or orbit numbers.</summary>
internal sealed class WholeIndex : OrderedIndex<Int128>
{
    private const long Exact = 1L << 53;

    private readonly Lazy<MemoryExpr> expr;

    /// <summary>Makes an index.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="dtype">The dtype of the labels as an array, Int64 or UInt64.</param>
    public WholeIndex(Int128[] labels, DType dtype)
        : base(labels)
    {
        DType = dtype;
        expr = new Lazy<MemoryExpr>(() =>
            new MemoryExpr(
                dtype == DType.UInt64
                    ? NDArray.From(Array.ConvertAll(labels, l => (ulong)l))
                    : NDArray.From(Array.ConvertAll(labels, l => (long)l)),
                ChunkGrid.Single(labels.Length)
            )
        );
    }

    /// <summary>
    /// Makes the index of labels in memory: a <see cref="NumberIndex"/> if float64 can represent them all.
    /// </summary>
    public static DimensionIndex Of(NDArray labels)
    {
        if (
            labels.DType == DType.Int64
            && labels.ToArray<long>() is var signed
            && Array.Exists(signed, l => l is > Exact or < -Exact)
        )
        {
            return new WholeIndex(Array.ConvertAll(signed, l => (Int128)l), DType.Int64);
        }

        if (
            labels.DType == DType.UInt64
            && labels.ToArray<ulong>() is var unsigned
            && Array.Exists(unsigned, l => l > Exact)
        )
        {
            return new WholeIndex(Array.ConvertAll(unsigned, l => (Int128)l), DType.UInt64);
        }

        return new NumberIndex(labels.ToArray<double>(), labels.DType);
    }

    /// <inheritdoc/>
    public override DType DType { get; }

    /// <inheritdoc/>
    public override ArrayExpr ToExpr() => expr.Value;

    internal override DimensionIndex Pick(AxisPick pick) => new WholeIndex(pick.Of(Labels), DType);

    // Some of the files may have only small labels.
    internal override DimensionIndex Concatenate(IReadOnlyList<DimensionIndex> others) =>
        new WholeIndex(
            Joined([
                .. others.Select(o =>
                    o is NumberIndex numbers
                        ? new WholeIndex(Array.ConvertAll(numbers.Labels.ToArray(), l => (Int128)l), DType)
                        : o
                ),
            ]),
            DType
        );

    internal override DimensionIndex Union(string dim, DimensionIndex other, double? tolerance) =>
        new WholeIndex(UnionOf(dim, other, tolerance), DType);

    private protected override (Int128 Low, Int128 High, bool Single) Interpret(string dim, object value)
    {
        Int128? whole = value switch
        {
            string text => Int128.TryParse(
                text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out Int128 parsed
            )
                ? parsed
                : null,
            double number => Math.Truncate(number) == number && Math.Abs(number) < 1e30 ? (Int128)number : null,
            float number => Math.Truncate(number) == number && Math.Abs(number) < 1e30 ? (Int128)number : null,
            ulong number => number,
            IConvertible number and not DateTime => number.ToInt64(CultureInfo.InvariantCulture),
            _ => null,
        };
        return whole is { } label
            ? (label, label, true)
            : throw new GchunkException(
                $"the labels of '{dim}' are whole numbers ({Span}), so {TimeText.Show(value)} cannot be one of them"
            );
    }

    private protected override Int128 Distance(Int128 a, Int128 b) => Int128.Abs(a - b);

    private protected override string Show(Int128 value) => value.ToString(CultureInfo.InvariantCulture);
}
