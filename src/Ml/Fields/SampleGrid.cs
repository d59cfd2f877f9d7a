using Gchunk.Dsl;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.Fields;

/// <summary>
/// The samples × features that an estimator works on, taken from a field or given as such, and the way back: from
/// results for each sample or feature to fields on the dimensions of the original.
/// </summary>
internal sealed record SampleGrid
{
    // Dimensions that count as times without labels that say so.
    private static readonly string[] Times = ["time", "times", "date", "day", "dayofyear", "month", "year"];

    // Dimensions that can only be those of features: nobody means to find clusters of them.
    private static readonly string[] Features = ["feature", "features", Variables, "component", "mode"];

    /// <summary>The dimension along which the variables of a data set are stacked.</summary>
    public const string Variables = "variable";

    private SampleGrid(DataArray original, DataArray samples, string[] sampleDims, string[] over)
    {
        (Samples, SampleDims, Over) = (samples, sampleDims, over);
        (Sizes, Coords) = (original.Sizes, original.Coords);
    }

    /// <summary>The samples × features, without those that are left out.</summary>
    public DataArray Samples { get; init; }

    /// <summary>The dimensions that tell samples apart.</summary>
    public string[] SampleDims { get; }

    /// <summary>The dimensions that the features run along.</summary>
    public string[] Over { get; }

    /// <summary>The lengths of the original's dimensions.</summary>
    public Sizes Sizes { get; private init; }

    /// <summary>The coordinates of the original.</summary>
    public Coordinates Coords { get; private init; }

    /// <summary>True if the samples were taken from a field: results are then fields.</summary>
    public bool IsField { get; private init; }

    /// <summary>The positions of the samples that are kept, in C order of their dimensions; null for all.</summary>
    public long[]? KeptSamples { get; private init; }

    /// <summary>The positions of the features that are kept, in C order of their dimensions; null for all.</summary>
    public long[]? KeptFeatures { get; private init; }

    /// <summary>The number of missing values that were filled by the mean of the other values of their sample.</summary>
    public long Filled { get; private init; }

    /// <summary>The number of samples, with those that are left out.</summary>
    public long AllSamples => Length(SampleDims, Sizes);

    /// <summary>The number of features, with those that are left out.</summary>
    public long AllFeatures => Length(Over, Sizes);

    /// <summary>Takes an array of samples × features as it is.</summary>
    /// <exception cref="GchunkException">
    /// The array does not have two dimensions, or its samples are times and its features are stacked cells.
    /// </exception>
    public static SampleGrid Of(DataArray samples)
    {
        if (samples.Dims.Count != 2)
        {
            string time = samples.Dims.FirstOrDefault(d => IsTime(samples, d)) ?? "time";
            throw new GchunkException(
                $"samples must be an array of two dimensions, samples × features; got {samples.Dims.Count} {samples.Shape}; to fit a field, name the dimension that its features run along: Fit(field, over: \"{time}\")"
            );
        }

        string first = samples.Dims[0],
            second = samples.Dims[1];
        if (IsTime(samples, first) && samples.Coords.IndexOf(second) is ProductIndex)
        {
            throw new GchunkException(
                $"the samples are the times along '{first}' and the features are the stacked cells along '{second}'; to fit the cells, say Fit(x, over: \"{first}\") or Transpose(\"{second}\", \"{first}\"); to fit the times, say Fit(x, over: \"{second}\")"
            );
        }

        return new SampleGrid(samples, samples, [first], [second]);
    }

    /// <summary>
    /// Takes the samples of a field: all dimensions but those of the features are stacked. Features that are missing in
    /// every sample are left out, and then the samples with missing values.
    /// </summary>
    /// <param name="field">The field.</param>
    /// <param name="over">The dimensions that the features run along.</param>
    /// <param name="maxMissing">
    /// The largest share of missing values of a sample that is kept; they are filled by the mean of its other values.
    /// </param>
    /// <exception cref="GchunkException">
    /// A dimension is unknown, there is no other dimension, no sample is left, or the share is not from 0 to below 1.
    /// </exception>
    public static SampleGrid Of(DataArray field, IReadOnlyList<string> over, double maxMissing)
    {
        if (!(maxMissing >= 0 && maxMissing < 1))
            throw new GchunkException($"maxMissing is a share of values, from 0 to below 1; got {maxMissing}");
        return Take(field, [.. over], maxMissing, null);
    }

    /// <summary>Takes the samples of several fields: the variables are features too.</summary>
    /// <param name="fields">The variables; those that lack a dimension are broadcast along it.</param>
    /// <param name="over">The dimension that the features of a variable run along.</param>
    /// <param name="maxMissing">As for one field.</param>
    /// <exception cref="GchunkException">As for one field.</exception>
    public static SampleGrid Of(Dataset fields, string over, double maxMissing)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Of(fields.ToArray(Variables), [Variables, over], maxMissing);
    }

    /// <summary>Returns the same, and tells if it clusters times, which is usually a forgotten transpose.</summary>
    public SampleGrid Told()
    {
        (string time, string feature) = (Samples.Dims[0], Samples.Dims[1]);
        if (IsTime(Samples, time) && !IsTime(Samples, feature) && !Features.Contains(feature))
        {
            Notice.Tell(
                $"the samples are the times along '{time}', and '{feature}' is the dimension of the features; to find clusters along '{feature}', say Fit(x, over: \"{time}\"); Fit(x, over: \"{feature}\") finds those of times without this note"
            );
        }
        return this;
    }

    /// <summary>
    /// Takes other samples with the same features: of a field if this was made from a field whose dimensions of
    /// features they have, otherwise samples × features.
    /// </summary>
    /// <exception cref="GchunkException">The features differ in number, or no sample is complete.</exception>
    public SampleGrid Like(DataArray other)
    {
        if (!IsField || !Over.All(other.Dims.Contains))
            return Of(other);
        foreach (string dim in Over)
        {
            if (other.Sizes[dim] != Sizes[dim])
            {
                throw new GchunkException(
                    $"the field that was fitted has length {Sizes[dim]} along '{dim}'; this one has length {other.Sizes[dim]}"
                );
            }
        }

        return Take(Over.Contains(Variables) ? InOrder(other) : other, Over, 0, this);
    }

    // The variables are told apart by their names: in another order they would be taken one for the other.
    private DataArray InOrder(DataArray other)
    {
        if (
            Coords.IndexOf(Variables) is not TextIndex own
            || other.Coords.IndexOf(Variables) is not TextIndex others
            || own.Labels.SequenceEqual(others.Labels)
        )
        {
            return other;
        }
        string[] fitted = own.Labels.ToArray(),
            given = others.Labels.ToArray();
        if (fitted.Except(given).Any())
        {
            throw new GchunkException(
                $"the variables that were fitted are {string.Join(", ", fitted)}; these are {string.Join(", ", given)}"
            );
        }
        return other.Sel(Variables, fitted);
    }

    private static SampleGrid Take(DataArray field, string[] over, double maxMissing, SampleGrid? like)
    {
        string[] rest = Rest(field, over);
        ArrayExpr matrix = ReshapeExpr.Create(
            field.Transpose([.. rest, .. over]).Expression,
            [Length(rest, field.Sizes), Length(over, field.Sizes)]
        );
        long[]? features = like?.KeptFeatures,
            samples = null;
        long filled = 0;
        if (matrix.DType.IsFloat)
        {
            ArrayExpr used = features is null ? matrix : TakeOp.Create(matrix, 1, features);
            // One pass: features that are missing in every sample add nothing to the counts of the samples.
            NDArray[] counts = Computation.Compute([
                Exprs.Count(used, [1], skipNaN: true),
                Exprs.Count(used, [0], skipNaN: true),
            ]);
            long[] present = counts[0].ToArray<long>();
            if (like is null)
            {
                features = Positions(counts[1].ToArray<long>(), count => count > 0);
                used = features is null ? matrix : TakeOp.Create(matrix, 1, features);
            }

            // A share such as 0.3 of 10 values is not exactly 3.
            double least = (1 - maxMissing - 1e-12) * used.Shape[1];
            samples = Positions(present, count => count > 0 && count >= least);
            if (samples is { Length: 0 })
            {
                throw new GchunkException(
                    $"none of the {present.Length} samples ({string.Join(" × ", rest)}) is complete along {string.Join(", ", over)}; keep those with few missing values by maxMissing: 0.1, or fill the values with FillNa"
                );
            }

            foreach (long count in present)
                filled += count > 0 && count >= least ? used.Shape[1] - count : 0;
            matrix = samples is null ? used : TakeOp.Create(used, 0, samples);
        }

        string sample = rest.Length == 1 ? rest[0] : Free("sample", over),
            feature = over.Length == 1 ? over[0] : Free("feature", rest);
        // The labels of a dimension that lost positions, or that was stacked, no longer fit.
        bool Fits(string dim) =>
            (dim == sample && rest.Length == 1 && samples is null)
            || (dim == feature && over.Length == 1 && features is null);
        var coords = new Coordinates(field.Coords.Where(c => c.Dims.All(Fits)));
        var values = new DataArray(matrix, [sample, feature], coords, field.Name);
        if (filled > 0)
            values = values.FillNa(values.Mean(feature));
        return new SampleGrid(field, values, rest, over)
        {
            IsField = true,
            KeptSamples = samples,
            KeptFeatures = features,
            Filled = filled,
        };
    }

    /// <summary>
    /// Turns results for each sample into a field; samples that were left out are missing. Of plain samples the result
    /// has the dimension, and it keeps its dtype; integers of a field become float64.
    /// </summary>
    /// <param name="values">Samples, or samples × others.</param>
    /// <param name="name">The name of the result.</param>
    /// <param name="other">The name of the other dimension, which comes first in a field.</param>
    /// <param name="more">The coordinates of the other dimension.</param>
    public DataArray OfSamples(ArrayExpr values, string name, string? other = null, Coordinates? more = null)
    {
        Coordinates all = new([.. Coords, .. more ?? Coordinates.Empty]);
        string[] others = other is null ? [] : [other];
        if (!IsField)
            return new DataArray(values, [SampleDims[0], .. others], all, name);
        if (!values.DType.IsFloat)
            values = CastExpr.Create(values, DType.Float64);
        if (KeptSamples is not null)
            values = TakeOp.Create(values, 0, Inverse(KeptSamples, AllSamples));
        values = ReshapeExpr.Create(values, [.. SampleDims.Select(d => Sizes[d]), .. values.Shape.Skip(1)]);
        return new DataArray(values, [.. SampleDims, .. others], all, name).Transpose([.. others, .. SampleDims]);
    }

    /// <summary>
    /// Turns rows × features into an array whose last dimensions are those of the features; features that were left out
    /// are missing.
    /// </summary>
    /// <param name="values">Rows × features.</param>
    /// <param name="row">The name of the dimension of the rows.</param>
    /// <param name="name">The name of the result.</param>
    public DataArray OfFeatures(ArrayExpr values, string row, string name)
    {
        if (KeptFeatures is not null)
            values = TakeOp.Create(values, 1, Inverse(KeptFeatures, Length(Over, Sizes)));
        values = ReshapeExpr.Create(values, [values.Shape[0], .. Over.Select(d => Sizes[d])]);
        return new DataArray(values, [row, .. Over], Coords, name);
    }

    /// <summary>Returns the grid whose samples are the features of this one.</summary>
    public SampleGrid Transposed() =>
        new(Samples, Samples.Transpose(Samples.Dims[1], Samples.Dims[0]), Over, SampleDims)
        {
            Sizes = Sizes,
            Coords = Coords,
            IsField = IsField,
            KeptSamples = KeptFeatures,
            KeptFeatures = KeptSamples,
            Filled = Filled,
        };

    /// <summary>Makes a grid without samples from its parts, as a file holds them.</summary>
    /// <exception cref="GchunkException">They do not fit together.</exception>
    public static SampleGrid Restored(
        Sizes sizes,
        Coordinates coords,
        string[] sampleDims,
        string[] over,
        bool isField,
        long features,
        long filled,
        Func<long, long[]?> keptSamples,
        Func<long, long[]?> keptFeatures
    )
    {
        long[]? kept = keptFeatures(Length(over, sizes));
        if (features != (kept?.LongLength ?? Length(over, sizes)))
            throw new GchunkException($"there are {features} features, but {sizes} along {string.Join(", ", over)}");
        var field = new DataArray(
            new FullExpr(0.0, DType.Float64, ChunkGrid.Single(new Shape([.. sizes.Select(s => s.Value)]))),
            sizes.Names,
            coords
        );
        return new SampleGrid(
            field,
            new DataArray(new FullExpr(0.0, DType.Float64, ChunkGrid.Single((1, features))), ["sample", "feature"]),
            sampleDims,
            over
        )
        {
            IsField = isField,
            Filled = filled,
            KeptSamples = keptSamples(Length(sampleDims, sizes)),
            KeptFeatures = kept,
        };
    }

    /// <summary>Returns the same without the values, so that they need not stay in memory.</summary>
    public SampleGrid WithoutValues() =>
        this with
        {
            Samples = new DataArray(
                new FullExpr(0.0, DType.Float64, ChunkGrid.Single((1, Samples.Shape[1]))),
                Samples.Dims
            ),
        };

    private static string[] Rest(DataArray field, string[] over)
    {
        if (over.Length == 0)
            throw new GchunkException("over names no dimension; name that of the features, for example over: \"time\"");
        foreach (string dim in over)
        {
            if (!field.Dims.Contains(dim))
                throw new GchunkException(Spelling.Unknown("dimension", dim, field.Dims));
        }
        if (over.Distinct().Count() != over.Length)
            throw new GchunkException($"over names a dimension twice: {string.Join(", ", over)}");
        string[] rest = [.. field.Dims.Except(over)];
        return rest.Length > 0
            ? rest
            : throw new GchunkException(
                $"the field has no dimension but {string.Join(", ", over)}, so there is only one sample"
            );
    }

    // Null if all are kept.
    private static long[]? Positions(long[] counts, Func<long, bool> isKept)
    {
        var kept = new List<long>(counts.Length);
        for (long i = 0; i < counts.LongLength; i++)
        {
            if (isKept(counts[i]))
                kept.Add(i);
        }

        return kept.Count == counts.Length ? null : [.. kept];
    }

    private static long[] Inverse(long[] kept, long length)
    {
        var inverse = new long[length];
        Array.Fill(inverse, -1);
        for (int i = 0; i < kept.Length; i++)
            inverse[kept[i]] = i;
        return inverse;
    }

    private static bool IsTime(DataArray array, string dim) =>
        array.Coords.Find(dim)?.Calendar is not null || Times.Contains(dim, StringComparer.OrdinalIgnoreCase);

    private static long Length(string[] dims, Sizes sizes) => dims.Aggregate(1L, (n, d) => checked(n * sizes[d]));

    private static string Free(string name, string[] taken) => taken.Contains(name) ? name + "s" : name;
}
