using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The column, int32, in which the product of a row with a matrix is largest; of equal ones, the first.
/// </summary>
/// <param name="Rotation">The matrix, float64.</param>
/// <param name="IsAbsolute">True if magnitudes are compared.</param>
internal sealed unsafe record LargestOp(NDArray Rotation, bool IsAbsolute) : BlockOp
{
    public override string Name => "ml.spectral.largest";

    /// <summary>Makes the columns, one for each row.</summary>
    public static ArrayExpr Create(ArrayExpr vectors, NDArray rotation, bool isAbsolute) =>
        new BlockOpExpr(
            new LargestOp(rotation, isAbsolute),
            [vectors],
            [
                [0, -1],
            ],
            DType.Int32,
            new ChunkGrid(vectors.Chunks.Sizes(0).ToArray())
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Int32);
        long rows = context.Shape[0],
            inner = Rotation.Shape[0],
            columns = Rotation.Shape[1];
        Bounds.Require(Rotation.DType == DType.Float64 && inputs[0].DType == DType.Float64);
        Bounds.Require(inputs[0].Shape == new Shape(rows, inner) && columns > 0);
        double* vectors = (double*)inputs[0].Pointer,
            rotation = (double*)Rotation.Pointer;
        int* labels = (int*)result.Pointer;
        for (long i = 0; i < rows; i++)
        {
            double most = double.NegativeInfinity;
            labels[i] = 0;
            for (long c = 0; c < columns; c++)
            {
                double sum = 0;
                for (long j = 0; j < inner; j++)
                    sum += vectors[i * inner + j] * rotation[j * columns + c];
                double value = IsAbsolute ? Math.Abs(sum) : sum;
                if (value > most)
                    (most, labels[i]) = (value, (int)c);
            }
        }
        GC.KeepAlive(inputs[0]);
        return result;
    }
}
