using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Clustering.Hierarchy;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml.Clustering;

/// <summary>Which samples touch: neighbouring cells of a grid, given pairs, or all.</summary>
/// <param name="OnGrid">True for the cells of a grid.</param>
/// <param name="Neighbors">The pairs of samples, by position; null for none.</param>
internal sealed record Connectivity(bool OnGrid, (long A, long B)[]? Neighbors)
{
    /// <summary>True if not all samples touch.</summary>
    public bool IsLimited => OnGrid || Neighbors is not null;

    /// <summary>Returns the end of the text of a clusterer's parameters.</summary>
    public string Text =>
        OnGrid ? ", connectivity: \"grid\""
        : Neighbors is null ? ""
        : $", neighbors: {Neighbors.Length} pairs";

    /// <summary>Checks the parameters of a clusterer.</summary>
    /// <exception cref="GchunkException">The name is unknown, or both are given.</exception>
    public static Connectivity Of(string? name, IEnumerable<(long A, long B)>? neighbors)
    {
        if (name is not (null or "grid"))
            throw new GchunkException($"unknown connectivity \"{name}\"; there is \"grid\", or null for none");
        if (name is not null && neighbors is not null)
            throw new GchunkException("give either connectivity: \"grid\" or neighbors, not both");
        return new Connectivity(name is not null, neighbors?.ToArray());
    }

    /// <summary>Returns the pairs of samples that touch; null if all do.</summary>
    /// <exception cref="GchunkException">The samples are not of a grid, or a pair is not among them.</exception>
    public List<(int A, int B)>? Pairs(SampleGrid grid)
    {
        if (OnGrid)
            return GridNeighbors.Pairs(grid);
        if (Neighbors is null)
            return null;
        long count = grid.Samples.Shape[0];
        foreach ((long a, long b) in Neighbors)
        {
            if (Math.Min(a, b) < 0 || Math.Max(a, b) >= count)
            {
                throw new GchunkException(
                    $"the neighbours ({a}, {b}) are not both among the {Quantity.Of(count, "sample")}"
                );
            }
        }
        return [.. Neighbors.Select(pair => ((int)pair.A, (int)pair.B))];
    }

    /// <summary>Writes the connectivity.</summary>
    public void Write(ModelState state) =>
        state
            .Set("onGrid", OnGrid)
            .SetIfAny("neighbors", Neighbors is null ? null : [.. Neighbors.SelectMany(n => (long[])[n.A, n.B])]);

    /// <summary>Reads what <see cref="Write"/> wrote; none if nothing was written.</summary>
    public static Connectivity Read(ModelState state)
    {
        long[]? pairs = state.HasArray("neighbors") ? state.Array("neighbors", DType.Int64, 1).ToArray<long>() : null;
        return new Connectivity(
            state.Has("onGrid") && state.Flag("onGrid"),
            pairs?.Chunk(2).Select(pair => (pair[0], pair[^1])).ToArray()
        );
    }
}
