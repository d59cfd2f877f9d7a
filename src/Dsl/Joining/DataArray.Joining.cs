using Gchunk.Dsl.Labels;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Concatenates arrays along a dimension that they have, or, if none has it, along a new first dimension.
    /// </summary>
    /// <param name="arrays">The arrays.</param>
    /// <param name="dim">
    /// The dimension. If it is new, a scalar coordinate of that name supplies its labels.
    /// </param>
    /// <param name="join">Which labels of the other dimensions to keep; by default they must be equal.</param>
    /// <exception cref="GchunkException">There are no arrays, or their dimensions or other labels differ.</exception>
    public static DataArray Concat(IReadOnlyList<DataArray> arrays, string dim, Join join = Join.Exact)
    {
        if (arrays.Count == 0)
            throw new GchunkException("there is nothing to concatenate: give at least one array");
        DataArray first = arrays.FirstOrDefault(a => a.Dims.Contains(dim)) ?? arrays[0];
        if (arrays.FirstOrDefault(a => !Bare(a).SequenceEqual(Bare(first))) is { } other)
        {
            throw new GchunkException(
                $"arrays with the dimensions ({string.Join(", ", first.Dims)}) and ({string.Join(", ", other.Dims)}) cannot be concatenated; Transpose one"
            );
        }

        // As data sets of one variable, under a name that no coordinate has.
        string name =
            first.Name is { Length: > 0 } own && arrays.All(a => a.Coords.Find(own) is null && !a.Sizes.Contains(own))
                ? own
                : "(values)";
        Dataset all = Dataset.Concat(
            [
                .. arrays.Select(a => new Dataset(
                    new OrderedDictionary<string, Variable> { [name] = a.variable },
                    a.Coords,
                    []
                )),
            ],
            dim,
            join
        );
        return new DataArray(all.VariableOf(name), all.Coords, arrays[0].Name);

        IEnumerable<string> Bare(DataArray array) => array.Dims.Where(d => d != dim);
    }

    /// <summary>
    /// Takes the values of this array, and those of another one where they are missing or where this array lacks the
    /// label: an outer join. Lazy.
    /// </summary>
    /// <param name="other">The other array.</param>
    /// <exception cref="GchunkException">Labels are of different kinds, or occur twice.</exception>
    public DataArray CombineFirst(DataArray other)
    {
        (DataArray own, DataArray rest) = Prelude.Align(this, other, Join.Outer);
        return own.FillNa(rest);
    }

    internal DataArray DropAllCoords() => new(variable, Coordinates.Empty, Name);
}
