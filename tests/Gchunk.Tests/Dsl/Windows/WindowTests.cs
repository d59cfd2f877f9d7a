using Gchunk.Dsl;
using Gchunk.Tests.Dsl.Labels;
using Xunit;

namespace Gchunk.Tests.Dsl.Windows;

public class WindowTests
{
    private static readonly DataArray Grid = LabelledData.Grid([5, 4, 3, 2, 1], [0, 10, 20]);

    [Fact]
    public void An_incomplete_window_is_left_out_unless_exact_is_asked_for()
    {
        DataArray means = Grid.Coarsen(("lat", 2)).Mean();
        Assert.Equal([4.5, 2.5], means["lat"].Compute().ToArray<double>());
        Assert.Equal([1.5, 2.5, 3.5, 7.5, 8.5, 9.5], means.Compute().ToArray<double>());
        Assert.Contains(
            "'lat' of length 5 is not a multiple of 2",
            LabelledData.Error(() => Grid.Coarsen(exact: true, ("lat", 2)))
        );
        Assert.Contains(
            "Coarsen of 'lon' needs a factor from 1 to 3; got 4",
            LabelledData.Error(() => Grid.Coarsen(("lon", 4)))
        );
    }

    /// <summary>xarray's: reductions of groups and windows keep attributes unless told, quantiles only if told.</summary>
    [Theory]
    [InlineData(null, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    public void Groups_and_windows_keep_attributes_as_in_xarray(bool? keep, bool kept, bool keptByQuantiles)
    {
        DataArray x = Grid.AssignAttrs(("units", "K"));
        Dataset ds = x.ToDataset("t").AssignAttrs(("title", "T"));
        Reductions<DataArray>[] arrays =
        [
            x.GroupBy("lat"),
            x.GroupByBins("lat", 2),
            x.Rolling("lat", 2),
            x.Rolling([("lat", 2), ("lon", 2)]),
            x.Coarsen(("lat", 2)),
        ];
        foreach (Reductions<DataArray> groups in arrays)
        {
            Assert.Equal(kept, (keep is { } k ? groups.Mean(keepAttrs: k) : groups.Mean()).Attrs.Count == 1);
            Assert.Equal(
                keptByQuantiles,
                (keep is { } q ? groups.Quantile(0.5, keepAttrs: q) : groups.Quantile(0.5)).Attrs.Count == 1
            );
        }

        Reductions<Dataset>[] sets = [ds.GroupBy("lat"), ds.Rolling("lat", 2), ds.Coarsen(("lat", 2))];
        foreach (Reductions<Dataset> groups in sets)
        {
            Dataset made = keep is { } k ? groups.Max(keepAttrs: k) : groups.Max();
            Assert.Equal((kept, kept), (made.Attrs.Count == 1, made["t"].Attrs.Count == 1));
        }
    }

    [Fact]
    public void A_rank_needs_windows_along_one_dimension() =>
        Assert.Contains(
            "Rank needs windows along one dimension; these extend along lat, lon",
            LabelledData.Error(() => Grid.Rolling([("lat", 2), ("lon", 2)]).Rank())
        );

    [Fact]
    public void A_window_needs_a_positive_length()
    {
        Assert.Contains(
            "a window along 'lat' needs a length of at least 1; got 0",
            LabelledData.Error(() => Grid.Rolling("lat", 0))
        );
        Assert.All(Grid.Rolling("lat", 6).Median().Compute().ToArray<double>(), v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Interpolation_is_linear_in_both_directions_and_exact_at_labels()
    {
        Assert.Equal(4.5 + 0.25, Grid.Interp(("lat", 3.5), ("lon", 2.5)).Scalar(), 1e-12);
        Assert.Equal(
            Grid.Isel("lat", 4).Compute().ToArray<double>(),
            Grid.Interp("lat", [1]).Isel("lat", 0).Compute().ToArray<double>()
        );
        Assert.Contains(
            "6 is outside 'lat', which runs from 5 to 1",
            LabelledData.Error(() => Grid.Interp(("lat", 6)))
        );
    }

    [Fact]
    public void Whole_numbers_become_floats_where_a_window_is_not_full() =>
        Assert.Equal(
            [double.NaN, 3, 9, 15, 21],
            Grid.Isel("lon", 0)
                .AsType(Gchunk.Engine.Arrays.DType.Int32)
                .Rolling("lat", 2)
                .Sum()
                .Compute()
                .ToArray<double>()
        );
}
