using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Execution;

/// <summary>Walks the tiles of a box and folds each run of elements into the cells of a reduction's result.</summary>
internal sealed unsafe class BoxReducer
{
    // The rows that are folded together. Those of a tile of one row are kept meanwhile, and fit the cache with the states.
    private const int MostRows = 8,
        KeptRows = 4;

    private readonly ReductionExpr node;
    private readonly DType type;

    // Neighbouring axes of the same kind are merged: their lengths, whether they are reduced, and the steps of cell and
    // position.
    private readonly long[] counts;
    private readonly bool[] reduced;
    private readonly long[] cellSteps;
    private readonly long[] positionSteps;
    private readonly long[] index;
    private readonly long startPosition;
    private readonly TileLengths lengths;
    private readonly long elements;

    // The number of cells that the box has elements for.
    private readonly long ownCells;

    /// <summary>Prepares the walk over one box.</summary>
    public BoxReducer(ReductionExpr node, long[] origin, long[] count)
    {
        (this.node, type, lengths) = (node, node.Input.DType, new TileLengths(count));
        elements = new Shape(count).Size;
        Shape whole = node.Input.Shape;
        var groups = new List<(long Count, bool Reduced, long Cell, long Position)>();
        long cellStep = 1,
            positionStep = 1;
        // From the innermost axis outwards.
        for (int axis = count.Length - 1; axis >= 0; axis--)
        {
            bool isReduced = node.Axes.Contains(axis);
            if (isReduced)
                startPosition += origin[axis] * positionStep;
            long cell = isReduced ? 0 : cellStep,
                position = isReduced ? positionStep : 0;
            if (isReduced)
                positionStep *= whole[axis];
            else
                cellStep *= count[axis];
            if (count[axis] == 1)
                continue;
            bool joins =
                groups.Count > 0
                && groups[^1].Reduced == isReduced
                && (
                    isReduced
                        ? position == groups[^1].Position * groups[^1].Count
                        : cell == groups[^1].Cell * groups[^1].Count
                );
            if (joins)
                groups[^1] = groups[^1] with { Count = groups[^1].Count * count[axis] };
            else
                groups.Add((count[axis], isReduced, cell, position));
        }
        ownCells = cellStep;
        if (groups.Count == 0)
            groups.Add((1, true, 0, 1));
        // The positions of a run follow one by one. Those of a box of one column do not: each element is a run of its own.
        if (groups[0] is { Reduced: true, Position: > 1 } && node.Op.UsesPositions)
            groups.Insert(0, (1, true, 0, 1));
        groups.Reverse();
        counts = [.. groups.Select(g => g.Count)];
        reduced = [.. groups.Select(g => g.Reduced)];
        cellSteps = [.. groups.Select(g => g.Cell)];
        positionSteps = [.. groups.Select(g => g.Position)];
        index = new long[counts.Length];
    }

    /// <summary>
    /// Reduces boxes that each have one element for every cell, a tile of all of them at a time. The result is that of
    /// one box after the other, cell by cell.
    /// </summary>
    /// <param name="reducers">The walks over the boxes.</param>
    /// <param name="evaluators">The evaluators of the boxes' values.</param>
    /// <param name="state">The states of all cells.</param>
    /// <param name="cells">The number of cells.</param>
    /// <param name="begins">True if the states are not initialized yet.</param>
    /// <param name="cancellation">Cancels the walk.</param>
    public static void RunTogether(
        IReadOnlyList<BoxReducer> reducers,
        IReadOnlyList<TileEvaluator> evaluators,
        ulong* state,
        long cells,
        bool begins,
        CancellationToken cancellation
    )
    {
        BoxReducer first = reducers[0];
        (ReductionOp op, DType type, ReductionOptions options) = (first.node.Op, first.type, first.node.Options);
        bool inOnePass = op.FoldsTogether(type);
        if (begins && !inOnePass)
            op.Initialize(type, options, state, cells);
        foreach (BoxReducer reducer in reducers)
            Bounds.Require(reducer.ownCells == cells && reducer.elements == cells);
        Bounds.Check(state, cells * op.Components * sizeof(ulong));
        byte** tiles = stackalloc byte*[reducers.Count];
        for (long done = 0, turn = 0; done < cells; turn++)
        {
            if ((turn & 15) == 15)
                cancellation.ThrowIfCancellationRequested();
            int length = first.lengths.At(done);
            for (int b = 0; b < reducers.Count; b++)
            {
                tiles[b] = evaluators[b].Next(length, null);
                if (!inOnePass)
                    op.FoldEach(type, options, tiles[b], length, state, cells, done, reducers[b].startPosition);
            }
            if (inOnePass)
                op.FoldTogether(type, options, tiles, reducers.Count, length, state, cells, done, begins);
            done += length;
        }
    }

    /// <summary>Reduces every element of the box.</summary>
    public void Run(TileEvaluator evaluator, ulong* state, long cells, CancellationToken cancellation)
    {
        Bounds.Require(ownCells == cells || node.Op.GivesVector);
        Bounds.Check(state, cells * node.Op.Components * sizeof(ulong));
        if (counts is [.., _, _] && reduced is [.., true, false] && node.Op.FoldsTogether(type) && elements > 0)
        {
            int perTile = (int)(lengths.At(0) / counts[^1]);
            if (perTile * counts[^1] == lengths.At(0))
            {
                RunRows(evaluator, perTile, state, cells, cancellation);
                return;
            }
        }
        int last = counts.Length - 1,
            size = type.Size;
        long inner = counts[last],
            column = 0,
            cell = 0,
            position = startPosition;
        for (long done = 0, tiles = 0; done < elements; tiles++)
        {
            if ((tiles & 63) == 63)
                cancellation.ThrowIfCancellationRequested();
            int length = lengths.At(done);
            byte* values = evaluator.Next(length, null);
            Bounds.Check(values, (long)length * size);
            for (int at = 0; at < length; )
            {
                int run = (int)Math.Min(length - at, inner - column);
                if (reduced[last])
                {
                    node.Op.FoldRun(
                        type,
                        node.Options,
                        values + (long)at * size,
                        run,
                        state,
                        cells,
                        cell,
                        position + column * positionSteps[last]
                    );
                }
                else
                {
                    node.Op.FoldEach(
                        type,
                        node.Options,
                        values + (long)at * size,
                        run,
                        state,
                        cells,
                        cell + column,
                        position
                    );
                }

                at += run;
                column += run;
                if (column < inner)
                    continue;
                column = 0;
                NextRow(ref cell, ref position);
            }
            done += length;
        }
    }

    // Folds several rows at once into the cells that they share, each element in its turn. Tiles are whole rows.
    private void RunRows(TileEvaluator evaluator, int perTile, ulong* state, long cells, CancellationToken cancellation)
    {
        int inner = (int)counts[^1],
            bytes = inner * type.Size,
            most = perTile == 1 ? KeptRows : MostRows,
            taken = 0;
        byte** rows = stackalloc byte*[MostRows];
        using var kept = new ScratchTiles(perTile == 1 ? KeptRows : 0, bytes);
        long cell = 0,
            position = startPosition;
        for (long done = 0, tiles = 0; done < elements; tiles++)
        {
            if ((tiles & 63) == 63)
                cancellation.ThrowIfCancellationRequested();
            int length = lengths.At(done);
            done += length;
            byte* values = perTile == 1 ? evaluator.NextKept(length, kept[taken]) : evaluator.Next(length, null);
            Bounds.Check(values, (long)length * type.Size);
            for (int at = 0; at < length; at += inner)
            {
                rows[taken++] = values + (long)at * type.Size;
                long next = cell;
                NextRow(ref next, ref position);
                bool isLast = at + inner == length && (perTile > 1 || done == elements);
                if (taken < most && next == cell && !isLast)
                    continue;
                node.Op.FoldTogether(type, node.Options, rows, taken, inner, state, cells, cell, begins: false);
                (cell, taken) = (next, 0);
            }
        }
    }

    // Goes on to the first cell and position of the row that follows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NextRow(ref long cell, ref long position)
    {
        for (int g = counts.Length - 2; g >= 0; g--)
        {
            cell += cellSteps[g];
            position += positionSteps[g];
            if (++index[g] < counts[g])
                break;
            cell -= cellSteps[g] * counts[g];
            position -= positionSteps[g] * counts[g];
            index[g] = 0;
        }
    }
}
