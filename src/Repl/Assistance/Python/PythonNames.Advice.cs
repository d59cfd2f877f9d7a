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
        ["figsize"] = "x.Line(figsize: (8, 4)), x.PColorMesh(figsize: …) and PlotMap take the size in inches",
        ["x"] = "x.PColorMesh(x: \"lon\", y: \"lat\") and x.Line(x: \"time\") take the axes",
        ["y"] = "x.PColorMesh(x: \"lon\", y: \"lat\") and x.Line(x: \"time\") take the axes",
        ["Clip.min"] = "the limits come without names: x.Clip(0, 1)",
        ["Clip.max"] = "the limits come without names: x.Clip(0, 1)",
        ["ExpandDims.axis"] = "the new dimension is the first; Transpose(\"lat\", \"new\", …) orders them",
        ["ToNetCdf.compute"] = "a file is written at once; ToZarr(compute: false) writes metadata only",
        ["vmin"] = "vmin and vmax are one here: limits: (0, 10)",
        ["vmax"] = "vmin and vmax are one here: limits: (0, 10)",
        ["n_jobs"] = "all threads are used; Configure(threads: 4) sets their number",
        ["copy_X"] = "arrays are never changed; leave it out",
    };

    /// <summary>Why an argument of Python is not needed here; null if it is not one of these.</summary>
    public static string? NotNeeded(string argument) => Unneeded.GetValueOrDefault(argument);

    /// <summary>Returns the parameters that an argument of Python may be here, the likeliest first.</summary>
    public static IEnumerable<string> Meant(string argument) =>
        [.. OtherArguments.GetValueOrDefault(argument) ?? [], Parameter(argument)];

    /// <summary>
    /// Returns that a name of a module has no counterpart, if the code has one; null otherwise.
    /// </summary>
    public static string? Missing(string code)
    {
        var match = OfAModule().Match(code);
        if (!match.Success)
            return null;
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
        ["concat"] = "Concat([a, b], \"time\") joins labelled arrays and data sets",
    };

    [GeneratedRegex(@"\b(np|numpy|da|xr|xarray|dask|pd|distributed|sklearn|dask_ml|intake)(\.[A-Za-z_][A-Za-z0-9_]*)+")]
    private static partial Regex OfAModule();
}
