using System.Text.RegularExpressions;

namespace Gchunk.Repl.Assistance.Python;

// What is said of names that have no counterpart, or several.
internal static partial class PythonNames
{
    // More than one may be meant.
    private static readonly Dictionary<string, string[]> OtherArguments = new(StringComparer.Ordinal)
    {
        ["scale"] = ["std", "scale"],
        ["xlabel"] = ["xlabel", "xLabel"],
        ["ylabel"] = ["ylabel", "yLabel"],
        ["vmin"] = ["limits"],
        ["vmax"] = ["limits"],
        ["clim"] = ["limits"],
        ["logx"] = ["log"],
        ["logy"] = ["log"],
        ["xscale"] = ["log"],
        ["yscale"] = ["log"],
        ["keepdims"] = ["keepDims", "keepDim"],
    };

    // Arguments that only matter to Python.
    private static readonly Dictionary<string, string> Unneeded = new(StringComparer.Ordinal)
    {
        ["engine"] = "the format is found by itself; leave it out",
        ["parallel"] = "files are opened in parallel by themselves; leave it out",
        ["consolidated"] = "consolidated metadata are found by themselves; leave it out",
        ["scheduler"] = "Configure(threads: 4) sets the threads, and new Client() the workers, of what follows",
        ["num_workers"] = "Configure(threads: 4) sets the threads, and new Client() the workers, of what follows",
        ["keep_attrs"] = "attributes are kept by keepAttrs: true where there is a choice; elsewhere leave it out",
        ["lock"] = "reads are safe without it; leave it out",
        ["cache"] = "Persist() keeps values in memory; leave it out",
        ["endpoint"] = "Linspace(0, 1, 6)[..^1] leaves the end out",
        ["return_counts"] = "UniqueAll(x) returns values, places and counts",
        ["return_index"] = "UniqueAll(x) returns values, places and counts",
        ["return_inverse"] = "UniqueAll(x) returns values, places and counts",
        ["col"] = "panels side by side are drawn by x.PColorMesh(col: \"time\") and x.Line(col: \"lat\")",
        ["row"] = "panels one below another are drawn by x.PColorMesh(row: \"time\") and x.Line(row: \"lat\")",
        ["levels"] = "levels are drawn by x.ContourF(levels: [0, 1, 2]) and PlotMap",
        ["figsize"] = "x.Line(figsize: (8, 4)), x.PColorMesh(figsize: …) and PlotMap take the size in inches",
        ["x"] = "x.PColorMesh(x: \"lon\", y: \"lat\") and x.Line(x: \"time\") take the axes",
        ["y"] = "x.PColorMesh(x: \"lon\", y: \"lat\") and x.Line(x: \"time\") take the axes",
        ["Clip.min"] = "the limits come without names: x.Clip(0, 1)",
        ["Clip.max"] = "the limits come without names: x.Clip(0, 1)",
        ["Sel.drop"] = "x.Sel(\"lat\", 0).DropCoords(\"lat\") removes the coordinate of what is selected",
        ["Isel.drop"] = "x.Isel(\"lat\", 0).DropCoords(\"lat\") removes the coordinate of what is selected",
        ["ExpandDims.axis"] = "the new dimension is the first; Transpose(\"lat\", \"new\", …) orders them",
        ["ToNetCdf.compute"] = "a file is written at once; ToZarr(compute: false) writes metadata only",
        ["vmin"] = "vmin and vmax are one here: limits: (0, 10)",
        ["vmax"] = "vmin and vmax are one here: limits: (0, 10)",
        ["n_jobs"] = "all threads are used; Configure(threads: 4) sets their number",
        ["full_matrices"] = "the factors are always the small ones; leave it out",
        ["retstep"] = "the step is (stop - start) / (count - 1)",
        ["Arange.dtype"] = "Arange(10).AsType(DType.Float32) has another dtype",
        ["Diff.prepend"] = "Concatenate([start, x]) puts a value before; then Diff",
        ["drop"] = "DropCoords(\"lat\") removes a coordinate",
        ["Print.end"] = "Console.Write(\"a\") writes without a new line",
        ["Print.sep"] = "Print(string.Join(\", \", values)) separates values",
        ["end"] = "Console.Write(\"a\") writes without a new line",
        ["sep"] = "Print(string.Join(\", \", values)) separates values",
        ["add_colorbar"] = "a picture of a grid always has its colour bar; leave it out",
        ["ax"] = "a figure of several plots is made by new Figure(…)",
        ["Plot.shape"] = "figsize: (8, 4) takes the size in inches",
        ["PlotMap.shape"] = "figsize: (8, 4) takes the size in inches",
        ["Hist.shape"] = "figsize: (8, 4) takes the size in inches",
        ["Plot.size"] = "figsize: (8, 4) takes the size in inches",
        ["use_cftime"] = "times keep the calendar of the file; leave it out",
        ["cbar_kwargs"] = "the colour bar has no settings of its own; leave it out",
        ["cbarKwargs"] = "the colour bar has no settings of its own; leave it out",
        ["extend"] = "values beyond the limits have the colours of the ends; leave it out",
        ["add_legend"] = "lines that have labels have a legend; leave it out",
        ["kwargs"] = "a function with settings is one of its own: v => Quantile(v, 0.9)",
        ["pure"] = "what is written twice is computed twice; a call in a variable is computed once; leave it out",
        ["whiten"] = "new Pipeline(new Pca(2), new Standardize()) makes components of variance 1",
        ["verbose"] = "using (new ProgressBar()) { … } shows the progress; leave it out",
        ["persist_embedding"] = "what the fit needs is kept by itself; leave it out",
        ["kmeans_params"] = "starts: 10 sets how often the centers are chosen anew",
        ["copy_x"] = "arrays are never changed; leave it out",
        ["base"] = "the first interval is moved by offset: \"12h\"",
        ["loffset"] = "labels are moved by an AssignCoords of shifted times; intervals by offset: \"12h\"",
        ["aspect"] = "figsize: (8, 4) takes the size in inches",
        ["transform"] = "PlotMap(projection: …) draws maps; the data's own coordinates are found by their names",
        ["subplot_kws"] = "PlotMap(projection: …) draws maps",
        ["dask"] = "arrays are always lazy; leave it out",
        ["storage_options"] = "addresses that need no key are opened as they are; leave it out",
        ["dashboard_address"] = "a client has a dashboard of its own: new Client(cluster).Dashboard",
        ["init_max_iter"] = "starts: 10 sets how often the centers are chosen anew; leave it out",
        ["oversampling_factor"] = "starts: 10 sets how often the centers are chosen anew; leave it out",
        ["deep"] = "arrays are never changed in place; leave it out",
        ["copy_X"] = "arrays are never changed; leave it out",
    };

    /// <summary>Why an argument of Python is not needed here; null if it is not one of these.</summary>
    public static string? NotNeeded(string argument) => Unneeded.GetValueOrDefault(argument);

    /// <summary>
    /// Returns what to write instead of a function that does not exist here, such as <c>PolyFit</c>; null for other names.
    /// </summary>
    public static string? Without(string function) =>
        char.IsUpper(function[0]) ? WithoutCounterpart.GetValueOrDefault(function) : null;

    /// <summary>Returns the parameters that an argument of Python may be here, the likeliest first.</summary>
    public static IEnumerable<string> Meant(string argument) =>
        [.. OtherArguments.GetValueOrDefault(argument) ?? [], Parameter(argument)];

    /// <summary>
    /// Returns that a name of a module has no counterpart, if the code has one; null otherwise.
    /// </summary>
    public static string? Missing(string code)
    {
        var all = OfAModule().Matches(code);
        if (all.Count == 0)
            return null;
        var match =
            all.FirstOrDefault(m => WithoutCounterpart.ContainsKey(m.Value.Split('.')[^1]))
            ?? all.FirstOrDefault(m => OfModule(m.Value.Split('.')[^1]) is null)
            ?? all[0];
        string[] path = match.Value.Split('.');
        string name = path[^1];
        return path.Select(WithoutCounterpart.GetValueOrDefault).FirstOrDefault(a => a is not null) is { } advice
            ? $"{match.Value} has no counterpart: {advice}"
            : $"{match.Value} has no counterpart of this name; ReferenceTable.Find(\"{name.ToLowerInvariant()}\") looks for one";
    }

    // What is done in another way here.
    private static readonly Dictionary<string, string> WithoutCounterpart = new(StringComparer.OrdinalIgnoreCase)
    {
        ["default_rng"] =
            "random numbers need no generator: Rand.Seed(0), then Rand.Normal(shape: 10), or seed: in each call",
        ["RandomState"] =
            "random numbers need no generator: Rand.Seed(0), then Rand.Normal(shape: 10), or seed: in each call",
        ["mgrid"] = "MeshGrid([a, b]) and Indices((2, 3)) make grids",
        ["ogrid"] = "MeshGrid([a, b]) and Indices((2, 3)) make grids",
        ["loadtxt"] = "ReadCsv(\"a.csv\") reads tables of numbers",
        ["genfromtxt"] = "ReadCsv(\"a.csv\") reads tables of numbers",
        ["savetxt"] = "ToNpy(\"a.npy\") writes an array, ToTable() of a labelled one a table for ToCsv",
        ["savez"] = "ToNpy(\"a.npy\") writes an array, ToNetCdf(\"a.nc\") a data set",
        ["save"] = "x.ToNpy(\"a.npy\") writes an array",
        ["load"] = "FromNpy(\"a.npy\") reads an array",
        ["vectorize"] = "x.MapBlocks(b => b.Map(v => v * v)) applies a function to each element",
        ["correlate"] = "Convolve(x, y[\"::-1\"]) is the correlation",
        ["resize"] = "x.Reshape((2, 5)) has as many elements; Tile and Repeat make more",
        ["geomspace"] = "Pow(10, Linspace(0, 2, 5)) is spaced evenly in its logarithm",
        ["logspace"] = "Pow(10, Linspace(0, 2, 5)) is spaced evenly in its logarithm",
        ["vander"] = "Stack of powers makes it: Stack([Pow(x, 2), x, OnesLike(x)], 1)",
        ["kron"] = "x[.., NewAxis] * y broadcasts the product",
        ["finfo"] = "double.Epsilon, double.MaxValue and Spacing(1) tell the limits of floats",
        ["iinfo"] = "int.MaxValue and long.MaxValue tell the limits of integers",
        ["timedelta64"] = "durations are TimeSpan.FromDays(1)",
        ["Timedelta"] = "durations are TimeSpan.FromDays(1)",
        ["int32"] = "C#'s own conversion is (int)x; of arrays, x.AsType(DType.Int32)",
        ["reduction"] = "x.Reduction(chunk, aggregate) reduces by functions of blocks; Sum, Mean and others are there",
        ["interp"] = "new DataArray(y, [\"x\"]).AssignCoords(\"x\", x).Interp(\"x\", 0.5) interpolates",
        ["polyfit"] = "new DataArray(y, [\"x\"]).AssignCoords(\"x\", x).PolyFit(\"x\", 1) fits one",
        ["coarsen"] = "x.Coarsen(\"mean\", [(0, 2)]) reduces blocks of 2 along axis 0",
        ["overlap"] = "x.MapOverlap(b => b, depth: 1, boundary: \"reflect\") gives a function blocks with margins",
        ["put"] = "x[index] = value changes elements",
        ["optimize"] = "expressions are optimised when they are computed; Explain() shows how",
        ["is_dask_collection"] = "lazy arrays are ChunkedArray: x is ChunkedArray",
        ["get"] = "Configure(threads: 4, memoryLimit: \"2GB\") sets how computations run",
        ["set"] = "Configure(threads: 4, memoryLimit: \"2GB\") sets how computations run",
        ["config"] = "Configure(threads: 4, memoryLimit: \"2GB\") sets how computations run",
        ["set_options"] = "attributes are kept by keepAttrs: true where there is a choice",
        ["tutorial"] = "the data of the courses are in scripts/data",
        ["ufuncs"] = "functions are written without a module: Sqrt(pr)",
        ["DataFrame"] = "tables are ReadCsv(\"a.csv\") and ReadParquet(\"a.parquet\"); data sets have ToTable()",
        ["Series"] = "labelled arrays are new DataArray(x, [\"time\"])",
        ["Index"] = "labels are given by AssignCoords(\"run\", [1, 2]) after Concat([a, b], \"run\")",
        ["Variable"] = "an array with named dimensions is new DataArray(x, [\"x\"])",
        ["cond"] = "the ratio of the singular values: var s = Svd(x).S; s[0] / s[-1]",
        ["multi_dot"] = "products are chained: MatMul(MatMul(a, b), c), or Einsum(\"ij,jk,kl->il\", a, b, c)",
        ["sliding_window_view"] = "new DataArray(x, [\"i\"]).Rolling(\"i\", 3).Construct(\"window\") has the windows",
        ["argpartition"] = "x.ArgTopK(3) finds the largest, x.ArgTopK(-3) the smallest",
        ["poly1d"] =
            "new DataArray(y, [\"x\"]).AssignCoords(\"x\", x).PolyFit(\"x\", 1) fits one, and PolyVal evaluates it",
        ["fromiter"] = "an array of a sequence is FromArray(xs.ToArray())",
        ["s_"] = "slices are texts or ranges: y[\"1:3\"], y[1..3]",
        ["ix_"] = "rows are selected, then columns: y[[0, 1]][.., [0, 2]]",
        ["pairwise_distances"] = "Sqrt(Pow(x[.., NewAxis, ..] - y, 2).Sum(2)) has the distance of each pair of samples",
        ["train_test_split"] =
            "rows are split by ranges: x[..80] and x[80..], in random order after Rand.Permutation(x)",
        ["partition"] = "x.TopK(3) returns the largest, x.TopK(-3) the smallest",
        ["lexsort"] = "ArgSort(x) sorts by one key",
        ["savez_compressed"] = "ToNpy(\"a.npy\") writes an array, ToNetCdf(\"a.nc\") a data set",
        ["fromfile"] = "FromNpy(\"a.npy\") reads an array, and File.ReadAllBytes(\"a.bin\") bytes",
        ["memmap"] = "FromNpy(\"a.npy\") reads an array lazily",
        ["set_printoptions"] = "numbers are shown with as many digits as they need; $\"{v:F3}\" shows three decimals",
        ["errstate"] = "no operation warns: NaN and infinity are results",
        ["assert_allclose"] = "if (!AllClose(a, b).Compute()) throw new GchunkException(\"they differ\")",
        ["assert_equal"] = "if (!a.Identical(b)) throw new GchunkException(\"they differ\")",
        ["Polynomial"] = "new DataArray(y, [\"x\"]).AssignCoords(\"x\", x).PolyFit(\"x\", 1) fits one",
        ["Generator"] = "random numbers need no generator: Rand.Seed(0), then Rand.Normal(shape: 10)",
        ["shape"] = "x.Shape is the shape, x.Shape[0] the length of an axis",
        ["size"] = "x.Size is the number of elements",
        ["ndim"] = "x.Rank is the number of axes",
        ["annotate"] = "priorities and resources are arguments of client.Submit",
        ["infer_freq"] = "TimeIndex and Resample(\"time\", \"D\") take frequencies; labels are da.Coords[\"time\"]",
        ["show_versions"] = "gchunk --version prints the version",
        ["open_rasterio"] = "OpenDataset(\"a.tif\") opens GeoTIFF",
        ["isna"] = "double.IsNaN(v) of a number, IsNaN(x) of an array",
        ["cut"] = "Digitize(x, edges) numbers the bins, GroupByBins(\"lat\", edges) groups by them",
        ["make_blobs"] = "samples around centers are Rand.Normal((100, 2)) + Rand.Choice(3, 100).Reshape((100, 1)) * 5",
        ["dump"] = "estimators are written by their Save(\"a.nc\"), arrays by ToNpy(\"a.npy\")",
        ["dumps"] = "arrays are written by ToNpy(\"a.npy\"), data sets by ToNetCdf(\"a.nc\")",
        ["COASTLINE"] = "PlotMap() draws coastlines",
        ["BORDERS"] = "PlotMap() draws coastlines",
        ["masked_greater"] = "Ma.MaskedWhere(x > 0.5, x) masks by a condition",
        ["masked_less"] = "Ma.MaskedWhere(x < 0.5, x) masks by a condition",
        ["masked_equal"] = "Ma.MaskedWhere(x.Equal(0), x) masks by a condition",
        ["select"] = "Where(x > 0.5, 1, 0) chooses between two, and one within the other between more",
        ["char"] = "texts are those of .NET: texts.Select(t => t.ToUpper())",
        ["concat"] = "Concat([a, b], \"time\") joins labelled arrays and data sets",
    };

    [GeneratedRegex(
        @"(?<!\.)\b(np|numpy|da|xr|xarray|dask|pd|distributed|sklearn|dask_ml|intake|ccrs|cfeature|dd|joblib|pickle|rioxarray|datetime)(\.[A-Za-z_][A-Za-z0-9_]*)+"
    )]
    private static partial Regex OfAModule();
}
