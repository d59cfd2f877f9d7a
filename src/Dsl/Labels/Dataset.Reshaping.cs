using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// The axes of every variable in another order; dimensions that a variable lacks are passed over.
    /// </summary>
    public Dataset Transpose(params string[] dims)
    {
        Sizes.Require([.. dims.Where(d => d != "...")]);
        return Map(v => v.Transpose(dims.Length == 0 ? [] : [.. dims.Where(d => d == "..." || v.Dims.Contains(d))]));
    }

    /// <summary>The data set without dimensions of length 1.</summary>
    /// <exception cref="GchunkException">A dimension that is named is longer.</exception>
    public Dataset Squeeze(params string[] dims)
    {
        Dataset result = this;
        foreach (string dim in dims.Length > 0 ? dims : [.. Dims.Where(d => Sizes[d] == 1)])
        {
            if (Sizes[dim] != 1)
            {
                throw new GchunkException(
                    $"dimension '{dim}' has length {Sizes[dim]}; only one of length 1 can be squeezed"
                );
            }

            result = result.Isel(dim, 0);
        }
        return result;
    }

    /// <summary>
    /// Every variable with a new first dimension of length 1; a coordinate of that name and no dimension becomes its
    /// label.
    /// </summary>
    public Dataset ExpandDims(string dim) =>
        Sizes.Contains(dim)
            ? throw new GchunkException($"there is a dimension '{dim}' already")
            : Map(v => v.ExpandDims(dim));

    /// <summary>Every variable repeated along a new first dimension with labels.</summary>
    public Dataset ExpandDims(string dim, params double[] labels) =>
        Sizes.Contains(dim)
            ? throw new GchunkException($"there is a dimension '{dim}' already")
            : Map(v => v.ExpandDims(dim, labels));

    /// <summary>Every variable cut into other blocks along some dimensions.</summary>
    public Dataset Chunk(params ReadOnlySpan<(string Dim, long Length)> chunks)
    {
        (string Dim, long Length)[] all = chunks.ToArray();
        Sizes.Require([.. all.Select(c => c.Dim)]);
        return MapVariables(
            (name, _) => this[name].Chunk([.. all.Where(c => this[name].Dims.Contains(c.Dim))]).Variable,
            Coords,
            Attrs
        );
    }

    /// <summary>The data set with a margin along some dimensions; see <see cref="DataArray.Pad"/>.</summary>
    public Dataset Pad(
        (string Dim, long Before, long After)[] widths,
        string mode = "constant",
        double value = double.NaN
    ) => Over([.. widths.Select(w => w.Dim)], v => v.Pad([.. widths.Where(w => v.Dims.Contains(w.Dim))], mode, value));
}
