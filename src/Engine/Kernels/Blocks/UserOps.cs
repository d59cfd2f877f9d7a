using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>The block that a user's function makes.</summary>
/// <param name="Index">The index of the block along each axis.</param>
/// <param name="Origin">The index, in the result, of the block's first element.</param>
/// <param name="Shape">The shape of the block.</param>
public readonly record struct BlockInfo(int[] Index, long[] Origin, Shape Shape);

/// <summary>An operation that calls a user's function; an exception of the function names the block.</summary>
/// <param name="Function">The function.</param>
internal abstract record UserOp(UserFunction Function) : BlockOp
{
    public override bool Takes(DType dtype) => true;

    public sealed override string Details => Function.Name;

    public sealed override bool IsPure => false;

    /// <summary>The method that the user called, for errors: <c>MapBlocks</c>.</summary>
    protected abstract string Method { get; }

    public sealed override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        string place =
            $"in {Method}({Function.Name}), block ({string.Join(", ", context.Block)}) at ({string.Join(", ", context.Origin)})";
        NDArray? result;
        long calls = NDArray.BeginCall();
        try
        {
            result = Call(Function.Delegate, inputs, context);
        }
        catch (Exception e) when (!(e is OperationCanceledException && context.Cancellation.IsCancellationRequested))
        {
            throw new UserFunctionException(place, e);
        }
        finally
        {
            NDArray.EndCall(calls);
        }
        if (result is null)
            throw new GchunkException($"the function returned no array ({place})");
        return result;
    }

    /// <summary>Calls the function.</summary>
    protected abstract NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context);

    /// <summary>
    /// Returns a handle that the engine may dispose. An array that the function did not make in this call is somebody
    /// else's: an input, or one that the function captures and returns for several blocks.
    /// </summary>
    protected static NDArray Own(NDArray result)
    {
        if (result.TryAdopt())
            return result;
        try
        {
            return result.Share();
        }
        catch (ObjectDisposedException e)
        {
            throw new GchunkException(
                "the function returned an array that is disposed: the array of an earlier call belongs to that call; return a new one, or a Copy()",
                e
            );
        }
    }

    // A plain function is taken to make one more block of the widest elements.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long bytes = result.Size * 8;
        foreach (Shape input in inputs)
            bytes = Math.Max(bytes, input.Size * 8);
        return bytes;
    }
}

/// <summary>Calls a function of whole blocks.</summary>
/// <param name="Function">The function.</param>
internal sealed record MapBlocksOp(UserFunction Function) : UserOp(Function)
{
    protected override string Method => "MapBlocks";

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context)
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
            _ => throw new InvalidOperationException($"{function.GetType()} is not a function of blocks"),
        };
        if (result is null)
            return null;
        if (result.DType != context.DType)
        {
            throw new GchunkException(
                $"the function returned a block of dtype {result.DType.Name}, but {context.DType.Name} was expected; state it with dtype: DType.{result.DType}, or end the function with .AsType(DType.{context.DType})"
            );
        }

        if (result.Shape != context.Shape)
        {
            throw new GchunkException(
                $"the function returned a block of shape {result.Shape}, but {context.Shape} was expected; state the shape of its blocks with chunks:"
            );
        }
        return Own(result);
    }
}

/// <summary>
/// Calls a function of blocks that have margins from their neighbours; the margins are cut off its result.
/// </summary>
/// <param name="Function">The function.</param>
/// <param name="Depth">The width along each axis of the margin before a block.</param>
/// <param name="Open">For each axis, true if the array's own ends have no margin.</param>
/// <param name="Cut">False if the function leaves the margins out itself.</param>
internal sealed unsafe record MapOverlapOp(UserFunction Function, long[] Depth, bool[] Open, bool Cut)
    : UserOp(Function)
{
    protected override string Method => "MapOverlap";

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray? made = function is Func<NDArray, NDArray, NDArray> two
            ? two(inputs[0], inputs[1])
            : ((Func<NDArray, NDArray>)function)(inputs[0]);
        if (made is null)
            return null;
        made = Own(made);
        try
        {
            Shape expected = Cut ? inputs[0].Shape : context.Shape;
            if (made.DType != context.DType || made.Shape != expected)
            {
                throw new GchunkException(
                    $"the function returned a block of shape {made.Shape} and dtype {made.DType.Name}, but {expected} (the shape of its block with{(Cut ? "" : "out")} the margins) and {context.DType.Name} were expected; state another dtype with dtype:"
                );
            }

            if (!Cut)
                return made.Share();

            var start = new long[context.Shape.Rank];
            for (int axis = 0; axis < start.Length; axis++)
                start[axis] = Open[axis] ? Math.Min(Depth[axis], context.Origin[axis]) : Depth[axis];
            return Trim(made, start, context.Shape);
        }
        finally
        {
            made.Dispose();
        }
    }

    private static NDArray Trim(NDArray array, long[] start, Shape shape)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
            Bounds.Require(start[axis] >= 0 && start[axis] + shape[axis] <= array.Shape[axis]);
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
/// Calls a function of the elements along an axis, which returns one number or several. A block holds the whole axis,
/// as float64.
/// </summary>
/// <param name="Function">The function.</param>
/// <param name="Axis">The axis.</param>
internal sealed record ApplyAlongOp(UserFunction Function, int Axis) : UserOp(Function)
{
    protected override string Method => "ApplyAlong";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        2 * AxisLines.ScratchBytes(inputs[0][Axis], result[Axis]);

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        try
        {
            AxisLines.Run<double, double>(
                inputs[0],
                Axis,
                result,
                function is Func<double[], double> one
                    ? (line, made) => made[0] = one(line.ToArray())
                    : (line, made) =>
                    {
                        double[] given = ((Func<double[], double[]>)function)(line.ToArray()) ?? [];
                        if (given.Length != made.Length)
                        {
                            throw new GchunkException(
                                $"the function returned {given.Length} numbers, but {made.Length} were expected; state how many with length:"
                            );
                        }

                        given.CopyTo(made);
                    },
                context with
                {
                    Parts = null,
                }
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
