using Gchunk.Dsl.Grouping;

namespace Gchunk.Dsl;

/// <summary>
/// An array resampled along time: each reduction gives one value per period; for periods shorter than the time step,
/// the other methods fill in values at their labels.
/// </summary>
public sealed class ResampledArray : GroupedArray
{
    internal ResampledArray(DataArray array, Groups groups)
        : base(array, groups) { }

    private TimeIndex Labels => (TimeIndex)groups.Keys[0].Labels.Index!;

    // Other coordinates along time belong to the old times and are dropped, as in xarray.
    private DataArray Bare =>
        new(
            array.Variable,
            new Coordinates(array.Coords.Where(c => c.Name == groups.Dim || !c.Dims.Contains(groups.Dim))),
            array.Name
        );

    /// <summary>
    /// Returns the value of each period, missing for an empty one; several values in a period are averaged, as in
    /// xarray. Integers become float64.
    /// </summary>
    public DataArray AsFreq() =>
        array.Calendar is null && !array.IsText ? Mean(keepAttrs: true) : Bare.Reindex(groups.Dim, Labels);

    /// <summary>Returns the last value before each label.</summary>
    /// <param name="tolerance">The largest distance to it, in microseconds.</param>
    public DataArray FFill(double? tolerance = null) => Bare.Reindex(groups.Dim, Labels, SelectMethod.Pad, tolerance);

    /// <summary>Returns the first value after each label.</summary>
    /// <param name="tolerance">The largest distance to it, in microseconds.</param>
    public DataArray BFill(double? tolerance = null) =>
        Bare.Reindex(groups.Dim, Labels, SelectMethod.Backfill, tolerance);

    /// <summary>Returns the value nearest to each label.</summary>
    /// <param name="tolerance">The largest distance to it, in microseconds.</param>
    public DataArray Nearest(double? tolerance = null) =>
        Bare.Reindex(groups.Dim, Labels, SelectMethod.Nearest, tolerance);

    /// <summary>Interpolates the values at each label: <c>linear</c>, <c>nearest</c> or <c>cubic</c>.</summary>
    public DataArray Interpolate(string method = "linear") => Bare.Interp(groups.Dim, Labels, method);
}

/// <summary>A data set resampled along time; see <see cref="ResampledArray"/>.</summary>
public sealed class ResampledDataset : GroupedDataset
{
    internal ResampledDataset(Dataset dataset, Groups groups)
        : base(dataset, groups) { }

    private Dataset Each(Func<ResampledArray, DataArray> function) =>
        dataset.Over([groups.Dim], v => function(new ResampledArray(v, groups)));

    /// <summary>
    /// Returns the value of each period, missing for an empty one; see <see cref="ResampledArray.AsFreq"/>.
    /// </summary>
    public Dataset AsFreq() => Each(r => r.AsFreq());

    /// <summary>Returns the last value before each label.</summary>
    public Dataset FFill(double? tolerance = null) => Each(r => r.FFill(tolerance));

    /// <summary>Returns the first value after each label.</summary>
    public Dataset BFill(double? tolerance = null) => Each(r => r.BFill(tolerance));

    /// <summary>Returns the value nearest to each label.</summary>
    public Dataset Nearest(double? tolerance = null) => Each(r => r.Nearest(tolerance));

    /// <summary>Interpolates the values at each label.</summary>
    public Dataset Interpolate(string method = "linear") =>
        dataset.NumbersAlong([groups.Dim]).Over([groups.Dim], v => new ResampledArray(v, groups).Interpolate(method));
}
