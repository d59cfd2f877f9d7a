namespace Gchunk.Dsl;

/// <summary>An array in groups along a time dimension: each reduction gives one value a group. Lazy; values are read once.</summary>
public sealed class GroupedArray : Reductions<DataArray>
{
    private readonly DataArray array;
    private readonly Groups groups;

    internal GroupedArray(DataArray array, Groups groups) => (this.array, this.groups) = (array, groups);

    /// <summary>The number of groups.</summary>
    public int NumGroups => groups.Members.Length;

    /// <inheritdoc/>
    public override DataArray Reduce(string op, bool skipNaN = true, bool keepAttrs = false, double ddof = 0) =>
        new(groups.Reduce(array.Variable, op, skipNaN, keepAttrs, ddof), groups.Coords(array.Coords), array.Name);

    /// <inheritdoc/>
    public override string ToString() => $"{NumGroups} groups of '{groups.Dim}' of DataArray{(array.Name is null ? "" : $" '{array.Name}'")} ({array.Sizes})";
}

/// <summary>A data set in groups along a time dimension: each reduction gives one value a group of every variable along it. Lazy; values are read once.</summary>
public sealed class GroupedDataset : Reductions<Dataset>
{
    private readonly Dataset dataset;
    private readonly Groups groups;

    internal GroupedDataset(Dataset dataset, Groups groups) => (this.dataset, this.groups) = (dataset, groups);

    /// <inheritdoc/>
    public override Dataset Reduce(string op, bool skipNaN = true, bool keepAttrs = false, double ddof = 0) => dataset.MapVariables(
        (_, v) => Array.IndexOf(v.Dims, groups.Dim) < 0 ? v : groups.Reduce(v, op, skipNaN, keepAttrs, ddof),
        groups.Coords(dataset.Coords), keepAttrs ? dataset.Attrs : []);

    /// <inheritdoc/>
    public override string ToString() => $"{groups.Members.Length} groups of '{groups.Dim}' of Dataset ({dataset.Sizes})";
}
