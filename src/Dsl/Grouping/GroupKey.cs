using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Resampling;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Grouping;

/// <summary>
/// A key to group the positions of a dimension by: a label for each group, and the group of each position (-1 for
/// none).
/// </summary>
internal sealed record GroupKey(string Dim, Coordinate Labels, int[] Codes)
{
    public int Count => (int)Labels.Index!.Length;

    public static GroupKey Resample(
        string dim,
        string frequency,
        Coordinates coords,
        Sizes sizes,
        string? closed = null,
        string? label = null,
        string? offset = null,
        string? origin = null
    )
    {
        TimeIndex index = Times(dim, coords, sizes, "Resample");
        bool back = offset is not null && offset.StartsWith('-');
        long shift =
            offset is null ? 0
            : Frequency.Parse(back ? offset[1..] : offset).Length is > 0 and var fixedLength
                ? back ? -fixedLength
                    : fixedLength
            : throw new GchunkException(
                $"an offset is a fixed length of time such as \"12H\" or \"-3H\"; got \"{offset}\""
            );
        Frequency period = Frequency.Parse(frequency);
        if (period.Length == 0 && (offset ?? origin) is not null)
        {
            throw new GchunkException(
                $"offset: and origin: apply to periods of a fixed length such as \"7D\"; the start of '{frequency}' is set by the calendar"
            );
        }

        if (origin is "end" or "end_day")
            (closed, label) = (closed ?? "right", label ?? "right");
        TimeBins bins = TimeBins.Divide(index, period, closed, label, shift, origin ?? "start_day");
        return new GroupKey(
            dim,
            new Coordinate(dim, new TimeIndex(bins.Labels, index.Calendar), coords[dim].Attrs),
            bins.Codes
        );
    }

    /// <summary>
    /// Groups by a part of a time coordinate ("time.month"), or by the values of a one-dimensional coordinate.
    /// </summary>
    public static GroupKey By(string text, Coordinates coords, Sizes sizes, Func<string, DataArray?>? variables = null)
    {
        int dot = text.LastIndexOf('.');
        if (dot > 0 && coords.Find(text) is null && !sizes.Contains(text))
            return ByPart(text[..dot], text[(dot + 1)..], coords, sizes);
        if (coords.Find(text) is { Index: { } index })
            return ByIndex(text, text, index, coords[text].Attrs);
        if (coords.Find(text) is { } other)
            return By(text, new DataArray(other.Variable, Coordinates.Empty, text), sizes);
        if (DataArray.LevelOf(text, coords, sizes) is { } level)
            return By(text, new DataArray(level, Coordinates.Empty, text), sizes);
        if (variables?.Invoke(text) is { } variable)
            return By(text, variable, sizes);
        throw new GchunkException(
            $"GroupBy takes a part of a time coordinate such as \"time.month\", or a coordinate: {Spelling.Unknown("coordinate", text, coords.Names)}"
        );
    }

    private static GroupKey ByPart(string dim, string part, Coordinates coords, Sizes sizes)
    {
        TimeIndex index =
            coords.Find(dim) is { Index: null, Calendar: { } calendar } times && times.Dims.Count == 1
                ? new TimeIndex(Engine.Execution.Computation.Compute(times.Variable.Expr).ToArray<long>(), calendar)
                : Times(dim, coords, sizes, "GroupBy");
        string along = coords.Find(dim) is { Index: null } c ? c.Dims[0] : dim;
        if (TimeParts.IsText(part))
        {
            return ByTexts(
                along,
                part,
                [.. Enumerable.Range(0, (int)index.Length).Select(i => TimeParts.Text(part, index[i]))]
            );
        }

        var values = new double[index.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = index[i].IsNaT ? double.NaN : TimeParts.Get(part, index[i]);
        return ByNumbers(along, part, values, DType.Int64, null);
    }

    /// <summary>Groups by the values of a one-dimensional array, which are computed.</summary>
    public static GroupKey By(string name, DataArray values, Sizes sizes)
    {
        if (values.Dims.Count != 1)
            throw new GchunkException($"a key needs one dimension, but '{name}' has ({values.Sizes})");
        Fits(name, values.Dims[0], values.Sizes[values.Dims[0]], sizes);
        if (TextCodes.Of(values.Variable) is { } texts)
            return ByTexts(values.Dims[0], name, texts);
        using NDArray computed = values.Compute();
        if (values.Calendar is not { } calendar)
            return ByNumbers(values.Dims[0], name, computed.ToArray<double>(), values.DType, values.Attrs);
        long[] times = computed.ToArray<long>();
        long[] labels = [.. times.Where(t => t != CfDateTime.NaT).Distinct().Order()];
        return new GroupKey(
            values.Dims[0],
            new Coordinate(name, new TimeIndex(labels, calendar), values.Attrs),
            Array.ConvertAll(times, t => Math.Max(-1, Array.BinarySearch(labels, t)))
        );
    }

    public static GroupKey By(string name, TextValues values, Sizes sizes)
    {
        if (values.Dims.Count != 1)
        {
            throw new GchunkException(
                $"a key needs one dimension, but the texts have ({string.Join(", ", values.Dims)})"
            );
        }

        Fits(name, values.Dims[0], values.Length, sizes);
        return ByTexts(values.Dims[0], name, values.ToArray());
    }

    /// <summary>Groups by the intervals between edges.</summary>
    /// <param name="name">The name of the groups' coordinate.</param>
    /// <param name="values">The values to sort into the intervals, along one dimension.</param>
    /// <param name="edges">The edges of the intervals, in ascending order.</param>
    /// <param name="sizes">The sizes of the grouped array or data set.</param>
    /// <param name="right">True if an interval includes its upper edge, false if its lower one.</param>
    /// <param name="includeLowest">True if the first interval includes the lowest edge.</param>
    /// <param name="labels">A label for each interval; by default its text, <c>(0, 10]</c>.</param>
    /// <param name="textLabels">Texts in place of those.</param>
    public static GroupKey Bins(
        string name,
        DataArray values,
        double[] edges,
        Sizes sizes,
        bool right,
        bool includeLowest,
        double[]? labels,
        string[]? textLabels = null
    )
    {
        if (values.Dims.Count != 1)
            throw new GchunkException($"a key needs one dimension, but '{name}' has ({values.Sizes})");
        Fits(name, values.Dims[0], values.Sizes[values.Dims[0]], sizes);
        if (edges.Length < 2)
            throw new GchunkException($"bins need at least two edges; got {edges.Length}");
        for (int i = 1; i < edges.Length; i++)
        {
            if (!(edges[i] > edges[i - 1]))
            {
                throw new GchunkException(
                    $"the edges of bins must be ascending; got {TimeText.Show(edges[i - 1])} before {TimeText.Show(edges[i])}"
                );
            }
        }

        if (labels is not null && labels.Length != edges.Length - 1)
            throw new GchunkException($"{edges.Length} edges make {edges.Length - 1} bins; got {labels.Length} labels");
        using NDArray computed = values.Compute();
        int[] codes = Array.ConvertAll(
            computed.ToArray<double>(),
            v =>
            {
                int at = Array.BinarySearch(edges, v);
                if (double.IsNaN(v))
                    return -1;
                int bin =
                    at < 0 ? ~at - 1
                    : right
                        ? at == 0 && includeLowest ? 0
                            : at - 1
                    : at;
                return bin >= 0 && bin < edges.Length - 1 ? bin : -1;
            }
        );
        string made = name.EndsWith("_bins", StringComparison.Ordinal) ? name : name + "_bins";
        DimensionIndex index = labels is not null
            ? new NumberIndex(labels)
            : new TextIndex(
                textLabels
                    ??
                    [
                        .. Enumerable
                            .Range(0, edges.Length - 1)
                            .Select(i =>
                                $"{(right ? "(" : "[")}{TimeText.Show(edges[i])}, {TimeText.Show(edges[i + 1])}{(right ? "]" : ")")}"
                            ),
                    ]
            );
        return new GroupKey(values.Dims[0], new Coordinate(made, index), codes);
    }

    private static void Fits(string name, string dim, long length, Sizes sizes)
    {
        if (sizes[dim] != length)
        {
            throw new GchunkException(
                $"GroupBy: '{name}' has length {length} along '{dim}', which has length {sizes[dim]}"
            );
        }
    }

    private static GroupKey ByIndex(string dim, string name, DimensionIndex index, Attributes attrs) =>
        index switch
        {
            NumberIndex numbers => ByNumbers(dim, name, numbers.Labels.ToArray(), numbers.DType, attrs),
            TextIndex texts => ByTexts(dim, name, texts.Labels.ToArray()),
            TimeIndex times => By(
                name,
                new DataArray(new Variable([dim], times.ToExpr(), attrs, times.Calendar), Coordinates.Empty),
                new Sizes([new(dim, times.Length)])
            ),
            _ => throw new GchunkException(
                index is ProductIndex product
                    ? $"'{dim}' is stacked from {string.Join(" and ", product.Levels.Select(l => l.Name))}; group by one of these"
                    : $"the labels of '{dim}' ({index.Span}) cannot be grouped by"
            ),
        };

    private static GroupKey ByNumbers(string dim, string name, double[] values, DType dtype, Attributes? attrs)
    {
        double[] labels = [.. values.Where(v => !double.IsNaN(v)).Distinct().Order()];
        return new GroupKey(
            dim,
            new Coordinate(name, new NumberIndex(labels, dtype), attrs),
            Array.ConvertAll(values, v => double.IsNaN(v) ? -1 : Array.BinarySearch(labels, v))
        );
    }

    private static GroupKey ByTexts(string dim, string name, string[] values)
    {
        string[] labels = [.. values.Distinct().Order(StringComparer.Ordinal)];
        return new GroupKey(
            dim,
            new Coordinate(name, new TextIndex(labels)),
            Array.ConvertAll(values, v => Array.BinarySearch(labels, v, StringComparer.Ordinal))
        );
    }

    internal static TimeIndex Times(string dim, Coordinates coords, Sizes sizes, string what)
    {
        _ = sizes[dim];
        return coords.IndexOf(dim) as TimeIndex
            ?? throw new GchunkException(
                coords.FirstOrDefault(c => c.Index is TimeIndex) is { } time
                    ? $"{what} needs a dimension of times; '{dim}' has {coords.IndexOf(dim)?.Span ?? "no labels"}; did you mean '{time.Name}'?"
                    : $"{what} needs a dimension of times; '{dim}' has {coords.IndexOf(dim)?.Span ?? "no labels"}"
            );
    }
}
