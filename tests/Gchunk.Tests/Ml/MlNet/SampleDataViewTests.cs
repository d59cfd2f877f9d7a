using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml.MlNet;

public sealed class SampleDataViewTests
{
    private static DataArray Samples(NDArray values, long rows = 64) =>
        new(FromArray(values).Rechunk((rows, values.Shape[1])).Expression, ["z", "f"]);

    private static float[][] Features(IDataView view, Random? random = null)
    {
        var rows = new List<float[]>();
        DataViewSchema.Column column = view.Schema["Features"];
        using DataViewRowCursor cursor = view.GetRowCursor([column], random);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            rows.Add(buffer.DenseValues().ToArray());
        }
        return [.. rows];
    }

    [Fact]
    public void Features_are_centred_as_doubles_before_they_are_cast()
    {
        NDArray x = Planted.Blobs(300, 3, 2, 1);
        var far = new double[900];
        for (int i = 0; i < 900; i++)
            far[i] = 1e9 + x.Span<double>()[i];
        SampleDataView view = Samples(NDArray.From(far, (300, 3))).ToDataView();
        float[][] rows = Features(view);
        double[] center = view.Center!.Compute().ToArray<double>();
        for (int i = 0; i < 900; i++)
            Assert.Equal(far[i] - center[i % 3], rows[i / 3][i % 3], 1e-6);
        Assert.Equal(300, view.GetRowCount());
    }

    [Fact]
    public void The_columns_have_labels_weights_indices_and_coordinates()
    {
        DataArray field = new DataArray(
            FromArray(NDArray.From([.. Enumerable.Range(0, 24).Select(i => (double)i)], (2, 3, 4))).Expression,
            ["lat", "lon", "time"]
        ).AssignCoords("lat", new DataArray(NDArray.From([10.0, 20.0]), ["lat"]));
        DataArray samples = field.Stack("z", "lat", "lon").Transpose("z", "time");
        SampleDataView view = samples.ToDataView(samples.Mean("time"), samples.Max("time"), center: false);
        Assert.Equal(["Features", "Label", "Weight", "Index", "lat", "lon"], view.Schema.Select(c => c.Name));
        DataViewSchema.Column[] columns = [.. view.Schema];
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        var seen = new List<string>();
        while (cursor.MoveNext())
        {
            float label = 0,
                weight = 0;
            double lat = 0,
                lon = 0;
            long index = 0;
            cursor.GetGetter<float>(columns[1])(ref label);
            cursor.GetGetter<float>(columns[2])(ref weight);
            cursor.GetGetter<long>(columns[3])(ref index);
            cursor.GetGetter<double>(columns[4])(ref lat);
            cursor.GetGetter<double>(columns[5])(ref lon);
            seen.Add($"{index} {label} {weight} {lat} {lon}");
        }
        Assert.Equal(["0 1.5 3 10 0", "1 5.5 7 10 1", "2 9.5 11 10 2", "3 13.5 15 20 0"], seen.Take(4));
    }

    [Fact]
    public void Samples_with_missing_values_are_left_out_of_rows_and_of_the_count()
    {
        double[] values = [.. Enumerable.Range(0, 200).Select(i => (double)i)];
        values[7] = double.NaN;
        values[150] = double.PositiveInfinity;
        DataArray samples = Samples(NDArray.From(values, (100, 2)));
        double[] labels = new double[100];
        labels[20] = double.NaN;
        SampleDataView view = samples.ToDataView(new DataArray(NDArray.From(labels), ["z"]));
        Assert.Equal(97, view.GetRowCount());
        Assert.Equal(97, Features(view).Length);
        values[150] = double.NaN;
        DataArray gaps = Samples(NDArray.From(values, (100, 2)));
        Assert.Equal(99, gaps.ToDataView(new DataArray(NDArray.From(labels), ["z"]), skipNaN: false).GetRowCount());
        Assert.Contains(
            "leave such samples out with skipNaN: true",
            Assert.Throws<GchunkException>(() => samples.ToDataView(skipNaN: false)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Several_cursors_share_the_rows_and_a_seed_shuffles_them_alike()
    {
        SampleDataView view = Samples(Planted.Blobs(2000, 4, 2, 5)).ToDataView();
        float[] Firsts(float[][] rows) => [.. rows.Select(r => r[0])];
        float[] plain = Firsts(Features(view)),
            shuffled = Firsts(Features(view, new Random(3)));
        Assert.Equal(shuffled, Firsts(Features(view, new Random(3))));
        Assert.NotEqual(plain, shuffled);
        Assert.Equal(plain.Order(), shuffled.Order());
        DataViewSchema.Column index = view.Schema["Index"];
        var indices = new List<long>();
        DataViewRowCursor[] cursors = view.GetRowCursorSet([index], 3);
        Assert.Equal(3, cursors.Length);
        foreach (DataViewRowCursor cursor in cursors)
        {
            ValueGetter<long> getter = cursor.GetGetter<long>(index);
            long value = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                indices.Add(value);
            }
            cursor.Dispose();
        }
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), indices.Order());
    }

    [Fact]
    public void It_passes_through_caching_shuffling_and_filters_of_ML_NET()
    {
        var ml = new MLContext(seed: 1);
        IDataView view = Samples(Planted.Blobs(500, 4, 2, 5)).ToDataView();
        IDataView cached = ml.Data.Cache(view);
        Assert.Equal(Features(view), Features(cached));
        Assert.Equal(500, Features(ml.Data.ShuffleRows(view)).Length);
        Assert.Equal(100, Features(ml.Data.TakeRows(view, 100)).Length);
        DataOperationsCatalog.TrainTestData split = ml.Data.TrainTestSplit(view, 0.2);
        Assert.Equal(500, Features(split.TrainSet).Length + Features(split.TestSet).Length);
    }

    [Fact]
    public void Features_beyond_float32_and_samples_without_labels_are_refused()
    {
        DataArray huge = Samples(NDArray.From([1e300, 1, 2, 3], (2, 2)));
        Assert.Contains(
            "1E+300",
            Assert.Throws<GchunkException>(() => huge.ToDataView()).Message,
            StringComparison.OrdinalIgnoreCase
        );
        DataArray samples = Samples(NDArray.From([1.0, 1, 2, 3], (2, 2)));
        Assert.Contains(
            "no sample is left",
            Assert
                .Throws<GchunkException>(() =>
                    samples.ToDataView(new DataArray(NDArray.From([double.NaN, double.NaN]), ["z"]))
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "compare them with a threshold",
            Assert
                .Throws<GchunkException>(() =>
                    samples.ToDataView(new DataArray(NDArray.From([0.5, 2]), ["z"]), kind: LabelKind.Binary)
                )
                .Message,
            StringComparison.Ordinal
        );
    }
}
