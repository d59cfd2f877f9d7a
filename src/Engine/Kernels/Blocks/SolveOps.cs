using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>x of a x = b, for a of n × n and b of n × columns.</summary>
internal sealed record SolveOp : BlockOp
{
    public override string Name => "linalg.solve";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => inputs[0].Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using NDArray a = inputs[0].AsType(DType.Float64);
        NDArray x = inputs[1].AsType(DType.Float64);
        if (Elimination.Eliminate(a, x, context.Cancellation) == 0 && a.Size > 0 && HasZero(a))
            throw new GchunkException($"the matrix {a.Shape} is singular: a x = b has no one solution");
        Elimination.SubstituteBack(a, x);
        return x;
    }

    // The product of a diagonal may vanish by underflow alone.
    private static bool HasZero(NDArray a)
    {
        for (long i = 0; i < a.Shape[0]; i++)
        {
            if (a.GetDouble(i, i) == 0)
                return true;
        }

        return false;
    }
}

/// <summary>The determinant of an n × n matrix.</summary>
internal sealed record DetOp : BlockOp
{
    public override string Name => "linalg.det";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => inputs[0].Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using NDArray a = inputs[0].AsType(DType.Float64);
        return NDArray.Scalar(Elimination.Eliminate(a, null, context.Cancellation));
    }
}
