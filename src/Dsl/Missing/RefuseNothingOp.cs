using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Missing;

/// <summary>
/// The positions of extremes themselves, if none is -1, that of a line of nothing but missing values.
/// </summary>
/// <param name="Function">The function that found them, for the message.</param>
/// <param name="Along">The dimensions of a line, for the message.</param>
internal sealed record RefuseNothingOp(string Function, string Along) : BlockOp
{
    public override string Name => "dsl.refuse-nothing";

    /// <summary>Makes the lazy positions.</summary>
    public static ArrayExpr Create(ArrayExpr positions, string function, string along) =>
        new BlockOpExpr(
            new RefuseNothingOp(function, along),
            [positions],
            [
                [.. Enumerable.Range(0, positions.Rank)],
            ],
            positions.DType,
            positions.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        if (inputs[0].Span<long>().Contains(-1))
        {
            throw new GchunkException(
                $"{Function}: all values along {Along} are missing at a place, so there is no position; replace them first, with FillNa(double.NegativeInfinity) for ArgMax or FillNa(double.PositiveInfinity) for ArgMin, or find labels with IdxMax or IdxMin, which are missing there"
            );
        }

        return inputs[0].Share();
    }
}
