namespace Gchunk.Dsl;

#pragma warning disable CA2225, CA1046 // The named form of the operators is Elementwise; equality is element by element.

public partial class GroupedArray
{
    /// <summary>Adds the value of its group to each value.</summary>
    public static DataArray operator +(GroupedArray left, DataArray right) => left.Elementwise("add", right);

    /// <summary>Subtracts the value of its group from each value, which gives anomalies.</summary>
    public static DataArray operator -(GroupedArray left, DataArray right) => left.Elementwise("subtract", right);

    /// <summary>Multiplies each value by the value of its group.</summary>
    public static DataArray operator *(GroupedArray left, DataArray right) => left.Elementwise("multiply", right);

    /// <summary>Divides each value by the value of its group.</summary>
    public static DataArray operator /(GroupedArray left, DataArray right) => left.Elementwise("divide", right);

    /// <summary>True where a value is greater than the value of its group.</summary>
    public static DataArray operator >(GroupedArray left, DataArray right) => left.Elementwise("greater", right);

    /// <summary>True where a value is less than the value of its group.</summary>
    public static DataArray operator <(GroupedArray left, DataArray right) => left.Elementwise("less", right);

    /// <summary>True where a value is at least the value of its group.</summary>
    public static DataArray operator >=(GroupedArray left, DataArray right) => left.Elementwise("greater_equal", right);

    /// <summary>True where a value is at most the value of its group.</summary>
    public static DataArray operator <=(GroupedArray left, DataArray right) => left.Elementwise("less_equal", right);

    /// <summary>True where a value equals the value of its group.</summary>
    public static DataArray operator ==(GroupedArray left, DataArray right) => left.Elementwise("equal", right);

    /// <summary>True where a value differs from the value of its group.</summary>
    public static DataArray operator !=(GroupedArray left, DataArray right) => left.Elementwise("not_equal", right);

    /// <summary>Adds the value of its group to each value.</summary>
    public static DataArray operator +(DataArray left, GroupedArray right) =>
        right.Elementwise("add", left, reversed: true);

    /// <summary>Subtracts each value from the value of its group.</summary>
    public static DataArray operator -(DataArray left, GroupedArray right) =>
        right.Elementwise("subtract", left, reversed: true);

    /// <summary>Multiplies each value by the value of its group.</summary>
    public static DataArray operator *(DataArray left, GroupedArray right) =>
        right.Elementwise("multiply", left, reversed: true);

    /// <summary>Divides the value of its group by each value.</summary>
    public static DataArray operator /(DataArray left, GroupedArray right) =>
        right.Elementwise("divide", left, reversed: true);

    /// <summary>True where the value of its group is greater than a value.</summary>
    public static DataArray operator >(DataArray left, GroupedArray right) =>
        right.Elementwise("greater", left, reversed: true);

    /// <summary>True where the value of its group is less than a value.</summary>
    public static DataArray operator <(DataArray left, GroupedArray right) =>
        right.Elementwise("less", left, reversed: true);

    /// <summary>True where the value of its group is at least a value.</summary>
    public static DataArray operator >=(DataArray left, GroupedArray right) =>
        right.Elementwise("greater_equal", left, reversed: true);

    /// <summary>True where the value of its group is at most a value.</summary>
    public static DataArray operator <=(DataArray left, GroupedArray right) =>
        right.Elementwise("less_equal", left, reversed: true);

    /// <summary>True where the value of its group equals a value.</summary>
    public static DataArray operator ==(DataArray left, GroupedArray right) =>
        right.Elementwise("equal", left, reversed: true);

    /// <summary>True where the value of its group differs from a value.</summary>
    public static DataArray operator !=(DataArray left, GroupedArray right) =>
        right.Elementwise("not_equal", left, reversed: true);

    /// <summary>True for the same object.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

public partial class GroupedDataset
{
    /// <summary>Adds the value of its group to each value, variable by variable.</summary>
    public static Dataset operator +(GroupedDataset left, Dataset right) => left.Each("add", right);

    /// <summary>
    /// Subtracts the value of its group from each value, variable by variable, which gives anomalies.
    /// </summary>
    public static Dataset operator -(GroupedDataset left, Dataset right) => left.Each("subtract", right);

    /// <summary>Multiplies each value by the value of its group, variable by variable.</summary>
    public static Dataset operator *(GroupedDataset left, Dataset right) => left.Each("multiply", right);

    /// <summary>Divides each value by the value of its group, variable by variable.</summary>
    public static Dataset operator /(GroupedDataset left, Dataset right) => left.Each("divide", right);

    /// <summary>Adds the value of its group to each value.</summary>
    public static Dataset operator +(GroupedDataset left, DataArray right) => left.Each("add", right);

    /// <summary>Subtracts the value of its group from each value.</summary>
    public static Dataset operator -(GroupedDataset left, DataArray right) => left.Each("subtract", right);

    /// <summary>Multiplies each value by the value of its group.</summary>
    public static Dataset operator *(GroupedDataset left, DataArray right) => left.Each("multiply", right);

    /// <summary>Divides each value by the value of its group.</summary>
    public static Dataset operator /(GroupedDataset left, DataArray right) => left.Each("divide", right);

    /// <summary>True where a value is greater than the value of its group.</summary>
    public static Dataset operator >(GroupedDataset left, Dataset right) => left.Each("greater", right);

    /// <summary>True where a value is less than the value of its group.</summary>
    public static Dataset operator <(GroupedDataset left, Dataset right) => left.Each("less", right);

    /// <summary>True where a value is at least the value of its group.</summary>
    public static Dataset operator >=(GroupedDataset left, Dataset right) => left.Each("greater_equal", right);

    /// <summary>True where a value is at most the value of its group.</summary>
    public static Dataset operator <=(GroupedDataset left, Dataset right) => left.Each("less_equal", right);

    /// <summary>True where a value equals the value of its group.</summary>
    public static Dataset operator ==(GroupedDataset left, Dataset right) => left.Each("equal", right);

    /// <summary>True where a value differs from the value of its group.</summary>
    public static Dataset operator !=(GroupedDataset left, Dataset right) => left.Each("not_equal", right);

    /// <summary>True where a value is greater than the value of its group.</summary>
    public static Dataset operator >(GroupedDataset left, DataArray right) => left.Each("greater", right);

    /// <summary>True where a value is less than the value of its group.</summary>
    public static Dataset operator <(GroupedDataset left, DataArray right) => left.Each("less", right);

    /// <summary>True where a value is at least the value of its group.</summary>
    public static Dataset operator >=(GroupedDataset left, DataArray right) => left.Each("greater_equal", right);

    /// <summary>True where a value is at most the value of its group.</summary>
    public static Dataset operator <=(GroupedDataset left, DataArray right) => left.Each("less_equal", right);

    /// <summary>True where a value equals the value of its group.</summary>
    public static Dataset operator ==(GroupedDataset left, DataArray right) => left.Each("equal", right);

    /// <summary>True where a value differs from the value of its group.</summary>
    public static Dataset operator !=(GroupedDataset left, DataArray right) => left.Each("not_equal", right);

    /// <summary>Adds the value of its group to each value.</summary>
    public static Dataset operator +(Dataset left, GroupedDataset right) => right.Each("add", left, reversed: true);

    /// <summary>Subtracts each value from the value of its group.</summary>
    public static Dataset operator -(Dataset left, GroupedDataset right) =>
        right.Each("subtract", left, reversed: true);

    /// <summary>Multiplies each value by the value of its group.</summary>
    public static Dataset operator *(Dataset left, GroupedDataset right) =>
        right.Each("multiply", left, reversed: true);

    /// <summary>Divides the value of its group by each value.</summary>
    public static Dataset operator /(Dataset left, GroupedDataset right) => right.Each("divide", left, reversed: true);

    /// <summary>True where the value of its group is greater than a value.</summary>
    public static Dataset operator >(Dataset left, GroupedDataset right) => right.Each("greater", left, reversed: true);

    /// <summary>True where the value of its group is less than a value.</summary>
    public static Dataset operator <(Dataset left, GroupedDataset right) => right.Each("less", left, reversed: true);

    /// <summary>True where the value of its group is at least a value.</summary>
    public static Dataset operator >=(Dataset left, GroupedDataset right) =>
        right.Each("greater_equal", left, reversed: true);

    /// <summary>True where the value of its group is at most a value.</summary>
    public static Dataset operator <=(Dataset left, GroupedDataset right) =>
        right.Each("less_equal", left, reversed: true);

    /// <summary>True where the value of its group equals a value.</summary>
    public static Dataset operator ==(Dataset left, GroupedDataset right) => right.Each("equal", left, reversed: true);

    /// <summary>True where the value of its group differs from a value.</summary>
    public static Dataset operator !=(Dataset left, GroupedDataset right) =>
        right.Each("not_equal", left, reversed: true);

    /// <summary>True for the same object.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
