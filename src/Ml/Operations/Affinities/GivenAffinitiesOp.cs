using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>Affinities that the user computed, checked and as float64; those of samples to themselves are 0.</summary>
/// <param name="IsSquare">True if rows and columns are the same samples.</param>
internal sealed unsafe record GivenAffinitiesOp(bool IsSquare) : BlockOp
{
    public override string Name => "ml.spectral.given";

    /// <summary>Makes the affinities.</summary>
    /// <param name="affinities">Rows × columns of float64.</param>
    /// <param name="isSquare">True if rows and columns are the same samples.</param>
    public static ArrayExpr Create(ArrayExpr affinities, bool isSquare) =>
        new BlockOpExpr(
            new GivenAffinitiesOp(isSquare),
            [affinities],
            [
                [0, 1],
            ],
            DType.Float64,
            affinities.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].DType == DType.Float64 && inputs[0].Shape == context.Shape);
        NDArray result = context.Allocate(DType.Float64);
        Buffer.MemoryCopy(inputs[0].Pointer, result.Pointer, result.NBytes, result.NBytes);
        GC.KeepAlive(inputs[0]);
        Check(result, context.Origin, IsSquare);
        return result;
    }

    /// <summary>Checks a block of affinities, and writes 0 for those of samples to themselves.</summary>
    /// <exception cref="GchunkException">An affinity is negative or not finite.</exception>
    public static void Check(NDArray block, long[] origin, bool isSquare)
    {
        if (isSquare)
            AffinitiesOp.ClearDiagonal(block, origin);
        long columns = block.Shape[1];
        double* values = (double*)block.Pointer;
        for (long i = 0; i < block.Size; i++)
        {
            if (values[i] >= 0 && double.IsFinite(values[i]))
                continue;
            string pair = string.Create(
                CultureInfo.InvariantCulture,
                $"{origin[0] + i / columns} and {origin[1] + i % columns} is {values[i]}"
            );
            throw new GchunkException(
                $"the affinity of samples {pair}; affinities must be finite and not negative, and the larger, the nearer the samples are: exp(-d) makes them of distances d"
            );
        }
    }
}
