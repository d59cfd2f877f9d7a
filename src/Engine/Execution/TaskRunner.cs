using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution.Parts;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Runs one task: the only place that turns the data of a stage into computation.</summary>
internal static unsafe class TaskRunner
{
    /// <summary>Computes the result of a task: a block, or the states of a reduction.</summary>
    public static NDArray Run(Stage stage, long task, ITaskResults results, CancellationToken cancellation)
    {
        NDArray result = stage switch
        {
            MapStage map => Map(map, task, results, cancellation),
            FoldStage fold => Fold(fold, task, results, cancellation),
            CombineStage combine => Combine(combine, task, results),
            BlockOpStage op => BlockOperation(op, task, results, cancellation),
            HeldStage { Held.Holder: { } holder } => holder.Fetch(task, cancellation),
            _ => throw new InvalidOperationException($"no such kind of stage: {stage.GetType().Name}"),
        };
        (Shape shape, DType dtype) = stage.Form(task);
        try
        {
            result.RequireForm(shape, dtype);
        }
        catch
        {
            result.Dispose();
            throw;
        }
        return result;
    }

    private static NDArray Map(MapStage stage, long task, ITaskResults results, CancellationToken cancellation)
    {
        (long[] origin, long[] count) = stage.Box(task);
        NDArray block = results.Allocate(stage, task);
        try
        {
            // The box may have other axes than the block, but its elements in the same order.
            Bounds.Require(new Shape(count).Size == block.Size);
            if (block.Size > 0)
                MapBox(stage, origin, count, block.Pointer, results, cancellation);
            return block;
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    // Threads that have no task compute a part of the rows.
    private static void MapBox(
        MapStage stage,
        long[] origin,
        long[] count,
        byte* target,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        (int axis, int parts, int threads) = TaskParts.Divide(count, stage.Inputs, results);
        if (parts == 1)
        {
            MapPart(stage, origin, count, target, results, cancellation);
            return;
        }
        long perRow = new Shape(count).Size / count[axis] * stage.Node.DType.Size;
        TaskParts.Run(
            parts,
            threads,
            part =>
            {
                (long[] from, long[] lengths) = TaskParts.Box(origin, count, axis, part, parts);
                byte* first = target + (from[axis] - origin[axis]) * perRow;
                MapPart(stage, from, lengths, first, results, cancellation);
            }
        );
    }

    private static void MapPart(
        MapStage stage,
        long[] origin,
        long[] count,
        byte* target,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        ArrayView window = ArrayView.Box(origin, count);
        if (stage.Program.IsCopy)
        {
            LoadedInput.LoadInto(stage.Inputs, 0, window, target, results, cancellation);
            return;
        }
        using var evaluator = new TileEvaluator(stage.Program, stage.Inputs, window, results, cancellation);
        long elements = window.Shape.Size;
        int size = stage.Node.DType.Size;
        var lengths = new TileLengths(count);
        for (long done = 0, tiles = 0; done < elements; tiles++)
        {
            if ((tiles & 63) == 63)
                cancellation.ThrowIfCancellationRequested();
            int length = lengths.At(done);
            evaluator.Next(length, target + done * size);
            done += length;
        }
    }

    private static NDArray Fold(FoldStage stage, long task, ITaskResults results, CancellationToken cancellation)
    {
        ReductionExpr node = stage.Tree.Node;
        long cells = stage.Tree.Cells(task / stage.Tree.Leaves);
        NDArray state = NDArray.Allocate(new Shape(node.Op.Components, cells), DType.UInt64);
        try
        {
            if (!FoldParts.TryRun(stage, task, (ulong*)state.Pointer, cells, results, cancellation))
                FoldWhole(stage, task, (ulong*)state.Pointer, cells, results, cancellation);
        }
        catch
        {
            state.Dispose();
            throw;
        }
        return stage.Finishes ? Finish(node, state, task, cells) : state;
    }

    private static void FoldWhole(
        FoldStage stage,
        long task,
        ulong* state,
        long cells,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        ReductionExpr node = stage.Tree.Node;
        bool begins = true;
        foreach ((long[] Origin, long[] Count)[] boxes in stage.Boxes(task).Chunk((int)stage.Tree.BlocksPerWalk))
        {
            FoldBoxes(stage, boxes, state, cells, begins, results, cancellation);
            begins = false;
        }
        if (begins)
            node.Op.Initialize(node.Input.DType, node.Options, state, cells);
    }

    /// <summary>Folds boxes into states, which are initialized first if the fold begins with them.</summary>
    internal static void FoldBoxes(
        FoldStage stage,
        (long[] Origin, long[] Count)[] boxes,
        ulong* state,
        long cells,
        bool begins,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        var evaluators = new List<TileEvaluator>(boxes.Length);
        try
        {
            var reducers = new List<BoxReducer>(boxes.Length);
            foreach ((long[] origin, long[] count) in boxes)
            {
                ArrayView window = ArrayView.Box(origin, count);
                if (window.Shape.Size == 0)
                    continue;
                evaluators.Add(new TileEvaluator(stage.Program, stage.Inputs, window, results, cancellation));
                reducers.Add(new BoxReducer(stage.Tree.Node, origin, count));
            }
            if (reducers.Count > 1)
            {
                BoxReducer.RunTogether(reducers, evaluators, state, cells, begins, cancellation);
                return;
            }
            if (begins)
                stage.Tree.Node.Op.Initialize(stage.Tree.Node.Input.DType, stage.Tree.Node.Options, state, cells);
            if (reducers.Count == 1)
                reducers[0].Run(evaluators[0], state, cells, cancellation);
        }
        finally
        {
            foreach (TileEvaluator evaluator in evaluators)
                evaluator.Dispose();
        }
    }

    private static NDArray Combine(CombineStage stage, long task, ITaskResults results)
    {
        ReductionExpr node = stage.Tree.Node;
        DType type = node.Input.DType;
        long cells = stage.Tree.Cells(task / stage.PerBlock);
        var inputs = new List<TaskKey>(stage.Tree.FanIn);
        stage.InputsOf(task, inputs);
        var shape = new Shape(node.Op.Components, cells);
        // The others are combined into the first state: into its own memory if nobody else needs it, otherwise into a
        // copy.
        NDArray? taken = results.Take(inputs[0]);
        NDArray state = taken ?? NDArray.Allocate(shape, DType.UInt64);
        try
        {
            state.RequireForm(shape, DType.UInt64);
            if (taken is not null) { }
            else if (results.Get(inputs[0]) is { } first)
            {
                first.RequireForm(shape, DType.UInt64);
                Buffer.MemoryCopy(first.Pointer, state.Pointer, state.NBytes, first.NBytes);
            }
            else
            {
                Read(inputs[0], state);
            }

            for (int i = 1; i < inputs.Count; i++)
            {
                NDArray? held = results.Get(inputs[i]);
                using NDArray? spilled = held is null ? NDArray.Allocate(shape, DType.UInt64) : null;
                if (spilled is not null)
                    Read(inputs[i], spilled);
                held?.RequireForm(shape, DType.UInt64);
                node.Op.Combine(type, node.Options, (ulong*)state.Pointer, (ulong*)(held ?? spilled!).Pointer, cells);
            }
        }
        catch
        {
            state.Dispose();
            throw;
        }
        return stage.Finishes ? Finish(node, state, task, cells) : state;

        void Read(TaskKey input, NDArray into) =>
            results.Read(input, new Region([0, 0], shape.ToArray(), [1, 1]), into.Pointer);
    }

    private static NDArray Finish(ReductionExpr node, NDArray state, long task, long cells)
    {
        using (state)
        {
            NDArray result = NDArray.Allocate(node.Chunks.BlockShape(node.Chunks.Coordinates(task)), node.DType);
            node.Op.Finish(node.Input.DType, node.Options, (ulong*)state.Pointer, cells, result.Pointer);
            return result;
        }
    }

    private static NDArray BlockOperation(
        BlockOpStage stage,
        long task,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        var inputs = new NDArray[stage.Inputs.Count];
        var made = new List<NDArray>(1);
        try
        {
            for (int i = 0; i < inputs.Length; i++)
                inputs[i] = Dense(stage.Inputs, i, stage.Window(i, task), results, cancellation);
            int[] block = stage.Node.Chunks.Coordinates(task);
            var context = new BlockContext(
                stage.Node.Chunks.BlockOrigin(block),
                stage.Node.Chunks.BlockShape(block),
                stage.Node.DType,
                cancellation
            )
            {
                Block = block,
                Made = made,
                Parts = new BlockParts(results),
                First = () => results.Allocate(stage, task),
            };
            NDArray result = stage.Operation.Op.Run(inputs, context);
            if (result.Shape != context.Shape || result.DType != context.DType)
            {
                throw new GchunkException(
                    $"{stage.Name} made a block of shape {result.Shape} and dtype {result.DType.Name}; {context.Shape} and {context.DType.Name} were declared"
                );
            }

            return result;
        }
        catch
        {
            foreach (NDArray result in made)
                result.Dispose();
            throw;
        }
        finally
        {
            foreach (NDArray? input in inputs)
                input?.Dispose();
        }
    }

    // A whole block is used in place; anything else is gathered.
    private static NDArray Dense(
        StageInputs inputs,
        int input,
        in ArrayView window,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        List<Piece> pieces = inputs.Resolve(input, window);
        if (pieces.Count == 1 && pieces[0].Block >= 0)
        {
            NDArray? block = inputs.IsStage(pieces[0].Source)
                ? results.Get(new TaskKey(inputs.StageOf(pieces[0].Source), pieces[0].Block))
                : ((BlocksExpr)pieces[0].Source).Blocks[(int)pieces[0].Block];
            ArrayView view = pieces[0].View;
            bool whole =
                block?.Shape == window.Shape
                && block.DType == inputs.Node(input).DType
                && Array.TrueForAll(view.Start, s => s == 0)
                && Array.TrueForAll(view.Step, s => s == 1);
            for (int axis = 0; whole && axis < view.Rank; axis++)
                whole = view.Axis[axis] == axis;
            if (whole)
                return block!.Share();
        }
        NDArray dense = NDArray.Allocate(window.Shape, inputs.Node(input).DType);
        try
        {
            LoadedInput.LoadInto(inputs, input, window, dense.Pointer, results, cancellation);
        }
        catch
        {
            dense.Dispose();
            throw;
        }
        return dense;
    }
}
