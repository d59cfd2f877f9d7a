using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Microsoft.ML.Data;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>A coordinate of samples: the values of a level of their index, or of a coordinate along them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Texts, times or numbers.</param>
/// <param name="Stride">The number of samples in a row that have the same value.</param>
internal sealed record SampleCoordinate(string Name, Array Values, long Stride)
{
    /// <summary>Returns the coordinates of the samples; those whose names are taken are left out.</summary>
    public static SampleCoordinate[] Of(DataArray samples, string dim)
    {
        var found = new List<SampleCoordinate>();
        foreach (Coordinate coordinate in samples.Coords)
        {
            bool isAlong = coordinate.Dims is [var along] && along == dim;
            if (!isAlong)
                continue;
            if (coordinate.Index is ProductIndex product)
                found.AddRange(Levels(product));
            else
                found.Add(new SampleCoordinate(coordinate.Name, ValuesOf(samples[coordinate.Name]), 1));
        }
        string[] taken =
        [
            ViewLayout.FeatureColumn,
            ViewLayout.LabelColumn,
            ViewLayout.WeightColumn,
            ViewLayout.IndexColumn,
        ];
        return [.. found.Where(c => !taken.Contains(c.Name)).DistinctBy(c => c.Name)];
    }

    /// <summary>The type of its column.</summary>
    public DataViewType Type =>
        Values switch
        {
            string[] => TextDataViewType.Instance,
            DateTime[] => DateTimeDataViewType.Instance,
            _ => NumberDataViewType.Double,
        };

    /// <summary>Returns the values of some samples in a row.</summary>
    public Array Rows(long first, int count)
    {
        var rows = Array.CreateInstance(Values.GetType().GetElementType()!, count);
        if (Stride == 1 && first + count <= Values.Length)
        {
            Array.Copy(Values, first, rows, 0, count);
            return rows;
        }
        for (int i = 0; i < count; i++)
            Array.Copy(Values, (first + i) / Stride % Values.Length, rows, i, 1);
        return rows;
    }

    // The labels of a stacked dimension are a product, which is not written out unless samples were left out of it.
    private static IEnumerable<SampleCoordinate> Levels(ProductIndex product)
    {
        long stride = product.FullLength;
        foreach (ProductLevel level in product.Levels)
        {
            stride /= Math.Max(1, level.Length);
            Array values = level.Index is null
                ? Enumerable.Range(0, (int)level.Length).Select(i => (double)i).ToArray()
                : ValuesOf(level.Index);
            if (!product.IsPartial)
            {
                yield return new SampleCoordinate(level.Name, values, stride);
                continue;
            }
            var kept = Array.CreateInstance(values.GetType().GetElementType()!, product.Length);
            for (long i = 0; i < product.Length; i++)
                Array.Copy(values, product.PositionInProduct(i) / stride % values.Length, kept, i, 1);
            yield return new SampleCoordinate(level.Name, kept, 1);
        }
    }

    private static Array ValuesOf(DataArray coordinate) =>
        coordinate.IsText ? coordinate.Texts().ToArray()
        : coordinate.Calendar is null ? Numbers(coordinate)
        : coordinate.Coords.IndexOf(coordinate.Name ?? "") is { } index ? ValuesOf(index)
        : Numbers(coordinate);

    private static Array ValuesOf(DimensionIndex index)
    {
        if (index is TextIndex or TimeIndex)
        {
            var labels = new string[index.Length];
            for (int i = 0; i < labels.Length; i++)
                labels[i] = index.Label(i);
            return labels;
        }
        using NDArray values = Computation.Compute(index.ToExpr());
        return Doubles(values);
    }

    private static double[] Numbers(DataArray coordinate)
    {
        using NDArray values = coordinate.Compute();
        return Doubles(values);
    }

    private static double[] Doubles(NDArray values)
    {
        using NDArray doubles = values.AsType(DType.Float64);
        return doubles.ToArray<double>();
    }
}
