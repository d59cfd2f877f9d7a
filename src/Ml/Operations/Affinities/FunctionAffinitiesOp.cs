using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The affinities of a block of samples to another, which a user's function gives; those of samples to themselves are 0.
/// </summary>
/// <param name="Function">A function of two samples, or of two blocks.</param>
/// <param name="IsSquare">True if both inputs are the same samples.</param>
internal sealed unsafe record FunctionAffinitiesOp(UserFunction Function, bool IsSquare) : UserOp(Function)
{
    public override string Name => "ml.spectral.function";

    protected override string Method => "Affinity";

    /// <summary>Makes the affinities, samples × others, float64.</summary>
    public static ArrayExpr Create(UserFunction function, ArrayExpr samples, ArrayExpr others, bool isSquare) =>
        new BlockOpExpr(
            new FunctionAffinitiesOp(function, isSquare),
            [samples, others],
            [
                [0, -1],
                [1, -1],
            ],
            DType.Float64,
            new ChunkGrid(samples.Chunks.Sizes(0).ToArray(), others.Chunks.Sizes(0).ToArray())
        );

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0] && inputs[1].Shape[0] == context.Shape[1]);
        NDArray? result = function switch
        {
            Func<double[], double[], double> pairs => OfPairs(pairs, inputs[0], inputs[1], context),
            Func<NDArray, NDArray, NDArray> blocks => OfBlocks(blocks, inputs[0], inputs[1], context),
            _ => throw new InvalidOperationException($"{function.GetType()} is not a function of samples"),
        };
        if (result is not null)
            GivenAffinitiesOp.Check(result, context.Origin, IsSquare);
        return result;
    }

    private static NDArray OfPairs(
        Func<double[], double[], double> function,
        NDArray a,
        NDArray b,
        in BlockContext context
    )
    {
        NDArray result = context.Allocate(DType.Float64);
        double* to = (double*)result.Pointer;
        double[][] rows = Rows(a),
            columns = Rows(b);
        for (int i = 0; i < rows.Length; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (int j = 0; j < columns.Length; j++)
                to[(long)i * columns.Length + j] = function(rows[i], columns[j]);
        }
        return result;
    }

    private static double[][] Rows(NDArray block)
    {
        using NDArray wide = block.AsType(DType.Float64);
        double[] values = wide.ToArray<double>();
        var features = (int)block.Shape[1];
        var rows = new double[block.Shape[0]][];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = values.AsSpan(i * features, features).ToArray();
        return rows;
    }

    private static NDArray? OfBlocks(
        Func<NDArray, NDArray, NDArray> function,
        NDArray a,
        NDArray b,
        in BlockContext context
    )
    {
        NDArray? made = function(a, b);
        if (made is null)
            return null;
        if (made.Shape != context.Shape)
        {
            throw new GchunkException(
                $"the function returned affinities of shape {made.Shape} for {a.Shape[0]} and {b.Shape[0]} samples; expected {context.Shape}"
            );
        }

        NDArray result = context.Allocate(DType.Float64);
        using NDArray own = Own(made);
        using NDArray wide = own.AsType(DType.Float64);
        Buffer.MemoryCopy(wide.Pointer, result.Pointer, result.NBytes, result.NBytes);
        return result;
    }
}
