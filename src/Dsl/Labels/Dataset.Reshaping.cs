using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Reorders the dimensions of every variable; dimensions that a variable lacks are ignored.</summary>
    public Dataset Transpose(params string[] dims)
    {
        Sizes.Require(dims.Where(d => d != "..."));
        return Map(v => v.Transpose(dims.Length == 0 ? [] : [.. dims.Where(d => d == "..." || v.Dims.Contains(d))]));
    }

    /// <summary>Removes dimensions of length 1.</summary>
    /// <exception cref="GchunkException">A named dimension is longer than 1.</exception>
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
    /// Adds a first dimension of length 1 to every variable; a scalar coordinate of that name becomes its label.
    /// </summary>
    public Dataset ExpandDims(string dim) =>
        Sizes.Contains(dim)
            ? throw new GchunkException($"there is a dimension '{dim}' already")
            : Map(v => v.ExpandDims(dim));

    /// <summary>Repeats every variable along a new first dimension with labels.</summary>
    public Dataset ExpandDims(string dim, params double[] labels) =>
        Sizes.Contains(dim)
            ? throw new GchunkException($"there is a dimension '{dim}' already")
            : Map(v => v.ExpandDims(dim, labels));

    /// <summary>Changes the chunks of every variable along some dimensions.</summary>
    public Dataset Chunk(params ReadOnlySpan<(string Dim, long Length)> chunks)
    {
        (string Dim, long Length)[] all = chunks.ToArray();
        Sizes.Require(all.Select(c => c.Dim));
        return MapVariables(
            (name, _) => this[name].Chunk([.. all.Where(c => this[name].Dims.Contains(c.Dim))]).Variable,
            Coords,
            Attrs
        );
    }

    /// <summary>Pads every variable along some dimensions; see <see cref="DataArray.Pad"/>.</summary>
    public Dataset Pad(
        (string Dim, long Before, long After)[] widths,
        string mode = "constant",
        double value = double.NaN
    ) => Over([.. widths.Select(w => w.Dim)], v => v.Pad([.. widths.Where(w => v.Dims.Contains(w.Dim))], mode, value));
}
