using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Regridding;

/// <summary>New cells as weighted sums of old ones: a sparse matrix in compressed rows.</summary>
internal sealed class SparseWeights
{
    private readonly List<long> starts = [0];
    private readonly List<long> sources = [];
    private readonly List<double> weights = [];

    /// <summary>The number of new cells so far.</summary>
    public long Rows => starts.Count - 1;

    /// <summary>The number of weights.</summary>
    public int Count => sources.Count;

    /// <summary>The old cell of each weight.</summary>
    public IReadOnlyList<long> Sources => sources;

    /// <summary>The weights.</summary>
    public IReadOnlyList<double> Weights => weights;

    /// <summary>Adds a weight to the row that is being made; one of 0 is ignored.</summary>
    public void Add(long source, double weight)
    {
        if (weight == 0)
            return;
        sources.Add(source);
        weights.Add(weight);
    }

    /// <summary>Ends the row.</summary>
    public void EndRow() => starts.Add(sources.Count);

    /// <summary>The new cell of each weight.</summary>
    public long[] RowOfEach()
    {
        var rows = new long[Count];
        for (int row = 0; row < Rows; row++)
            Array.Fill(rows, row, (int)starts[row], (int)(starts[row + 1] - starts[row]));
        return rows;
    }

    /// <summary>The sum of the weights of each row.</summary>
    public double[] Sums()
    {
        var sums = new double[Rows];
        for (int row = 0; row < Rows; row++)
        {
            for (int k = (int)starts[row]; k < starts[row + 1]; k++)
                sums[row] += weights[k];
        }

        return sums;
    }

    /// <summary>The arrays for an operation; old cells are counted from a first one.</summary>
    public (NDArray Starts, NDArray Sources, NDArray Weights) ToArrays(long first) =>
        (
            NDArray.From(starts.ToArray()),
            NDArray.From(sources.Select(s => s - first).ToArray()),
            NDArray.From(weights.ToArray())
        );
}
