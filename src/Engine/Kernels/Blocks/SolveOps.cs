using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>x of a x = b, for a of n × n and b of n × columns.</summary>
internal sealed class SolveOp : BlockOp
{
    public const string Id = "linalg.solve";

    public override string Name => Id;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => inputs[0].Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
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
internal sealed class DetOp : BlockOp
{
    public const string Id = "linalg.det";

    public override string Name => Id;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => inputs[0].Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        using NDArray a = inputs[0].AsType(DType.Float64);
        return NDArray.Scalar(Elimination.Eliminate(a, null, context.Cancellation));
    }
}
