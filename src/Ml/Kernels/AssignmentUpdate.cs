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
    /// <summary>Updates the assignments of all samples of a block, for all starts.</summary>
    /// <param name="search">The samples and the centers as they are now.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="before">The assignments to the centers before they moved, samples × starts.</param>
    /// <param name="after">Where the new ones go; may be the same memory.</param>
    /// <param name="losses">By how much a move shrinks the gap of the samples of each center at most.</param>
    /// <param name="cancellation">Cancels the update.</param>
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
                long known = before[i * starts + s];
                int label = NearestCenter.Label(known);
                if (label < 0)
                {
                    isSettled = false;
                    after[i * starts + s] = known;
                    continue;
                }
                Bounds.RequireIndex(label, search.Clusters);
                float gap = NearestCenter.Gap(known) - losses[s * search.Clusters + label];
                // Rounded down: a gap that is too small costs a comparison, one that is too large a wrong label.
                gap -= Math.Abs(gap) * 1e-6f;
                isSettled &= gap > 0;
                after[i * starts + s] = NearestCenter.Pack(label, Math.Max(gap, 0));
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
