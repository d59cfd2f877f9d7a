using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>The results of the tasks that a task depends on.</summary>
internal interface ITaskResults
{
    /// <summary>Returns the result of a finished task, not to be disposed; null if it is on disk.</summary>
    NDArray? Get(TaskKey task);

    /// <summary>
    /// Hands a result over to the one task that needs it, which may change it and disposes it; returns null if that is
    /// not possible.
    /// </summary>
    NDArray? Take(TaskKey task) => null;

    /// <summary>
    /// Returns memory for the block that a task makes, with arbitrary content: that of the array which the block is a
    /// part of, where this is possible.
    /// </summary>
    /// <param name="stage">The stage of the task.</param>
    /// <param name="task">The number of the block.</param>
    NDArray Allocate(Stage stage, long task)
    {
        (Shape shape, DType dtype) = stage.Form(task);
        return NDArray.Allocate(shape, dtype);
    }

    /// <summary>The number of threads that have nothing to do now and may take a part of this task.</summary>
    int SpareThreads => 0;

    /// <summary>Reads a region of a result that is on disk, in C order.</summary>
    unsafe void Read(TaskKey task, in Region region, byte* destination);
}

/// <summary>
/// A window's data, ready to be walked: in place if they are in memory, otherwise read or gathered into scratch memory.
/// </summary>
internal sealed unsafe class LoadedInput : IDisposable
{
    private List<NDArray>? owned;

    private LoadedInput(DType dtype) => DType = dtype;

    /// <summary>The dtype of the elements.</summary>
    public DType DType { get; }

    /// <summary>The window's first element; null if elements are generated.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>The window's strides, in elements; 0 along a repeated axis.</summary>
    public long[] Strides { get; private set; } = [];

    /// <summary>
    /// True if the shuffle filter (<see cref="Shuffle"/>) is still applied to the elements, as they were stored; the
    /// window is dense then.
    /// </summary>
    public bool IsShuffled { get; private set; }

    /// <summary>The source of elements that are generated as they are needed.</summary>
    public GeneratedExpr? Generator { get; private set; }

    /// <summary>The window, if elements are generated as they are needed.</summary>
    public ArrayView Window { get; private set; }

    /// <summary>Loads a window of an input.</summary>
    public static LoadedInput Load(
        StageInputs inputs,
        int input,
        in ArrayView window,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        var loaded = new LoadedInput(inputs.Node(input).DType);
        try
        {
            List<Piece> pieces = inputs.Resolve(input, window);
            if (pieces.Count == 0)
                loaded.Strides = new long[window.Rank];
            else if (pieces.Count == 1)
                loaded.Point(inputs, pieces[0], results, cancellation, mayBeShuffled: true);
            else
                loaded.Gather(inputs, pieces, window, results, cancellation);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Loads a window into dense memory of its shape.</summary>
    public static void LoadInto(
        StageInputs inputs,
        int input,
        in ArrayView window,
        byte* target,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        DType dtype = inputs.Node(input).DType;
        Shape shape = window.Shape;
        foreach (Piece piece in inputs.Resolve(input, window))
        {
            // A stored window in its natural order is read directly to its destination; but if tasks read the blocks of
            // the stored array, the window is one of a block.
            if (
                piece is { Block: < 0, Source: StoredExpr stored }
                && piece.View.Shape == shape
                && IsNatural(piece.View)
            )
            {
                stored.Array.Read(piece.View.ToRegion(), target, cancellation);
                continue;
            }
            using var part = new LoadedInput(dtype);
            part.Point(inputs, piece, results, cancellation);
            part.CopyTo(piece, target, shape);
        }
    }

    private void Gather(
        StageInputs inputs,
        List<Piece> pieces,
        in ArrayView window,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        NDArray gathered = Own(NDArray.Allocate(window.Shape, DType));
        foreach (Piece piece in pieces)
        {
            cancellation.ThrowIfCancellationRequested();
            using var part = new LoadedInput(DType);
            part.Point(inputs, piece, results, cancellation);
            part.CopyTo(piece, gathered.Pointer, gathered.Shape);
        }
        Pointer = gathered.Pointer;
        Strides = gathered.Shape.Strides();
    }

    private void CopyTo(in Piece piece, byte* target, Shape shape)
    {
        if (Generator is not null)
            Materialize(piece.View);
        int rank = piece.Target.Length,
            size = DType.Size;
        Span<long> from = stackalloc long[rank],
            to = stackalloc long[rank];
        byte* first = target;
        long stride = size;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            from[axis] = Strides[axis] * size;
            to[axis] = stride * piece.TargetStep[axis];
            first += stride * piece.Target[axis];
            stride *= shape[axis];
        }
        StridedCopy.Copy(Pointer, from, first, to, piece.View.Count, size);
    }

    private void Point(
        StageInputs inputs,
        in Piece piece,
        ITaskResults results,
        CancellationToken cancellation,
        bool mayBeShuffled = false
    )
    {
        switch (piece.Source)
        {
            case var node when inputs.IsStage(node):
                var task = new TaskKey(inputs.StageOf(node), piece.Block);
                if (results.Get(task) is { } block)
                {
                    At(block, piece.View);
                }
                else
                {
                    Region spilled = piece.View.ToRegion();
                    NDArray part = Own(NDArray.Allocate(spilled.Shape, node.DType));
                    results.Read(task, spilled, part.Pointer);
                    AtRegion(part, spilled, piece.View);
                }
                break;
            case BlocksExpr blocks:
                At(blocks.Blocks[(int)piece.Block], piece.View);
                break;
            case MemoryExpr memory:
                At(memory.Array, piece.View);
                break;
            case FullExpr full:
                NDArray value = Own(NDArray.Allocate(Shape.Scalar, full.DType));
                full.Value.Write(full.DType, value.Pointer);
                Pointer = value.Pointer;
                Strides = new long[piece.View.Rank];
                break;
            case StoredExpr stored:
                Read(stored, piece.View, mayBeShuffled, cancellation);
                break;
            case GeneratedExpr generated:
                (Generator, Window) = (generated, piece.View);
                if (!IsNatural(piece.View) || !Array.TrueForAll(piece.View.Step, s => s == 1))
                    Materialize(piece.View);
                break;
            default:
                throw new InvalidOperationException($"{piece.Source} holds no data; it should have become a stage");
        }
    }

    private NDArray Own(NDArray array)
    {
        (owned ??= []).Add(array);
        return array;
    }

    private void At(NDArray array, in ArrayView view)
    {
        if (array.DType != DType || !view.IsWithin(array.Shape))
        {
            throw new InvalidOperationException(
                $"a window of {DType.Name} from [{string.Join(", ", view.Start)}] of shape {view.Shape} is not within a block of shape {array.Shape} and dtype {array.DType.Name}"
            );
        }
        long[] strides = array.Shape.Strides();
        long offset = 0;
        for (int axis = 0; axis < strides.Length; axis++)
            offset += view.Start[axis] * strides[axis];
        Strides = new long[view.Rank];
        for (int axis = 0; axis < view.Rank; axis++)
            Strides[axis] = view.Axis[axis] < 0 ? 0 : strides[view.Axis[axis]] * view.Step[axis];
        Pointer = array.Pointer + offset * array.DType.Size;
    }

    private void Read(StoredExpr stored, in ArrayView view, bool mayBeShuffled, CancellationToken cancellation)
    {
        Region region = view.ToRegion();
        NDArray read = Own(NDArray.Allocate(region.Shape, stored.DType));
        IsShuffled = mayBeShuffled && IsNatural(view) && stored.Array.ReadShuffled(region, read.Pointer, cancellation);
        if (!IsShuffled)
            stored.Array.Read(region, read.Pointer, cancellation);
        AtRegion(read, region, view);
    }

    // Points the window at memory that holds just its region.
    private void AtRegion(NDArray memory, in Region region, in ArrayView view)
    {
        long[] start = new long[region.Start.Length],
            step = view.Step.AsSpan().ToArray();
        for (int axis = 0; axis < start.Length; axis++)
        {
            int along = view.WindowAxis(axis);
            if (along < 0)
                continue;
            bool reversed = view.Step[along] < 0 && view.Count[along] > 1;
            start[axis] = reversed ? view.Count[along] - 1 : 0;
            step[along] = reversed ? -1 : 1;
        }
        At(memory, view with { Start = start, Step = step });
    }

    // Generates the elements of a window that is not a plain box.
    private void Materialize(in ArrayView view)
    {
        GeneratedExpr generator = Generator!;
        Region region = view.ToRegion();
        int rank = region.Start.Length,
            size = generator.DType.Size;
        NDArray made = Own(NDArray.Allocate(region.Shape, generator.DType));
        long[] strides = generator.Shape.Strides();
        long row = rank == 0 ? 1 : region.Count[^1],
            rowStep = rank == 0 ? 1 : region.Step[^1];
        long rows = row == 0 ? 0 : made.Size / row;
        using NDArray? buffer =
            rowStep == 1 ? null : NDArray.Allocate(new Shape((row - 1) * rowStep + 1), generator.DType);
        for (long r = 0; r < rows; r++)
        {
            long start = rank == 0 ? 0 : region.Start[^1],
                rest = r;
            for (int axis = rank - 2; axis >= 0; axis--)
            {
                start += (region.Start[axis] + rest % region.Count[axis] * region.Step[axis]) * strides[axis];
                rest /= region.Count[axis];
            }
            byte* target = made.Pointer + r * row * size;
            if (buffer is null)
            {
                generator.Fill(start, checked((int)row), target);
            }
            else
            {
                generator.Fill(start, checked((int)buffer.Size), buffer.Pointer);
                StridedCopy.Run(buffer.Pointer, rowStep, target, checked((int)row), size);
            }
        }
        AtRegion(made, region, view);
        Generator = null;
    }

    // Whether the window has the array's axes, in their order and with positive steps.
    private static bool IsNatural(in ArrayView view)
    {
        if (view.Rank != view.Start.Length)
            return false;
        for (int axis = 0; axis < view.Rank; axis++)
        {
            if (view.Axis[axis] != axis || view.Step[axis] < 1)
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NDArray array in owned ?? [])
            array.Dispose();
        owned = null;
    }
}
