using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.Calls;

/// <summary>
/// A block that is the value of a call. The calls that it needs run one after the other as parts of the same task; the
/// lazy arrays among their arguments are the inputs of the operation.
/// </summary>
/// <param name="Calls">The calls.</param>
internal sealed record CallOp(CallProgram Calls) : BlockOp
{
    public override string Details => Calls.Name;

    // A user's function may draw random numbers.
    public override bool IsPure => false;

    public override bool Takes(DType dtype) => true;

    /// <summary>Creates the array of one block that a call makes.</summary>
    /// <param name="call">The call, whose value is an NDArray or a double[].</param>
    /// <param name="shape">The shape of the block.</param>
    /// <param name="dtype">The dtype of the block.</param>
    public static ArrayExpr Create(CallExpr call, Shape shape, DType dtype)
    {
        var arrays = new List<ArrayExpr>();
        var program = CallProgram.Of(call, arrays);
        return new BlockOpExpr(
            new CallOp(program),
            [.. arrays],
            [.. arrays.Select(a => Enumerable.Repeat(-1, a.Rank).ToArray())],
            dtype,
            ChunkGrid.Single(shape)
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        object? value;
        try
        {
            value = Calls.Run(inputs.ToArray());
        }
        catch (Exception e) when (!(e is OperationCanceledException && context.Cancellation.IsCancellationRequested))
        {
            throw new UserFunctionException($"in FromDelayed({Calls.Name})", e);
        }
        switch (value)
        {
            case NDArray array when array.Shape == context.Shape && array.DType == context.DType:
                // The value may be a constant or an argument, which others use too.
                return array.Share();
            case double[] values when values.Length == context.Shape.Size && context.DType == DType.Float64:
                return NDArray.From(values, context.Shape);
            default:
                string got = value switch
                {
                    null => "null",
                    NDArray array => $"an array of shape {array.Shape} and dtype {array.DType.Name}",
                    double[] values => $"{values.Length} values of float64",
                    _ => $"a {TypeText.Of(value.GetType())}",
                };
                throw new GchunkException(
                    $"the delayed value {Calls.Name} is {got}; FromDelayed was told shape {context.Shape} and dtype {context.DType.Name}"
                );
        }
    }

    // A plain function is taken to make one more block of the widest elements.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => result.Size * 8;
}
