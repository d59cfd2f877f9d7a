using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// The elements at positions along an axis, in any order. They are read from where they are, run by run; so this is for
/// positions that meet most chunks of the input only a few times.
/// </summary>
public sealed class TakeExpr : ArrayExpr
{
    private readonly long[] positions;

    private TakeExpr(ArrayExpr input, int axis, long[] positions, ChunkGrid chunks)
        : base(input.DType, chunks, input) => (Axis, this.positions) = (axis, positions);

    /// <summary>The axis.</summary>
    public int Axis { get; }

    /// <summary>The positions along the axis, each within the input.</summary>
    public ReadOnlySpan<long> Positions => positions;

    /// <summary>The input.</summary>
    public ArrayExpr Input => Inputs[0];

    /// <inheritdoc/>
    public override bool IsPartOfRead => true;

    /// <inheritdoc/>
    public override string Name => "take";

    /// <inheritdoc/>
    public override string Details =>
        string.Create(CultureInfo.InvariantCulture, $"{positions.Length} positions of axis {Axis}");

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => new TakeExpr(inputs[0], Axis, positions, Chunks);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add(Axis).Add(positions);

    /// <summary>Takes positions along an axis.</summary>
    /// <param name="input">The array.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="positions">The positions, from 0.</param>
    /// <param name="sizes">The chunk lengths of the result along the axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">A position lies outside the axis.</exception>
    public static TakeExpr Create(ArrayExpr input, int axis, ReadOnlySpan<long> positions, long[] sizes)
    {
        foreach (long position in positions)
        {
            if ((ulong)position >= (ulong)input.Shape[axis])
                throw new ArgumentOutOfRangeException(nameof(positions), position, "not a position of the axis");
        }
        return new TakeExpr(input, axis, positions.ToArray(), input.Chunks.With(axis, sizes));
    }
}
