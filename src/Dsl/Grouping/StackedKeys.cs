using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Grouping;

/// <summary>Keys over several dimensions, which are stacked to be grouped.</summary>
/// <param name="Name">The name of the stacked dimension.</param>
/// <param name="Dims">The dimensions that are stacked.</param>
/// <param name="Original">The dimensions of the array before, in order.</param>
/// <param name="KeyDims">The dimensions of each key, by the name of its groups.</param>
internal sealed record StackedKeys(
    string Name,
    string[] Dims,
    string[] Original,
    IReadOnlyDictionary<string, string[]> KeyDims
)
{
    /// <summary>
    /// Returns the dimensions that keys are stacked over, and the keys along the stacked dimension; null if all keys
    /// have the same single dimension.
    /// </summary>
    /// <param name="keys">The keys; codes are in C order of the dimensions of each.</param>
    /// <param name="sizes">The sizes of what is grouped.</param>
    /// <param name="original">Its dimensions, in order.</param>
    public static (StackedKeys Stacked, GroupKey[] Keys)? Of(
        IReadOnlyList<(GroupKey Key, string[] Dims)> keys,
        Sizes sizes,
        IReadOnlyList<string> original
    )
    {
        if (keys.All(k => k.Dims.Length == 1 && k.Dims[0] == keys[0].Dims[0]))
            return null;
        string[] dims = [.. keys.SelectMany(k => k.Dims).Distinct()];
        string name = "stacked_" + string.Join("_", dims);
        long[] lengths = Array.ConvertAll(dims, d => sizes[d]);
        var stacked = new GroupKey[keys.Count];
        for (int k = 0; k < stacked.Length; k++)
        {
            long[] strides = new long[dims.Length];
            long stride = 1;
            foreach (string dim in keys[k].Dims.Reverse())
            {
                strides[Array.IndexOf(dims, dim)] = stride;
                stride *= sizes[dim];
            }
            int[] codes = Array.ConvertAll(BroadcastOffsets.Of(lengths, strides), at => keys[k].Key.Codes[at]);
            stacked[k] = new GroupKey(name, keys[k].Key.Labels, codes);
        }
        return (
            new StackedKeys(
                name,
                dims,
                [.. original],
                keys.DistinctBy(k => k.Key.Labels.Name).ToDictionary(k => k.Key.Labels.Name, k => k.Dims)
            ),
            stacked
        );
    }

    /// <summary>
    /// Puts reduced values into xarray's order: a key along one dimension takes the place of that dimension, a key over
    /// several comes last.
    /// </summary>
    public Variable Ordered(Variable reduced)
    {
        int[] order = [.. Enumerable.Range(0, reduced.Dims.Length).OrderBy(a => Place(reduced.Dims[a]))];
        return reduced with
        {
            Dims = Array.ConvertAll(order, a => reduced.Dims[a]),
            Expr = TransposeExpr.Create(reduced.Expr, order),
        };
    }

    private int Place(string dim)
    {
        if (KeyDims.TryGetValue(dim, out string[]? along))
            return along.Length == 1 ? Array.IndexOf(Original, along[0]) : int.MaxValue;
        int at = Array.IndexOf(Original, dim);
        return at < 0 ? int.MaxValue : at;
    }

    /// <summary>Splits the stacked dimension of a result again, if it has it.</summary>
    /// <param name="result">The result.</param>
    /// <param name="ordered">True to put the dimensions into their order before.</param>
    public DataArray Unstacked(DataArray result, bool ordered)
    {
        if (!result.Dims.Contains(Name))
            return result;
        DataArray split = result.Unstack(Name);
        return ordered
            ? split.Transpose([.. Original.Where(split.Dims.Contains), .. split.Dims.Except(Original)])
            : split;
    }

    /// <summary>The key of an array that groups, with its dimensions.</summary>
    /// <exception cref="GchunkException">The lengths of the dimensions differ.</exception>
    public static (GroupKey Key, string[] Dims) KeyOf(string name, DataArray values, Sizes sizes) =>
        values.Dims.Count == 1
            ? (GroupKey.By(name, values, sizes), [values.Dims[0]])
            : (GroupKey.By(name, Flat(values, sizes), Flattened(values)), [.. values.Dims]);

    /// <summary>The key of an array's intervals, with its dimensions; see <see cref="GroupKey.Bins"/>.</summary>
    /// <exception cref="GchunkException">The lengths of the dimensions differ, or the edges are not ascending.</exception>
    public static (GroupKey Key, string[] Dims) Bins(
        DataArray values,
        double[] edges,
        Sizes sizes,
        bool right,
        bool includeLowest = false,
        double[]? labels = null,
        string[]? textLabels = null
    )
    {
        bool flat = values.Dims.Count > 1;
        var key = GroupKey.Bins(
            values.Name ?? "group",
            flat ? Flat(values, sizes) : values,
            edges,
            flat ? Flattened(values) : sizes,
            right,
            includeLowest,
            labels,
            textLabels
        );
        return (key, [.. values.Dims]);
    }

    /// <summary>A key along one dimension, with it.</summary>
    public static (GroupKey Key, string[] Dims) Along(GroupKey key) => (key, [key.Dim]);

    // The values of a key over several dimensions along one. The lengths of the dimensions must be those of sizes.
    private static DataArray Flat(DataArray key, Sizes sizes)
    {
        if (key.Dims.Count == 0)
            throw new GchunkException("a key needs a dimension; got one value");
        foreach (string dim in key.Dims)
        {
            if (sizes[dim] != key.Sizes[dim])
            {
                throw new GchunkException(
                    $"GroupBy: the key has length {key.Sizes[dim]} along '{dim}', which has length {sizes[dim]}"
                );
            }
        }

        return key.DropAllCoords().Stack("(key)", [.. key.Dims]);
    }

    // The size of a key over several dimensions along one.
    private static Sizes Flattened(DataArray key) => new([new("(key)", key.Shape.Size)]);
}
