using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The Nyström features of each sample: its affinities exp(−γ‖x − l‖²) to the landmarks, times a matrix.
/// </summary>
/// <param name="Shift">Subtracted from each feature before distances are measured.</param>
/// <param name="Centers">The landmarks: landmarks × features, less the shift.</param>
/// <param name="Gamma">The kernel's γ.</param>
/// <param name="Matrix">Landmarks × columns of the result.</param>
internal sealed unsafe record RbfFeaturesOp(NDArray Shift, NDArray Centers, double Gamma, NDArray Matrix)
    : CentersOp(Shift, Centers)
{
    public override string Name => "ml.spectral.features";

    /// <summary>Makes the features, samples × columns of the matrix.</summary>
    public static ArrayExpr Create(Samples samples, NDArray landmarks, double gamma, NDArray matrix) =>
        new BlockOpExpr(
            new RbfFeaturesOp(samples.Shift, landmarks, gamma, matrix),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(matrix.Shape[1])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        double gamma = Gamma;
        int landmarks = (int)Centers.Shape[0],
            columns = (int)context.Shape[1];
        Bounds.Require(Matrix.DType == DType.Float64 && Matrix.Shape == new Shape(landmarks, columns));
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0]);
        var (features, matrix) = ((nint)result.Pointer, (nint)Matrix.Pointer);
        ForTiles(
            inputs[0],
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
