using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

/// <summary>The solution x of a x = b, for a of n × n and b of n × columns, float64.</summary>
internal sealed record SolveOp : BlockOp
{
    public override string Name => "linalg.solve";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SolveBytes(inputs[0][0], inputs[1][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        long n = inputs[0].Shape[0];
        Bounds.Require(
            inputs[0].Shape == new Shape(n, n) && inputs[1].Shape[0] == n && inputs[1].Shape == context.Shape
        );
        NDArray x = NDArray.Allocate(context.Shape, DType.Float64);
        Decompositions.Solve(inputs[0], inputs[1], x);
        return x;
    }
}

/// <summary>The sign of the determinant of an n × n matrix and the logarithm of its absolute value, float64.</summary>
internal sealed record SlogDetOp : BlockOp
{
    public override string Name => "linalg.slogdet";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SolveBytes(inputs[0][0], 0);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].Rank == 2 && inputs[0].Shape[0] == inputs[0].Shape[1]);
        (double sign, double log) = Decompositions.LogDeterminant(inputs[0]);
        return NDArray.From([sign, log]);
    }
}

/// <summary>The determinant of an n × n matrix, float64.</summary>
internal sealed record DetOp : BlockOp
{
    public override string Name => "linalg.det";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SolveBytes(inputs[0][0], 0);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context) =>
        NDArray.Scalar(Decompositions.Determinant(inputs[0]));
}
