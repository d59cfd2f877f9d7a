using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The Nyström features of each sample: its affinities exp(−γ‖x − l‖²) to the landmarks, times a matrix.
/// </summary>
internal sealed unsafe class RbfFeaturesOp : MlOp
{
    public override string Name => "ml.spectral.features";

    /// <summary>Makes a node of shape samples × columns of the matrix.</summary>
    public static ArrayExpr Create(Samples samples, NDArray landmarks, double gamma, NDArray matrix) =>
        new BlockOpExpr(
            "ml.spectral.features",
            [samples.Expr],
            [
                [0, -1],
            ],
            [samples.Shift, landmarks, NDArray.Scalar(gamma), matrix],
            DType.Float64,
            samples.Rows(matrix.Shape[1])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        double gamma = parameters[2].Get<double>();
        int landmarks = (int)parameters[1].Shape[0],
            columns = (int)context.Shape[1];
        var (features, matrix) = ((nint)result.Pointer, (nint)parameters[3].Pointer);
        ForTiles(
            inputs[0],
            parameters[0],
            parameters[1],
            (_, panel, first, rows) =>
            {
                for (int r = 0; r < rows; r++)
                {
                    for (int l = 0; l < landmarks; l++)
                    {
                        Vectors.AddScaled(
                            (double*)features + (first + r) * columns,
                            Math.Exp(-gamma * panel.Distances(r)[l]),
                            (double*)matrix + (long)l * columns,
                            columns
                        );
                    }
                }
            },
            context.Cancellation
        );
        return result;
    }
}
