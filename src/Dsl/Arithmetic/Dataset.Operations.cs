using Gchunk.Dsl.Files.Write;
using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>An elementwise operation by its name in the table, on the variables of equal names.</summary>
    /// <param name="op">NumPy's name.</param>
    /// <param name="operands">Data sets with the same variables.</param>
    /// <exception cref="GchunkException">The variables differ, or their labels do.</exception>
    public static Dataset Elementwise(string op, params ReadOnlySpan<Dataset> operands)
    {
        Dataset first = operands[0];
        var results = new List<DataArray>();
        foreach (Dataset other in operands)
        {
            if (!other.Names.Order().SequenceEqual(first.Names.Order()))
            {
                throw new GchunkException(
                    $"{op}: the data sets have different variables: {string.Join(", ", first.Names)} and {string.Join(", ", other.Names)}"
                );
            }
        }

        foreach (string name in first.Names)
        {
            var arrays = new DataArray[operands.Length];
            for (int i = 0; i < arrays.Length; i++)
                arrays[i] = operands[i][name];
            results.Add(DataArray.Elementwise(op, arrays).Rename(name));
        }
        // One label that a dimension of others was selected by gives way to the labels of that dimension.
        string[] dims = [.. results.SelectMany(r => r.Dims).Distinct()];
        return new Dataset(
            results.Select(r =>
                r.DropCoords([.. r.Coords.Where(c => c.Index is null && dims.Contains(c.Name)).Select(c => c.Name)])
            )
        );
    }

    /// <summary>
    /// A reduction by its name in the table, over some dimensions, of every variable that has any of them.
    /// </summary>
    /// <param name="op">NumPy's name.</param>
    /// <param name="dims">The dimensions that go; none stands for all.</param>
    /// <param name="skipNaN">Whether NaN counts as missing.</param>
    /// <param name="keepAttrs">Whether attributes stay.</param>
    /// <param name="ddof">Delta degrees of freedom of <c>var</c> and <c>std</c>.</param>
    /// <exception cref="GchunkException">There is no such dimension.</exception>
    public Dataset Reduce(string op, string[] dims, bool skipNaN = true, bool keepAttrs = false, double ddof = 0)
    {
        foreach (string dim in dims)
            _ = Sizes[dim];
        string[] gone = dims.Length == 0 ? [.. Sizes.Names] : dims;
        // There is no mean of text and times: what of it has the dimensions goes.
        string[] others =
        [
            .. Names.Where(n =>
                ReducedKind.IsLeftOut(VariableOf(n), op)
                && (dims.Length == 0 || VariableOf(n).Dims.Intersect(gone).Any())
            ),
        ];
        if (others.Length > 0)
            return Drop(others).Reduce(op, [.. dims.Where(Drop(others).Sizes.Contains)], skipNaN, keepAttrs, ddof);
        return MapVariables(
            (name, variable) =>
            {
                string[] own = [.. variable.Dims.Intersect(gone)];
                if (own.Length == 0 && dims.Length > 0)
                {
                    return op == "count"
                        ? this[name].NotNull().AsType(DType.Int64).Variable with
                        {
                            Attrs = keepAttrs ? variable.Attrs.Copy() : [],
                        }
                        : variable;
                }

                return this[name].Reduce(op, own, skipNaN, keepAttrs, ddof).Variable;
            },
            Coords.WithoutDims(gone),
            keepAttrs ? Attrs : []
        );
    }

    private Dataset With(DataArray other, Func<DataArray, DataArray, DataArray> op) =>
        new(Variables.Select(v => op(v, other).Rename(v.Name)));

    /// <summary>The sum of every variable and an array or a number.</summary>
    public static Dataset operator +(Dataset left, DataArray right) => left.With(right, static (a, b) => a + b);

    /// <summary>The difference of every variable and an array or a number.</summary>
    public static Dataset operator -(Dataset left, DataArray right) => left.With(right, static (a, b) => a - b);

    /// <summary>The product of every variable and an array or a number.</summary>
    public static Dataset operator *(Dataset left, DataArray right) => left.With(right, static (a, b) => a * b);

    /// <summary>The quotient of every variable and an array or a number.</summary>
    public static Dataset operator /(Dataset left, DataArray right) => left.With(right, static (a, b) => a / b);

    /// <summary>The sums of the variables of equal names.</summary>
    public static Dataset operator +(Dataset left, Dataset right) => Elementwise("add", left, right);

    /// <summary>The differences of the variables of equal names.</summary>
    public static Dataset operator -(Dataset left, Dataset right) => Elementwise("subtract", left, right);

    /// <summary>The products of the variables of equal names.</summary>
    public static Dataset operator *(Dataset left, Dataset right) => Elementwise("multiply", left, right);

    /// <summary>The quotients of the variables of equal names.</summary>
    public static Dataset operator /(Dataset left, Dataset right) => Elementwise("divide", left, right);

    /// <summary>
    /// What lies at some positions of a dimension; see <see cref="DataArray.Isel(string, PositionSelector)"/>.
    /// </summary>
    public Dataset Isel(string dim, PositionSelector positions) =>
        positions.Points(dim) is not null ? Isel((dim, positions)) : Pick(dim, positions.Resolve(dim, Sizes[dim]));

    /// <summary>What lies at some positions of several dimensions.</summary>
    public Dataset Isel(params ReadOnlySpan<(string Dim, PositionSelector Positions)> selections)
    {
        Dataset result = this;
        var points = new Pointwise();
        foreach (var (dim, positions) in selections)
        {
            if (positions.Points(dim) is { } at)
                points.Add(dim, at, PositionSelector.Normalize(dim, at, Sizes[dim]));
            else
                result = result.Isel(dim, positions);
        }

        return points.IsEmpty ? result : points.Of(result);
    }

    /// <summary>
    /// What bears some labels of a dimension; see <see cref="DataArray.Sel(string, Selector, SelectMethod, double?)"/>.
    /// </summary>
    public Dataset Sel(string dim, Selector labels, SelectMethod method = SelectMethod.Exact, double? tolerance = null)
    {
        if (labels.IsPointwise(dim))
            return Sel(method, tolerance, (dim, labels));
        return Pick(dim, IndexOrCount(dim).Locate(dim, labels.Plain(), method, tolerance));
    }

    /// <summary>What bears some labels of several dimensions.</summary>
    public Dataset Sel(params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(SelectMethod.Exact, null, selections);

    /// <summary>What bears some labels of several dimensions.</summary>
    public Dataset Sel(SelectMethod method, params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(method, null, selections);

    /// <summary>
    /// What bears some labels of several dimensions; see
    /// <see cref="DataArray.Sel(SelectMethod, double?, ReadOnlySpan{ValueTuple{string, Selector}})"/>.
    /// </summary>
    public Dataset Sel(
        SelectMethod method,
        double? tolerance,
        params ReadOnlySpan<(string Dim, Selector Labels)> selections
    )
    {
        Dataset result = this;
        var points = new Pointwise();
        foreach (var (dim, labels) in selections)
        {
            if (labels.IsPointwise(dim))
            {
                points.Add(
                    dim,
                    (DataArray)labels.Value,
                    IndexOrCount(dim).PositionsOfEach(dim, labels.Plain(), method, tolerance)
                );
            }
            else
            {
                result = result.Sel(dim, labels, labels.Value is LabelSlice ? SelectMethod.Exact : method, tolerance);
            }
        }

        return points.IsEmpty ? result : points.Of(result);
    }

    internal Dataset Pick(string dim, AxisPick pick) =>
        MapVariables((_, v) => v.Pick(dim, pick), Coords.Pick(dim, pick), Attrs);

    /// <summary>
    /// The axes of every variable in another order; dimensions that a variable lacks are passed over.
    /// </summary>
    public Dataset Transpose(params string[] dims)
    {
        foreach (string dim in dims.Where(d => d != "..."))
            _ = Sizes[dim];
        return Map(v => v.Transpose(dims.Length == 0 ? [] : [.. dims.Where(d => d == "..." || v.Dims.Contains(d))]));
    }

    /// <summary>
    /// Every variable that has the dimensions, with them stacked into one; see
    /// <see cref="DataArray.Stack(string, string[])"/>.
    /// </summary>
    public Dataset Stack(string dim, params string[] dims)
    {
        foreach (string d in dims)
            _ = Sizes[d];
        return Map(v => dims.All(v.Dims.Contains) ? v.Stack(dim, dims) : v);
    }

    /// <summary>
    /// A stacked dimension back as those that it was made from; see <see cref="DataArray.Unstack(string)"/>.
    /// </summary>
    public Dataset Unstack(string dim)
    {
        _ = Sizes[dim];
        return Map(v => v.Dims.Contains(dim) ? v.Unstack(dim) : v);
    }

    /// <summary>The values where a condition holds, missing elsewhere.</summary>
    public Dataset Where(DataArray condition) => Map(v => v.Where(condition));

    /// <summary>The values where a condition holds, those of an array or a number elsewhere.</summary>
    public Dataset Where(DataArray condition, DataArray other) => Map(v => v.Where(condition, other));

    /// <summary>The values where a condition holds, those of an array or a number elsewhere.</summary>
    public Dataset WhereOther(DataArray condition, DataArray other) => Where(condition, other);

    /// <summary>Every variable cut into other blocks along some dimensions.</summary>
    public Dataset Chunk(params ReadOnlySpan<(string Dim, long Length)> chunks)
    {
        (string Dim, long Length)[] all = chunks.ToArray();
        foreach (var (dim, _) in all)
            _ = Sizes[dim];
        return MapVariables(
            (name, _) => this[name].Chunk([.. all.Where(c => this[name].Dims.Contains(c.Dim))]).Variable,
            Coords,
            Attrs
        );
    }

    /// <summary>The values in periods of time, to be reduced; see <see cref="DataArray.Resample"/>.</summary>
    public ResampledDataset Resample(
        string dim,
        string frequency,
        string? closed = null,
        string? label = null,
        string? offset = null,
        string? origin = null
    ) => new(this, new Groups(GroupKey.Resample(dim, frequency, Coords, Sizes, closed, label, offset, origin)));

    /// <summary>
    /// The values in groups of equal keys, to be reduced; see <see cref="DataArray.GroupBy(string[])"/>. Variables
    /// along one dimension can be keys too.
    /// </summary>
    public GroupedDataset GroupBy(params string[] keys)
    {
        if (keys.Length == 0)
            throw new GchunkException("GroupBy needs a key, for example \"time.month\"");
        if (keys is [var only] && Contains(only) && this[only] is { Dims.Count: > 1 } plane)
            return GroupBy(plane);
        return new(
            this,
            new Groups([
                .. keys.Select(k =>
                    GroupKey.By(k, Coords, Sizes, name => variables.ContainsKey(name) ? this[name] : null)
                ),
            ])
        );
    }

    /// <summary>Computes the values of all variables together, into memory, in one piece each.</summary>
    public Dataset Load()
    {
        NDArray[] values = Computation.Compute([.. variables.Values.Select(v => v.Expr)]);
        return MapVariables(
            (name, v) => v with { Expr = new MemoryExpr(values[variables.IndexOf(name)], v.Expr.Chunks) },
            Coords,
            Attrs
        );
    }

    /// <summary>
    /// The values in groups of equal values of an array, which are computed; see
    /// <see cref="DataArray.GroupBy(DataArray)"/>. One over several dimensions, a map of regions say, groups over all
    /// of them.
    /// </summary>
    /// <exception cref="GchunkException">It does not fit.</exception>
    public GroupedDataset GroupBy(DataArray key)
    {
        var (dataset, flat) = Flattened(key);
        return new(dataset, new Groups(GroupKey.By(key.Name ?? "group", flat, dataset.Sizes)));
    }

    /// <summary>The values in groups of equal texts; see <see cref="DataArray.GroupBy(TextValues, string)"/>.</summary>
    public GroupedDataset GroupBy(TextValues key, string name = "group") =>
        new(this, new Groups(GroupKey.By(name, key, Sizes)));

    /// <summary>
    /// The values in groups by the intervals in which a coordinate or a variable lies; see
    /// <see cref="DataArray.GroupByBins(string, double[], bool, double[], bool)"/>.
    /// </summary>
    public GroupedDataset GroupByBins(
        string key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    ) => GroupByBins(this[key], bins, right, labels, includeLowest);

    /// <summary>
    /// The values in groups by the intervals in which the values of an array lie, which are computed.
    /// </summary>
    public GroupedDataset GroupByBins(
        DataArray key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    )
    {
        var (dataset, flat) = Flattened(key);
        return new(
            dataset,
            new Groups(GroupKey.Bins(key.Name ?? "group", flat, bins, dataset.Sizes, right, includeLowest, labels))
        );
    }

    // Groups over several dimensions are groups along these stacked; what has some of them is repeated along the
    // others.
    private (Dataset Dataset, DataArray Key) Flattened(DataArray key)
    {
        foreach (string dim in key.Dims)
        {
            if (Sizes[dim] != key.Sizes[dim])
            {
                throw new GchunkException(
                    $"GroupBy: the key has length {key.Sizes[dim]} along '{dim}', which has length {Sizes[dim]}"
                );
            }
        }

        if (key.Dims.Count <= 1)
            return (this, key);
        string name = "stacked_" + string.Join("_", key.Dims);
        string[] dims = [.. key.Dims];
        DataArray bare = key.DropAllCoords();
        Dataset whole = Over(dims, v => dims.All(v.Dims.Contains) ? v : Prelude.Broadcast([v, bare])[0]);
        return (whole.Stack(name, dims), bare.Stack(name, dims));
    }

    /// <summary>
    /// The data set without what along some dimensions a reduction or an interpolation of numbers cannot be made of:
    /// text and times.
    /// </summary>
    internal Dataset NumbersAlong(IEnumerable<string> dims, string op = "mean")
    {
        string[] others =
        [
            .. Names.Where(n => ReducedKind.IsLeftOut(VariableOf(n), op) && VariableOf(n).Dims.Intersect(dims).Any()),
        ];
        return others.Length == 0 ? this : Drop(others);
    }

    /// <summary>Computes the values of all variables together, into memory, in blocks.</summary>
    public Dataset Persist()
    {
        ArrayExpr[] values = Computation.Persist([.. variables.Values.Select(v => v.Expr)]);
        return MapVariables((name, v) => v with { Expr = values[variables.IndexOf(name)] }, Coords, Attrs);
    }

    /// <summary>
    /// Writes the data set to a NetCDF-4 file; what is lazy is computed in one pass, in bounded memory.
    /// </summary>
    /// <remarks>
    /// The file takes its name only when it is whole: an error or an interrupt leaves nothing behind, and a file that
    /// was there stays. Times are written in the coarsest units that hold them exactly.
    /// </remarks>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="compression">The level of compression, 0 (none) to 9.</param>
    /// <param name="unlimited">Dimensions that may grow later.</param>
    /// <exception cref="GchunkException">
    /// The folder does not exist or cannot be written, a dimension is stacked, or an attribute cannot be stored.
    /// </exception>
    public void ToNetCdf(string path, int compression = 4, params string[] unlimited) =>
        DatasetWriter.Write([(this, path)], compression, null, unlimited);

    /// <summary>
    /// The same, with how some variables are stored: dtype, scale and offset, missing value, chunks, compression.
    /// Others are packed as in the file that they come from.
    /// </summary>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="encoding">How variables are stored, by their names.</param>
    /// <param name="compression">The level of compression of what says nothing else, 0 (none) to 9.</param>
    /// <param name="unlimited">Dimensions that may grow later.</param>
    /// <exception cref="GchunkException">As above; or a value is outside what its packed form can hold.</exception>
    public void ToNetCdf(
        string path,
        Dictionary<string, VariableEncoding> encoding,
        int compression = 4,
        params string[] unlimited
    ) => DatasetWriter.Write([(this, path)], compression, encoding, unlimited);

    /// <summary>
    /// Appends the data set to a NetCDF-4 file along an unlimited dimension, stored as the file stores it. The file is
    /// replaced when that is done: until then, and after an error, it is as it was.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="dim">The dimension.</param>
    /// <exception cref="GchunkException">
    /// The dimension is not unlimited, a variable is not in the file or lies along other dimensions, or a value cannot
    /// be stored as the file stores it.
    /// </exception>
    public void AppendToNetCdf(string path, string dim) => DatasetAppender.Append(this, path, dim);

    /// <summary>
    /// Writes several data sets, each to a file of its own, computing them together: what they share is computed once.
    /// </summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="paths">As many files.</param>
    /// <param name="compression">The level of compression, 0 (none) to 9.</param>
    /// <param name="encoding">How variables are stored, by their names, or null.</param>
    /// <exception cref="GchunkException">
    /// There are not as many paths as data sets, a path occurs twice, or a file cannot be written.
    /// </exception>
    public static void ToMfNetCdf(
        IReadOnlyList<Dataset> datasets,
        IReadOnlyList<string> paths,
        int compression = 4,
        Dictionary<string, VariableEncoding>? encoding = null
    )
    {
        if (datasets.Count != paths.Count)
            throw new GchunkException($"{datasets.Count} data sets need as many paths; got {paths.Count}");
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new GchunkException($"'{twice.First()}' is named for several data sets");
        DatasetWriter.Write([.. datasets.Zip(paths)], compression, encoding, []);
    }
}
