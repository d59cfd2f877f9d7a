namespace Gchunk.Repl.Assistance;

// Members that arrays have in NumPy, Dask and xarray.
internal static partial class ErrorAdvice
{
    private const string AsTable = "ToTable() makes a table with a row an element";
    private const string SquaredDistances =
        "the sum of squared distances is Inertia; ClusterScores has the scores of labels";
    private const string VariableValues = "each variable has its own: ds[\"pr\"].Compute()";
    private const string Values = "Compute() returns the values, ToArray<double>() of them a .NET array";

    // gchunk's counterparts of members that arrays have in NumPy, Dask and xarray.
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tolist"] = Values,
        ["item"] = "Compute() returns the value, which converts to double",
        ["strides"] = "arrays are in C order; Chunks has the shapes of their blocks",
        ["flat"] = "Flatten() returns the elements along one axis",
        ["fill"] = "an array is made full by Full(shape, value), and FillNa replaces missing values",
        ["dask"] = "Explain() describes the tasks, Visualize() draws them",
        ["name"] = "only labelled arrays have names: new DataArray(x, [\"dim\"], name: \"x\")",
        ["keys"] = "Names has the names",
        ["items"] = "foreach (var name in ds.Names) goes through the names; ds[name] is the variable",
        ["Coordinate.values"] = "da[\"lat\"].Compute() returns the labels",
        ["Coordinate.data"] = "da[\"lat\"].Compute() returns the labels",
        ["Coordinate.compute"] = "da[\"lat\"].Compute() returns the labels",
        ["Dataset.get"] = "ds[\"pr\"] is a variable; Names.Contains(\"pr\") says whether there is one",
        ["Dataset.WhereDrop"] = "labels are dropped where one variable is missing: ds[\"pr\"].WhereDrop(mask)",
        ["Dataset.rio"] = "there are no accessors; attributes are ds.Attrs[\"crs\"] = \"EPSG:4326\"",
        ["curvefit"] = "PolyFit(\"time\", 1) fits polynomials, LinRegress(\"time\") lines",
        ["to_masked_array"] = "Ma.MaskedInvalid(da.Data) masks what is missing",
        ["to_iris"] = "ToNetCdf(\"a.nc\") writes a file that other programs read",
        ["as_numpy"] = Values,
        ["query"] = "labels are selected by a mask: da.Sel(\"time\", da[\"time\"] > 1)",
        ["filter_by_attrs"] = "foreach (var name in ds.Names) goes through the variables, which have Attrs",
        ["to_stacked_array"] = "each variable stacks: ds[\"pr\"].Stack(\"z\", \"lat\", \"lon\")",
        ["tobytes"] = "ToNpy(\"a.npy\") writes the bytes to a file",
        ["compute_chunk_sizes"] = "shapes are known here, also after a mask",
        ["interactive"] = "Explore() opens an interactive view in the browser",
        ["Dataset.compute"] = "Persist() keeps the values in memory; those of a variable are ds[\"pr\"].Compute()",
        ["Dataset.chunks"] = "each variable has its own: ds[\"pr\"].Chunks",
        ["ResampledArray.pad"] = "FFill() takes the value before, BFill() the one after",
        ["DataArray.scatter"] =
            "the points of two variables are drawn by their data set: ds.Scatter(x: \"a\", y: \"b\")",
        ["plot_scatter"] = "the points of two variables are drawn by their data set: ds.Scatter(x: \"a\", y: \"b\")",
        ["Dataset.values"] = VariableValues,
        ["Dataset.data"] = VariableValues,
        ["Dataset.to_array"] = "Concat and Stack join arrays: Stack([a.Data, b.Data])",
        ["Client.compute"] = "x.Compute() runs on the newest client; client.Submit calls a function there",
        ["Client.scheduler_info"] = "Workers lists the workers",
        ["Client.ncores"] = "Workers lists the workers with their threads",
        ["Client.nthreads"] = "Workers lists the workers with their threads",
        ["Client.dashboard_link"] = "Dashboard has the address of the dashboard",
        ["NDArray.length"] = "Size is the number of elements, Shape has the lengths of the axes",
        ["NDArray.count"] = "Size is the number of elements, Shape has the lengths of the axes",
        ["NDArray.values"] = "the array has its values; ToArray<double>() returns a .NET array",
        ["NDArray.item"] = "it converts to a number: (double)x.Sum().Compute()",
        ["NDArray.compute"] = "it is computed already",
        ["NDArray.tolist"] = "ToArray<double>() returns a .NET array",
        ["Rand.randint"] = "it is called Integers: Rand.Integers(10, 0, 5), with the shape first",
        ["Rand.randn"] = "it is called Normal: Rand.Normal((3, 4))",
        ["Rand.random"] = "it is called Uniform: Rand.Uniform((3, 4))",
        ["Future.done"] = "Status says whether it is pending, finished or has failed",
        ["Attributes.get"] = "Attrs[\"units\"] is one, ContainsKey(\"units\") says whether there is one",
        ["KMeans.score"] = SquaredDistances,
        ["MiniBatchKMeans.score"] = SquaredDistances,
        ["drop"] = "DropVars removes variables and coordinates, DropSel labels",
        ["merge"] = "Merge([one, other]) joins data sets",
        ["update"] = "ds[\"name\"] = array adds or replaces a variable",
        ["copy"] = "arrays and data sets are never changed in place, so there is nothing to copy",
        ["encoding"] = "encodings are given where a file is written: ToNetCdf(\"a.nc\", encoding: …)",
        ["indexes"] = "Coords[\"lat\"] has the labels of a dimension",
        ["variable"] = "Data is the array without labels",
        ["chunksizes"] = "Chunks has the lengths of the blocks",
        ["to_pandas"] = AsTable,
        ["to_dataframe"] = AsTable,
        ["to_series"] = AsTable,
        ["to_dict"] = AsTable,
        ["broadcast_like"] = "arithmetic broadcasts by the names of dimensions; Broadcast(a, b) does so alone",
        ["str"] = "texts are methods of the array: IsIn, Contains; see Texts",
        ["DataArray.percentile"] = "Quantile(0.05) takes a share, not a percentage",
        ["Dataset.percentile"] = "Quantile(0.05) takes a share, not a percentage",
        ["plot_hist"] = "it is called Hist: x.Hist(bins: 50)",
        ["plot_line"] = "it is called Line, and Plot() of one axis draws it",
        ["plot_contour"] = "it is called Contour",
        ["plot_contourf"] = "it is called ContourF",
        ["plot_pcolormesh"] = "it is called PColorMesh, and Plot() of two axes draws it",
        ["hvplot"] = "Plot() draws, Explore() opens an interactive view in the browser",
        ["cluster_centers_"] = "Centers has them",
        ["labels_"] = "Labels has them",
        ["inertia_"] = "Inertia has it",
        ["values"] = "Compute() returns the values",
        ["data"] = "Compute() returns the values",
        ["numpy"] = "Compute() returns the values",
        ["to_numpy"] = "Compute() returns the values",
        ["T"] = "Transpose() reverses the axes",
        ["load"] = "Compute() returns the values, Persist() keeps them in memory",
        ["close"] = "Dispose() ends it",
        ["data_vars"] = "Variables has the variables, Coords the coordinates",
        ["ndim"] = "Rank is the number of axes",
        ["iloc"] = "Isel(\"dim\", index) selects by position",
    };

    // The same without underscores: DataVars is data_vars.
    private static readonly Dictionary<string, string> ElsewherePlain = Elsewhere
        .GroupBy(e => e.Key.Replace("_", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First().Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether this is a member of arrays in NumPy, Dask or xarray that has a counterpart of another kind.</summary>
    public static bool IsElsewhere(string name) => Elsewhere.ContainsKey(name);
}
