using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

/// <summary>The solution x of a x = b, for a of n × n and b of n × columns, float64 or complex128.</summary>
internal sealed record SolveOp : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.solve";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SolveBytes(inputs[0][0], inputs[1][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        long n = inputs[0].Shape[0];
        Bounds.Require(Decompositions.AreMatrices(inputs));
        Bounds.Require(
            inputs[0].Shape == new Shape(n, n) && inputs[1].Shape[0] == n && inputs[1].Shape == context.Shape
        );
        NDArray x = context.Allocate(inputs[0].DType);
        Decompositions.Solve(inputs[0], inputs[1], x, context.Parts);
        return x;
    }
}

/// <summary>The sign of the determinant of an n × n matrix and the logarithm of its absolute value, float64 or complex128.</summary>
internal sealed record SlogDetOp : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.slogdet";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SolveBytes(inputs[0][0], 0);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs) && inputs[0].Shape[0] == inputs[0].Shape[1]);
        return Decompositions.LogDeterminant(inputs[0], context.Parts);
    }
}

/// <summary>The determinant of an n × n matrix, float64 or complex128.</summary>
internal sealed record DetOp : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.det";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SolveBytes(inputs[0][0], 0);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs) && inputs[0].Shape[0] == inputs[0].Shape[1]);
        return Decompositions.Determinant(inputs[0], context.Parts);
    }
}
