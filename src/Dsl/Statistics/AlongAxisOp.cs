using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Statistics;

/// <summary>
/// An operation on the elements along an axis, as float64, such as ranks, filled gaps and fits. Blocks hold the whole
/// axis.
/// </summary>
/// <param name="Axis">The axis.</param>
internal abstract record AlongAxisOp(int Axis) : BlockOp
{
    /// <summary>Applies the operation to an array; the length of the axis becomes that of the results.</summary>
    public ArrayExpr Of(ArrayExpr array, long length)
    {
        array = AxisChunks.Whole(CastExpr.Create(array, DType.Float64), Axis);
        return new BlockOpExpr(
            this,
            [array],
            [
                [.. Enumerable.Range(0, array.Rank)],
            ],
            DType.Float64,
            array.Chunks.With(Axis, [length])
        );
    }

    /// <summary>
    /// True if free threads may take some of the lines: the work on a line needs little memory of its own.
    /// </summary>
    protected virtual bool IsDivided => true;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        AxisLines.Run<double, double>(
            inputs[0],
            Axis,
            result,
            Work,
            IsDivided ? context : context with { Parts = null }
        );
        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        2 * AxisLines.ScratchBytes(inputs[0][Axis], result[Axis]);

    /// <summary>Computes one line.</summary>
    /// <param name="line">The elements, a copy that may be changed.</param>
    /// <param name="result">The results.</param>
    protected abstract void Work(Span<double> line, Span<double> result);
}
