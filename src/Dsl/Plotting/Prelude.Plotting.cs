using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>The functions that scripts and the prompt can call without a class name.</summary>
public static partial class Prelude
{
    /// <summary>
    /// Draws a histogram: <paramref name="edges"/> has one value more than <paramref name="counts"/>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The lengths do not match, the file's ending is unknown, or the folder does not exist.
    /// </exception>
    public static void BarPlot(double[] edges, double[] counts, string path) =>
        new BarPlot { Edges = edges, Counts = counts }.Save(path);
}
