using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

/// <summary>
/// The shortest x that makes |b - a x| least, for a of m × n and b of m × columns, float64 or complex128, as one flat
/// block: x, the squared length of each column of b - a x, the rank of a, its singular values.
/// </summary>
/// <param name="Rcond">Singular values up to this part of the greatest count as 0.</param>
internal sealed record LeastSquaresOp(double Rcond) : BlockOp
{
    public override string Name => "linalg.lstsq";

    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SvdBytes(inputs[0][0], inputs[0][1])
        + Math.Max(inputs[0][0], inputs[0][1]) * inputs[1][1] * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs) && context.DType == inputs[0].DType);
        long m = inputs[0].Shape[0],
            n = inputs[0].Shape[1],
            columns = inputs[1].Shape[1];
        Bounds.Require(inputs[1].Shape[0] == m);
        Bounds.Require(context.Shape == new Shape(n * columns + columns + 1 + Math.Min(m, n)));
        SvdOp.RequireFinite(inputs[0], "least squares");
        SvdOp.RequireFinite(inputs[1], "least squares");
        NDArray result = context.Allocate(context.DType);
        Decompositions.SolveLeastSquares(inputs[0], inputs[1], Rcond, result);
        return result;
    }
}
