using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Ml.Fields;

namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>Finds the samples that are neighbours on the grid that they were stacked from.</summary>
internal static class GridNeighbors
{
    /// <summary>Returns the pairs of samples that are next to each other along one dimension of the grid.</summary>
    /// <param name="grid">The samples: of a field, or stacked.</param>
    /// <exception cref="GchunkException">The samples are not of a field, and not stacked from one.</exception>
    public static List<(int A, int B)> Pairs(SampleGrid grid)
    {
        ProductIndex product = Product(grid);
        var samples = new int[product.FullLength];
        Array.Fill(samples, -1);
        for (int i = 0; i < product.Length; i++)
            samples[product.PositionInProduct(i)] = i;
        var pairs = new List<(int, int)>();
        long step = 1;
        for (int l = product.Levels.Count - 1; l >= 0; l--)
        {
            ProductLevel level = product.Levels[l];
            bool isPeriodic = IsPeriodic(level);
            for (long cell = 0; cell < samples.Length; cell++)
            {
                long place = cell / step % level.Length;
                if (place + 1 < level.Length)
                    Add(cell, cell + step);
                else if (isPeriodic)
                    Add(cell, cell - place * step);
            }
            step *= level.Length;
        }
        return pairs;

        void Add(long a, long b)
        {
            if (samples[a] >= 0 && samples[b] >= 0)
                pairs.Add((samples[a], samples[b]));
        }
    }

    private static ProductIndex Product(SampleGrid grid)
    {
        if (grid.IsField)
        {
            ProductLevel[] levels =
            [
                .. grid.SampleDims.Select(d => new ProductLevel(
                    d,
                    grid.Sizes[d],
                    grid.Coords.IndexOf(d),
                    grid.Coords.Find(d)?.Attrs ?? []
                )),
            ];
            return new ProductIndex(levels, grid.KeptSamples);
        }
        string dim = grid.SampleDims[0];
        return grid.Coords.IndexOf(dim) as ProductIndex
            ?? throw new GchunkException(
                $"connectivity \"grid\" needs samples of a grid, but '{dim}' is not stacked; Fit(field, over: \"time\") or Stack(\"z\", \"lat\", \"lon\") makes such samples, or give the neighbours as pairs"
            );
    }

    // True for longitudes at equal steps around the globe.
    private static bool IsPeriodic(ProductLevel level)
    {
        if (level.Index is not NumberIndex { Labels: { Length: > 2 } labels })
            return false;
        bool isLongitude =
            level.Name.StartsWith("lon", StringComparison.OrdinalIgnoreCase)
            || level.Attrs.Text("units") is "degrees_east" or "degree_east" or "degreesE"
            || level.Attrs.Text("standard_name") == "longitude";
        double step = (labels[^1] - labels[0]) / (labels.Length - 1);
        return isLongitude && Math.Abs(Math.Abs(step) * labels.Length - 360) < Math.Abs(step) / 2;
    }
}
