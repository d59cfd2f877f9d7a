using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Keeps the values where a condition is true; the others become missing.</summary>
    public Dataset Where(DataArray condition) => Map(v => v.Where(condition));

    /// <summary>Keeps the values where a condition is true and takes those of an array or a number elsewhere.</summary>
    public Dataset Where(DataArray condition, DataArray other) => Map(v => v.Where(condition, other));

    /// <summary>Keeps the values where a condition is true and takes those of an array or a number elsewhere.</summary>
    public Dataset WhereOther(DataArray condition, DataArray other) => Where(condition, other);

    /// <summary>Returns masks that are true where the value is missing.</summary>
    public Dataset IsNull() => Map(v => v.IsNull());

    /// <summary>Returns a mask that is true where the value is not missing.</summary>
    public Dataset NotNull() => Map(v => v.NotNull());

    /// <summary>Replaces missing values by a number; see <see cref="DataArray.FillNa"/>.</summary>
    public Dataset FillNa(DataArray value) => Over([], v => v.IsFilledBy(value) ? v.FillNa(value) : v);

    /// <summary>Replaces missing values by those of another data set with the same variables.</summary>
    public Dataset FillNa(Dataset other) => Over([], v => other.Contains(v.Name!) ? v.FillNa(other[v.Name!]) : v);

    /// <summary>
    /// Drops the labels of a dimension where any value of any variable, or all values of all variables, are missing;
    /// reads the data once.
    /// </summary>
    public Dataset DropNa(string dim, string how = "any")
    {
        long length = Sizes[dim];
        if (how is not ("any" or "all"))
            throw new Engine.GchunkException($"DropNa takes how: \"any\" or \"all\"; got \"{how}\"");
        DataArray[] along =
        [
            .. Variables.Where(v => v.Dims.Contains(dim) && (v.DType.IsFloat || v.Variable.HasNaT || v.IsText)),
        ];
        if (along.Length == 0)
            return this;
        NDArray[] counts = Engine.Execution.Computation.Compute([
            .. along.Select(v =>
                (
                    v.Dims.Count == 1 ? v.NotNull().AsType(DType.Int64)
                    : v.DType.IsFloat ? v.DropAllCoords().Reduce("count", [.. v.Dims.Where(d => d != dim)])
                    : v.DropAllCoords().NotNull().AsType(DType.Int64).Reduce("sum", [.. v.Dims.Where(d => d != dim)])
                ).Expression
            ),
        ]);
        bool[] kept =
        [
            .. Enumerable
                .Range(0, (int)length)
                .Select(i =>
                    how == "any"
                        ? along.Select((v, k) => counts[k].Get<long>(i) == v.Shape.Size / length).All(x => x)
                        : along.Select((_, k) => counts[k].Get<long>(i) > 0).Any(x => x)
                ),
        ];
        foreach (NDArray count in counts)
            count.Dispose();
        return Isel(dim, kept);
    }
}
