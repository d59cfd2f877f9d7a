using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Indexing;

/// <summary>Elements at positions along an axis, in any order; -1 gives a missing value.</summary>
internal sealed unsafe record TakeOp(int Axis, NDArray Positions) : BlockOp
{
    public override bool Takes(DType dtype) => true;

    // Up to this number of runs, runs become slices, which the optimizer can push into a read.
    private const int FewRuns = 64;

    // More parts than this would make the expression too long.
    private const int MostParts = 1024;

    private const long CostOfRead = 4;

    // Reading up to this number of elements one by one costs less than a task.
    private const int FewElements = 50;

    public override string Name => "dsl.take";

    /// <summary>Selects the positions along an axis of the array.</summary>
    public static ArrayExpr Create(ArrayExpr array, int axis, long[] positions)
    {
        bool ascending = true,
            missing = false;
        int runs = positions.Length == 0 ? 0 : 1;
        for (int i = 0; i < positions.Length; i++)
        {
            missing |= positions[i] < 0;
            if (i == 0)
                continue;
            ascending &= positions[i] >= positions[i - 1];
            if (positions[i] != positions[i - 1] + 1)
                runs++;
        }
        if (missing && !array.DType.IsFloat)
            array = CastExpr.Create(array, DType.Float64);
        if (!missing && runs <= FewRuns)
            return Runs(array, axis, positions);
        if (ascending && !missing)
            return ByChunk(array, axis, positions);
        return !missing && IsScattered(array, axis, positions.Length)
            ? TakeExpr.Create(
                array,
                axis,
                positions,
                ChunkGrid.Regular(positions.Length, [Math.Max(1, array.Chunks.MaxBlock[axis])]).Sizes(0).ToArray()
            )
            : InParts(array, axis, positions);
    }

    // True if a chunk of the result takes so few elements of each chunk that tasks between the two would cost more than
    // reading the elements one by one. A stored chunk is decoded at each read.
    private static bool IsScattered(ArrayExpr array, int axis, long count)
    {
        ArrayExpr source = array;
        while (source.IsPartOfRead)
            source = source.Inputs[0];
        double blocks = array.Chunks.Blocks[axis],
            each = (double)Math.Min(count, array.Chunks.MaxBlock[axis]) / blocks;
        return blocks > 1 && each <= (source is StoredExpr ? 1 : FewElements);
    }

    /// <summary>
    /// Selects the positions along a short axis, in chunks of the given sizes; every task gets the whole axis. It is
    /// used to broadcast reduced groups to their members.
    /// </summary>
    public static ArrayExpr FromShortAxis(ArrayExpr array, int axis, long[] positions, long[] sizes)
    {
        if (!array.DType.IsFloat && positions.Contains(-1))
            array = CastExpr.Create(array, DType.Float64);
        int[] axes = [.. Enumerable.Range(0, array.Rank)];
        axes[axis] = -1;
        return Make(array, axis, positions, array.Chunks.With(axis, sizes), axes);
    }

    // Selects positions in any order, in parts about as long as the array's chunks. Each part reads only the elements
    // that it needs.
    private static ArrayExpr InParts(ArrayExpr array, int axis, long[] positions)
    {
        long most = Math.Max(Math.Max(1, array.Chunks.MaxBlock[axis]), positions.Length / MostParts);
        if (array.Chunks.Blocks[axis] == 1 && positions.Length <= most)
            return Whole(array, axis, positions);
        var parts = new List<ArrayExpr>();
        for (long from = 0; from < positions.Length; from += most)
        {
            long[] part = positions[(int)from..(int)Math.Min(positions.Length, from + most)];
            long[] needed = [.. part.Where(p => p >= 0).Distinct().Order()];
            if (needed.Length == 0)
            {
                parts.Add(new FullExpr(double.NaN, array.DType, array.Chunks.With(axis, [part.Length])));
            }
            else
            {
                parts.Add(
                    Whole(
                        Create(array, axis, needed),
                        axis,
                        Array.ConvertAll(part, p => p < 0 ? -1L : Array.BinarySearch(needed, p))
                    )
                );
            }
        }
        return ConcatenateExpr.Create(parts, axis);
    }

    private static ArrayExpr Runs(ArrayExpr array, int axis, long[] positions)
    {
        var parts = new List<ArrayExpr>();
        int from = 0;
        for (int i = 1; i <= positions.Length; i++)
        {
            if (i < positions.Length && positions[i] == positions[i - 1] + 1)
                continue;
            parts.Add(new AxisPick(new AxisSlice(positions[from], i - from)).Of(array, axis));
            from = i;
        }
        if (parts.Count == 0)
            parts.Add(new AxisPick(new AxisSlice(0, 0)).Of(array, axis));
        return ConcatenateExpr.Create(parts, axis);
    }

    // Each chunk of the result holds the elements kept of one chunk of the array.
    private static BlockOpExpr ByChunk(ArrayExpr array, int axis, long[] positions)
    {
        ReadOnlySpan<long> offsets = array.Chunks.Offsets(axis);
        var kept = new long[offsets.Length - 1];
        var within = new long[positions.Length];
        int chunk = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            while (positions[i] >= offsets[chunk + 1])
                chunk++;
            kept[chunk]++;
            within[i] = positions[i] - offsets[chunk];
        }
        return Make(array, axis, within, array.Chunks.With(axis, kept), [.. Enumerable.Range(0, array.Rank)]);
    }

    private static BlockOpExpr Whole(ArrayExpr array, int axis, long[] positions)
    {
        int[] axes = [.. Enumerable.Range(0, array.Rank)];
        axes[axis] = -1;
        return Make(array, axis, positions, array.Chunks.With(axis, [positions.Length]), axes);
    }

    private static BlockOpExpr Make(ArrayExpr array, int axis, long[] positions, ChunkGrid chunks, int[] axes) =>
        new(new TakeOp(axis, NDArray.From(positions)), [array], [axes], array.DType, chunks);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        int axis = Axis;
        long count = context.Shape[axis],
            length = input.Shape[axis];
        Bounds.RequireSameExcept(axis, input.Shape, context.Shape);
        Bounds.Require(input.DType == context.DType);
        int all = checked((int)count);
        // A position outside would be noticed here, not by a thread.
        _ = Positions.Span<long>(context.Origin[axis], all);
        long origin = context.Origin[axis];
        (long outer, long inner) = context.Shape.Around(axis);
        inner *= context.DType.Size;
        NDArray result = context.Allocate(context.DType);
        DType dtype = context.DType;
        CancellationToken cancellation = context.Cancellation;
        // A read at a random place costs several of those in order.
        long cost = outer * count * Math.Max(CostOfRead, inner / 8);
        if (outer == 1)
            context.Divide(count, cost, (from, to) => Part(0, (int)from, (int)to));
        else
            context.Divide(outer, cost, Rows);
        GC.KeepAlive(input);
        return result;

        void Rows(long from, long to)
        {
            for (long o = from; o < to; o++)
                Part(o, 0, all);
        }

        void Part(long o, int from, int to)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<long> positions = Positions.Span<long>(origin + from, to - from);
            byte* source = input.Pointer + o * length * inner,
                target = result.Pointer + (o * count + from) * inner;
            bool areTaken = inner switch
            {
                8 => TakeEach((ulong*)source, length, positions, (ulong*)target),
                4 => TakeEach((uint*)source, length, positions, (uint*)target),
                _ => false,
            };
            if (areTaken)
                return;
            foreach (long position in positions)
            {
                if (position < 0)
                {
                    FillMissing(dtype, target, inner);
                    target += inner;
                    continue;
                }
                Bounds.RequireIndex(position, length);
                Buffer.MemoryCopy(source + position * inner, target, inner, inner);
                target += inner;
            }
        }
    }

    // Takes single elements. Returns false at the first position that is missing or outside the input.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TakeEach<T>(T* source, long length, ReadOnlySpan<long> positions, T* target)
        where T : unmanaged
    {
        for (int i = 0; i < positions.Length; i++)
        {
            long position = positions[i];
            if ((ulong)position >= (ulong)length)
                return false;
            target[i] = source[position];
        }
        return true;
    }

    private static void FillMissing(DType dtype, byte* target, long bytes)
    {
        if (dtype == DType.Float32)
            new Span<float>(target, (int)(bytes / 4)).Fill(float.NaN);
        else if (dtype == DType.Float64)
            new Span<double>(target, (int)(bytes / 8)).Fill(double.NaN);
        else if (dtype == DType.Float16)
            new Span<Half>(target, (int)(bytes / 2)).Fill(Half.NaN);
        else if (dtype == DType.BFloat16)
            new Span<BFloat16>(target, (int)(bytes / 2)).Fill((BFloat16)float.NaN);
        else
            throw new GchunkException($"{dtype.Name} has no missing value");
    }
}
