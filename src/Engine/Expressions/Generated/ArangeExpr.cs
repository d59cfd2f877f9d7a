using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.Generated;

/// <summary>An array of evenly spaced numbers: element i is start + i × step.</summary>
/// <param name="start">The first number.</param>
/// <param name="step">The distance between neighbouring numbers.</param>
/// <param name="dtype">The dtype.</param>
/// <param name="chunks">The number of elements and the chunks.</param>
/// <param name="last">The last number where rounding must not miss it, as a float64; null for start + i × step.</param>
public sealed class ArangeExpr(Scalar start, Scalar step, DType dtype, ChunkGrid chunks, double? last = null)
    : GeneratedExpr(dtype, chunks)
{
    /// <summary>The first number.</summary>
    public Scalar Start { get; } = start;

    /// <summary>The distance between neighbouring numbers.</summary>
    public Scalar Step { get; } = step;

    /// <summary>The last number where rounding must not miss it, or null.</summary>
    public double? Last { get; } = last;

    /// <inheritdoc/>
    public override string Name => "arange";

    /// <inheritdoc/>
    public override string Details => string.Create(CultureInfo.InvariantCulture, $"{Start}, {Step}");

    /// <inheritdoc/>
    public override ArrayExpr WithChunks(ChunkGrid chunks) => new ArangeExpr(Start, Step, DType, chunks, Last);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) =>
        hash.Add((long)Start.Kind)
            .Add(Start.Bits)
            .Add((long)Step.Kind)
            .Add(Step.Bits)
            .Add(Last is null ? 0L : 1)
            .Add(Last ?? 0);

    /// <inheritdoc/>
    public override unsafe void Fill(long start, int length, byte* destination)
    {
        if (Start.Kind == DType.Float64 || Step.Kind == DType.Float64)
        {
            double first = Start.ToDouble(),
                step = Step.ToDouble();
            if (DType == DType.Float64)
            {
                for (int i = 0; i < length; i++)
                    ((double*)destination)[i] = first + (start + i) * step;
                if (Last is { } last && start + length == Shape.Size && length > 0)
                    ((double*)destination)[length - 1] = last;
                return;
            }
            for (int i = 0; i < length; i++)
            {
                double value = first + (start + i) * step;
                Casting.Convert(DType.Float64, (byte*)&value, DType, destination + (long)i * DType.Size, 1);
            }
            return;
        }
        if (DType == DType.Int64)
        {
            for (int i = 0; i < length; i++)
                ((long*)destination)[i] = Start.Bits + (start + i) * Step.Bits;
            return;
        }
        for (int i = 0; i < length; i++)
        {
            long value = Start.Bits + (start + i) * Step.Bits;
            Casting.Convert(DType.Int64, (byte*)&value, DType, destination + (long)i * DType.Size, 1);
        }
    }
}
