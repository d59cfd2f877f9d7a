using Gchunk.Dsl.Grouping;

namespace Gchunk.Dsl;

/// <summary>
/// An array in periods of time: each reduction gives one value a period, and where periods are shorter than the steps
/// of time, values are brought onto their labels.
/// </summary>
public sealed class ResampledArray : GroupedArray
{
    internal ResampledArray(DataArray array, Groups groups)
        : base(array, groups) { }

    private TimeIndex Labels => (TimeIndex)groups.Keys[0].Labels.Index!;

    // Other coordinates along the times are those of the old ones: they go, as in xarray.
    private DataArray Bare =>
        new(
            array.Variable,
            new Coordinates(array.Coords.Where(c => c.Name == groups.Dim || !c.Dims.Contains(groups.Dim))),
            array.Name
        );

    /// <summary>
    /// What each period has, missing where it has nothing; of several values in a period their mean, as in xarray.
    /// Whole numbers become float64.
    /// </summary>
    public DataArray AsFreq() =>
        array.Calendar is null && !array.IsText ? Mean(keepAttrs: true) : Bare.Reindex(groups.Dim, Labels);

    /// <summary>The last value before each label.</summary>
    /// <param name="tolerance">How far back it may be, in microseconds.</param>
    public DataArray FFill(double? tolerance = null) => Bare.Reindex(groups.Dim, Labels, SelectMethod.Pad, tolerance);

    /// <summary>The first value after each label.</summary>
    /// <param name="tolerance">How far ahead it may be, in microseconds.</param>
    public DataArray BFill(double? tolerance = null) =>
        Bare.Reindex(groups.Dim, Labels, SelectMethod.Backfill, tolerance);

    /// <summary>The value nearest to each label.</summary>
    /// <param name="tolerance">How far away it may be, in microseconds.</param>
    public DataArray Nearest(double? tolerance = null) =>
        Bare.Reindex(groups.Dim, Labels, SelectMethod.Nearest, tolerance);

    /// <summary>The values interpolated at each label: <c>linear</c>, <c>nearest</c> or <c>cubic</c>.</summary>
    public DataArray Interpolate(string method = "linear") => Bare.Interp(groups.Dim, Labels, method);
}

/// <summary>A data set in periods of time; see <see cref="ResampledArray"/>.</summary>
public sealed class ResampledDataset : GroupedDataset
{
    internal ResampledDataset(Dataset dataset, Groups groups)
        : base(dataset, groups) { }

    private Dataset Each(Func<ResampledArray, DataArray> function) =>
        dataset.Over([groups.Dim], v => function(new ResampledArray(v, groups)));

    /// <summary>What each period has, missing where it has nothing; see <see cref="ResampledArray.AsFreq"/>.</summary>
    public Dataset AsFreq() => Each(r => r.AsFreq());

    /// <summary>The last value before each label.</summary>
    public Dataset FFill(double? tolerance = null) => Each(r => r.FFill(tolerance));

    /// <summary>The first value after each label.</summary>
    public Dataset BFill(double? tolerance = null) => Each(r => r.BFill(tolerance));

    /// <summary>The value nearest to each label.</summary>
    public Dataset Nearest(double? tolerance = null) => Each(r => r.Nearest(tolerance));

    /// <summary>The values interpolated at each label.</summary>
    public Dataset Interpolate(string method = "linear") =>
        dataset.NumbersAlong([groups.Dim]).Over([groups.Dim], v => new ResampledArray(v, groups).Interpolate(method));
}
