using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// Updates the assignments of a block's samples after their centers moved: only those samples are compared with all
/// centers whose nearest center may have changed.
/// </summary>
/// <remarks>
/// The bounds are Hamerly's (2010, "Making k-means even faster", section 3), kept as one number: the distance to the
/// second nearest center less that to the nearest shrinks at most by how far both moved. A sample whose bound stays
/// positive keeps its center, as a full comparison would find.
/// </remarks>
internal static unsafe class AssignmentUpdate
{
    // A loaded tile is compared whole if more than this part of its samples must be.
    private const int FewInTile = 4;

    /// <summary>Updates the assignments of all samples of a block, for all starts.</summary>
    /// <param name="search">The samples and the centers as they are now.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="before">The assignments to the centers before they moved, samples × starts.</param>
    /// <param name="after">Where the new ones go; may be the same memory.</param>
    /// <param name="losses">By how much a move shrinks the gap of the samples of each center at most.</param>
    /// <param name="cancellation">Cancels the update.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        NearestSearch search,
        long count,
        long* before,
        long* after,
        ReadOnlySpan<float> losses,
        CancellationToken cancellation
    )
    {
        int starts = search.Starts,
            waiting = 0;
        Span<long> rows = stackalloc long[LaneTile.Lanes];
        for (long i = 0; i < count; i++)
        {
            bool isSettled = true;
            for (int s = 0; s < starts; s++)
            {
                isSettled &= Settle(
                    search.Clusters,
                    before[i * starts + s],
                    losses.Slice(s * search.Clusters, search.Clusters),
                    ref after[i * starts + s]
                );
            }
            if (isSettled)
                continue;
            rows[waiting++] = i;
            if (waiting < rows.Length)
                continue;
            Find(search, rows, after);
            waiting = 0;
            cancellation.ThrowIfCancellationRequested();
        }
        if (waiting > 0)
            Find(search, rows[..waiting], after);
    }

    /// <summary>Updates the assignments of samples that are loaded as tiles, for one start.</summary>
    /// <param name="search">The samples and the centers as they are now.</param>
    /// <param name="tiles">All samples of the block.</param>
    /// <param name="before">The assignments to the centers before they moved.</param>
    /// <param name="after">Where the new ones go; may be the same memory.</param>
    /// <param name="losses">By how much a move shrinks the gap of the samples of each center at most.</param>
    /// <param name="cancellation">Cancels the update.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        NearestSearch search,
        LaneTiles tiles,
        long* before,
        long* after,
        ReadOnlySpan<float> losses,
        CancellationToken cancellation
    )
    {
        int waiting = 0;
        Span<long> rows = stackalloc long[LaneTile.Lanes],
            open = stackalloc long[LaneTile.Lanes];
        Span<int> labels = stackalloc int[LaneTile.Lanes];
        Span<float> gaps = stackalloc float[LaneTile.Lanes];
        for (int tile = 0; tile < tiles.Count; tile++)
        {
            int count = tiles.CountOf(tile),
                unsettled = 0;
            long first = (long)tile * LaneTile.Lanes;
            for (int r = 0; r < count; r++)
            {
                if (!Settle(search.Clusters, before[first + r], losses, ref after[first + r]))
                    open[unsettled++] = first + r;
            }

            // A tile that is loaded costs no reading, so few samples are enough.
            if (unsettled > LaneTile.Lanes / FewInTile)
            {
                search.Load(tiles, tile);
                search.Find(0, labels, gaps);
                for (int r = 0; r < count; r++)
                    after[first + r] = NearestCenter.Pack(labels[r], gaps[r]);
                continue;
            }

            for (int i = 0; i < unsettled; i++)
            {
                rows[waiting++] = open[i];
                if (waiting < rows.Length)
                    continue;
                Find(search, rows, after);
                waiting = 0;
            }

            cancellation.ThrowIfCancellationRequested();
        }
        if (waiting > 0)
            Find(search, rows[..waiting], after);
    }

    // Shrinks the gap of a sample; returns whether its center is certain to be the nearest still.
    private static bool Settle(int clusters, long known, ReadOnlySpan<float> losses, ref long after)
    {
        int label = NearestCenter.Label(known);
        if (label < 0)
        {
            after = known;
            return false;
        }

        Bounds.RequireIndex(label, clusters);
        float gap = NearestCenter.Gap(known) - losses[label];
        // Rounded down: a gap that is too small costs a comparison, one that is too large a wrong label.
        gap -= Math.Abs(gap) * 1e-6f;
        after = NearestCenter.Pack(label, Math.Max(gap, 0));
        return gap > 0;
    }

    private static void Find(NearestSearch search, ReadOnlySpan<long> rows, long* after)
    {
        Span<int> labels = stackalloc int[LaneTile.Lanes];
        Span<float> gaps = stackalloc float[LaneTile.Lanes];
        int starts = search.Starts;
        search.Load(rows);
        for (int s = 0; s < starts; s++)
        {
            search.Find(s, labels, gaps);
            for (int r = 0; r < rows.Length; r++)
                after[rows[r] * starts + s] = NearestCenter.Pack(labels[r], gaps[r]);
        }
    }

    /// <summary>
    /// Returns by how much the move of centers shrinks the gaps of their samples: how far a center moved, and how far
    /// another one did at most. Rounded up.
    /// </summary>
    /// <param name="before">The centers of one start, clusters × features.</param>
    /// <param name="after">The same after they moved.</param>
    /// <param name="losses">For each center.</param>
    public static void Losses(ReadOnlySpan<double> before, ReadOnlySpan<double> after, Span<float> losses)
    {
        int features = before.Length / losses.Length,
            fastest = 0;
        float most = 0,
            next = 0;
        for (int c = 0; c < losses.Length; c++)
        {
            double square = 0;
            for (int j = c * features; j < (c + 1) * features; j++)
                square += (after[j] - before[j]) * (after[j] - before[j]);
            losses[c] = (float)(Math.Sqrt(square) * 1.000001);
            if (losses[c] > most)
                (next, most, fastest) = (most, losses[c], c);
            else
                next = Math.Max(next, losses[c]);
        }
        for (int c = 0; c < losses.Length; c++)
            losses[c] = (losses[c] + (c == fastest ? next : most)) * 1.000001f;
    }
}
