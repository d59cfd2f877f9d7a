using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The eigenvectors of other samples by the Nyström extension, with equal affinities to their nearest neighbors: the
/// mean of the neighbors' eigenvectors, divided by the eigenvalues. Inputs: the indices of the neighbors, and the
/// eigenvectors of all samples that were fitted.
/// </summary>
/// <param name="Values">The eigenvalues.</param>
internal sealed unsafe record NeighborVectorsOp(double[] Values) : BlockOp
{
    public override string Name => "ml.neighbors.vectors";

    /// <summary>Makes the eigenvectors, samples × eigenvectors.</summary>
    /// <param name="neighbors">Samples × neighbors: indices as float64.</param>
    /// <param name="vectors">The eigenvectors of the samples that neighbors are taken from.</param>
    /// <param name="values">The eigenvalues, at least as many.</param>
    public static ArrayExpr Create(ArrayExpr neighbors, ArrayExpr vectors, double[] values)
    {
        var width = (int)vectors.Shape[1];
        return new BlockOpExpr(
            new NeighborVectorsOp(values[..width]),
            [neighbors, vectors],
            [
                [0, -1],
                [-1, -1],
            ],
            DType.Float64,
            new ChunkGrid(neighbors.Chunks.Sizes(0).ToArray(), [width])
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int width = Values.Length,
            neighbors = checked((int)inputs[0].Shape[1]);
        Bounds.Require(context.Shape == new Shape(inputs[0].Shape[0], width) && inputs[0].DType == DType.Float64);
        Bounds.Require(inputs[1].DType == DType.Float64 && inputs[1].Shape[1] == width && neighbors > 0);
        double* indices = (double*)inputs[0].Pointer,
            vectors = (double*)inputs[1].Pointer,
            to = (double*)result.Pointer;
        for (long r = 0; r < context.Shape[0]; r++)
        {
            for (int k = 0; k < neighbors; k++)
            {
                long index = (long)indices[r * neighbors + k];
                Bounds.RequireIndex(index, inputs[1].Shape[0]);
                Vectors.AddScaled(to + r * width, 1.0 / neighbors, vectors + index * width, width);
            }
            for (int j = 0; j < width; j++)
                to[r * width + j] /= Values[j];
        }
        GC.KeepAlive(inputs[0]);
        GC.KeepAlive(inputs[1]);
        return result;
    }
}
