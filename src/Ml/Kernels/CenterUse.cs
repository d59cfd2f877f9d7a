namespace Gchunk.Ml.Kernels;

/// <summary>
/// What each center of one start is good for: the squared distances of its samples, and by how much they would grow if
/// the center were removed.
/// </summary>
internal static unsafe class CenterUse
{
    /// <summary>Assigns all samples anew, and measures; returns the inertia.</summary>
    /// <param name="search">The samples and the centers.</param>
    /// <param name="tiles">All samples as tiles.</param>
    /// <param name="weights">The weight of each; null for 1.</param>
    /// <param name="assignments">Where the assignment of each sample goes.</param>
    /// <param name="errors">For each center, the sum of the squared distances of its samples.</param>
    /// <param name="uses">For each center, what its removal adds to the inertia.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public static double Measure(
        NearestSearch search,
        LaneTiles tiles,
        double* weights,
        long* assignments,
        Span<double> errors,
        Span<double> uses,
        CancellationToken cancellation
    )
    {
        errors.Clear();
        uses.Clear();
        Span<int> labels = stackalloc int[LaneTile.Lanes];
        Span<float> gaps = stackalloc float[LaneTile.Lanes];
        for (int tile = 0; tile < tiles.Count; tile++)
        {
            cancellation.ThrowIfCancellationRequested();
            long first = (long)tile * LaneTile.Lanes;
            search.Load(tiles, tile);
            search.Find(0, labels, gaps);
            for (int r = 0; r < tiles.CountOf(tile); r++)
            {
                double weight = weights is null ? 1 : weights[first + r];
                (float nearest, float second) = search.Squares(0, r);
                errors[labels[r]] += weight * search.SquaredDistance(r, labels[r]);
                uses[labels[r]] += weight * (second - nearest);
                assignments[first + r] = NearestCenter.Pack(labels[r], gaps[r]);
            }
        }
        double inertia = 0;
        foreach (double error in errors)
            inertia += error;
        return inertia;
    }
}
