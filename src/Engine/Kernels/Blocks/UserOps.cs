using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>What a function of the user's is told of the block it makes.</summary>
/// <param name="Index">The number of the block along each axis.</param>
/// <param name="Origin">The index, in the result, of its first element.</param>
/// <param name="Shape">Its shape.</param>
public readonly record struct BlockInfo(int[] Index, long[] Origin, Shape Shape);

/// <summary>An operation that calls a function of the user's and says, where it throws, for which block.</summary>
internal abstract class UserOp : BlockOp
{
    /// <summary>What the user called, for errors: <c>MapBlocks</c>.</summary>
    protected abstract string Method { get; }

    public sealed override NDArray Run(
        ReadOnlySpan<NDArray> inputs,
        ReadOnlySpan<NDArray> parameters,
        in BlockContext context
    )
    {
        UserFunction function =
            context.Function ?? throw new InvalidOperationException($"{Name} came without its function");
        string place =
            $"in {Method}({function.Name}), block ({string.Join(", ", context.Block)}) at ({string.Join(", ", context.Origin)})";
        NDArray? result;
        try
        {
            result = Call(function.Delegate, inputs, parameters, context);
        }
        catch (Exception e) when (!(e is OperationCanceledException && context.Cancellation.IsCancellationRequested))
        {
            throw new UserFunctionException(place, e);
        }
        if (result is null)
            throw new GchunkException($"the function gave no array ({place})");
        return result;
    }

    /// <summary>Calls the function.</summary>
    protected abstract NDArray? Call(
        Delegate function,
        ReadOnlySpan<NDArray> inputs,
        ReadOnlySpan<NDArray> parameters,
        in BlockContext context
    );

    // What a plain function makes on its way: one more block of the widest elements.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long bytes = result.Size * 8;
        foreach (Shape input in inputs)
            bytes = Math.Max(bytes, input.Size * 8);
        return bytes;
    }
}

/// <summary>A function of whole blocks.</summary>
internal sealed class MapBlocksOp : UserOp
{
    public override string Name => "map-blocks";

    protected override string Method => "MapBlocks";

    protected override NDArray? Call(
        Delegate function,
        ReadOnlySpan<NDArray> inputs,
        ReadOnlySpan<NDArray> parameters,
        in BlockContext context
    )
    {
        NDArray? result = function switch
        {
            Func<NDArray, NDArray> one => one(inputs[0]),
            Func<NDArray, BlockInfo, NDArray> placed => placed(
                inputs[0],
                new BlockInfo(context.Block, context.Origin, context.Shape)
            ),
            Func<NDArray, NDArray, NDArray> two => two(inputs[0], inputs[1]),
            Func<NDArray, NDArray, NDArray, NDArray> three => three(inputs[0], inputs[1], inputs[2]),
            _ => throw new InvalidOperationException($"{function.GetType()} is no function of blocks"),
        };
        if (result is null)
            return null;
        if (result.DType != context.DType)
        {
            throw new GchunkException(
                $"the function gave a block of dtype {result.DType.Name}, but {context.DType.Name} is what it should give; state it with dtype: DType.{result.DType}, or end the function with .AsType(DType.{context.DType})"
            );
        }

        if (result.Shape != context.Shape)
        {
            throw new GchunkException(
                $"the function gave a block of shape {result.Shape}, but {context.Shape} is what it should give; state the shape of its blocks with chunks:"
            );
        }
        // A block that was lent is handed on under a handle of its own: the lender disposes his.
        foreach (NDArray input in inputs)
        {
            if (ReferenceEquals(input, result))
                return result.Share();
        }

        return result;
    }
}

/// <summary>
/// A function of blocks with their neighbours' margins, which are cut off its result. Parameters: for each axis the
/// depth, and whether the array's own ends have no margin.
/// </summary>
internal sealed unsafe class MapOverlapOp : UserOp
{
    public override string Name => "map-overlap";

    protected override string Method => "MapOverlap";

    protected override NDArray? Call(
        Delegate function,
        ReadOnlySpan<NDArray> inputs,
        ReadOnlySpan<NDArray> parameters,
        in BlockContext context
    )
    {
        NDArray? made = ((Func<NDArray, NDArray>)function)(inputs[0]);
        if (made is null)
            return null;
        bool lent = ReferenceEquals(made, inputs[0]);
        try
        {
            if (made.DType != context.DType || made.Shape != inputs[0].Shape)
            {
                throw new GchunkException(
                    $"the function gave a block of shape {made.Shape} and dtype {made.DType.Name}, but {inputs[0].Shape} (that of its block with the margins) and {context.DType.Name} is what it should give; state another dtype with dtype:"
                );
            }

            ReadOnlySpan<long> depth = parameters[0].Span<long>();
            bool open = parameters[1].Get<bool>();
            var start = new long[context.Shape.Rank];
            for (int axis = 0; axis < start.Length; axis++)
                start[axis] = open ? Math.Min(depth[axis], context.Origin[axis]) : depth[axis];
            return Cut(made, start, context.Shape);
        }
        finally
        {
            if (!lent)
                made.Dispose();
        }
    }

    private static NDArray Cut(NDArray array, long[] start, Shape shape)
    {
        NDArray result = NDArray.Allocate(shape, array.DType);
        if (shape.Size == 0)
            return result;
        long[] strides = array.Shape.Strides();
        int rank = shape.Rank;
        long row = rank == 0 ? 1 : shape[rank - 1],
            rows = shape.Size / row,
            bytes = row * array.DType.Size;
        for (long r = 0; r < rows; r++)
        {
            long at = rank == 0 ? 0 : start[rank - 1],
                rest = r;
            for (int axis = rank - 2; axis >= 0; axis--)
            {
                at += (start[axis] + rest % shape[axis]) * strides[axis];
                rest /= shape[axis];
            }
            Buffer.MemoryCopy(array.Pointer + at * array.DType.Size, result.Pointer + r * bytes, bytes, bytes);
        }
        GC.KeepAlive(array);
        return result;
    }
}

/// <summary>
/// A function of the elements along an axis, which the block holds whole as float64; it gives one number or several.
/// Parameter: the axis.
/// </summary>
internal sealed class ApplyAlongOp : UserOp
{
    public override string Name => "apply-along";

    protected override string Method => "ApplyAlong";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        2 * Lanes.ScratchBytes(SortOp.LongestAxis(inputs[0]), SortOp.LongestAxis(result));

    protected override NDArray? Call(
        Delegate function,
        ReadOnlySpan<NDArray> inputs,
        ReadOnlySpan<NDArray> parameters,
        in BlockContext context
    )
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        try
        {
            Lanes.Run<double, double>(
                inputs[0],
                (int)parameters[0].Get<long>(),
                result,
                function is Func<double[], double> one
                    ? (lane, made) => made[0] = one(lane.ToArray())
                    : (lane, made) =>
                    {
                        double[] given = ((Func<double[], double[]>)function)(lane.ToArray()) ?? [];
                        if (given.Length != made.Length)
                        {
                            throw new GchunkException(
                                $"the function gave {given.Length} numbers, but {made.Length} is what it should give; state how many with length:"
                            );
                        }

                        given.CopyTo(made);
                    },
                context.Cancellation
            );
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}

/// <summary>Makes the operations that call the user's functions known as soon as the engine is loaded.</summary>
internal static class UserOps
{
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "A task names its operation, so the operation must be known as soon as the assembly is."
    )]
    internal static void Register()
    {
        BlockOps.Register(new MapBlocksOp());
        BlockOps.Register(new MapOverlapOp());
        BlockOps.Register(new ApplyAlongOp());
    }
}
