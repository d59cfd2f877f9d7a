using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

/// <summary>
/// The eigenvalues and eigenvectors of an n × n matrix of float64 or complex128, as one flat block that holds the values
/// and then the vectors, n × n, in C order.
/// </summary>
/// <param name="Hermitian">
/// True for a symmetric or Hermitian matrix, of which the lower triangle is read; false for any, whose result is complex.
/// </param>
internal sealed record EigenOp(bool Hermitian) : BlockOp
{
    public override string Name => Hermitian ? "linalg.eigh" : "linalg.eig";

    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.EigenBytes(inputs[0][0]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray a = inputs[0];
        Bounds.Require(Decompositions.AreMatrices(inputs) && a.Shape[0] == a.Shape[1]);
        Bounds.Require(context.Shape == new Shape(a.Shape[0] * (a.Shape[0] + 1)));
        Bounds.Require(context.DType == (Hermitian ? a.DType : DType.Complex128));
        SvdOp.RequireFinite(a, "the eigenvalues");
        NDArray result = context.Allocate(context.DType);
        if (Hermitian)
            Decompositions.Hermitian(a, result);
        else
            Decompositions.General(a, result);
        return result;
    }
}
