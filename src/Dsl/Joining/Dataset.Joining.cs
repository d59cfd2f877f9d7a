using Gchunk.Dsl.Joining;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Concatenates data sets along a dimension. A variable that one of them lacks is missing there. Variables without
    /// the dimension must be equal; along a new dimension, every variable gets it.
    /// </summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="dim">
    /// The dimension. If it is new, a scalar coordinate of that name supplies its labels.
    /// </param>
    /// <param name="join">Which labels of the other dimensions to keep; by default they must be equal.</param>
    /// <exception cref="GchunkException">There are no data sets, or their variables or labels differ.</exception>
    public static Dataset Concat(IReadOnlyList<Dataset> datasets, string dim, Join join = Join.Exact)
    {
        if (datasets.Count == 0)
            throw new GchunkException("there is nothing to concatenate: give at least one data set");
        return Combiner.Combine(
            [.. datasets.Select((d, i) => CombineMember.Of(d, $"data set {i + 1}"))],
            new CombineOptions { ConcatDim = dim, Join = join }
        );
    }

    /// <summary>
    /// Takes the values of this data set, and those of another where they are missing or where this one lacks the label
    /// or the variable; see <see cref="DataArray.CombineFirst"/>.
    /// </summary>
    public Dataset CombineFirst(Dataset other)
    {
        (Dataset own, Dataset rest) = Prelude.Align(this, other, Join.Outer);
        Dataset all = own;
        foreach (string name in rest.Names)
            all = all.Assign(name, own.Names.Contains(name) ? own[name].FillNa(rest[name]) : rest[name]);
        return all.Subset([.. own.Names, .. rest.Names.Except(own.Names)]);
    }
}
