using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Pairs;

namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>The minimum spanning tree of samples: no matrix of distances is in memory.</summary>
/// <remarks>
/// Borůvka (1926): in each round, every component is joined to its nearest neighbour, so that there are at most log₂
/// samples rounds, each a pass over all pairs in blocks. Edges are ordered by distance, then by their samples, so the
/// tree is unique. A component whose nearest neighbours are known from an earlier round still has them as long as they
/// belong to others.
/// </remarks>
internal static class SpanningTree
{
    /// <summary>Returns the edges that join components into one, in the order in which they are found.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="components">The components that exist; they are joined.</param>
    /// <param name="cores">The squared core distance of each sample, or null for the distances as they are.</param>
    public static List<Merge> Connect(Samples samples, Forest components, double[]? cores = null)
    {
        int count = (int)samples.Count;
        var edges = new List<Merge>();
        ArrayExpr coreOf = PairOp.PerSample(samples, NDArray.From(cores ?? new double[count]));
        while (components.Sets > 1)
        {
            int[] roots = components.Roots();
            using NDArray nearest = Computation.Compute(
                NearestOtherOp.Create(samples, PairOp.PerSample(samples, NDArray.From(roots)), coreOf)
            );
            foreach (Merge edge in Shortest(nearest.Span<double>(), roots).Order(ByHeight))
            {
                if (components.Join(edge.A, edge.B))
                    edges.Add(edge with { Height = Math.Sqrt(edge.Height) });
            }
        }
        return edges;
    }

    // The shortest edge of each component.
    private static Dictionary<int, Merge>.ValueCollection Shortest(ReadOnlySpan<double> nearest, int[] roots)
    {
        var shortest = new Dictionary<int, Merge>();
        for (int i = 0; i < roots.Length; i++)
        {
            int other = (int)nearest[2 * i + 1];
            var edge = new Merge(Math.Min(i, other), Math.Max(i, other), nearest[2 * i]);
            if (other >= 0 && (!shortest.TryGetValue(roots[i], out Merge known) || ByHeight.Compare(edge, known) < 0))
                shortest[roots[i]] = edge;
        }
        return shortest.Values;
    }

    private static readonly Comparer<Merge> ByHeight = Comparer<Merge>.Create(
        (a, b) => (a.Height, a.A, a.B).CompareTo((b.Height, b.A, b.B))
    );
}
