using System.Text.RegularExpressions;

namespace Gchunk.Repl.Assistance.Python;

/// <summary>Words and lines of Python that have no counterpart, or one that is not made by rewriting the line.</summary>
internal static class PythonWords
{
    private const string Plots =
        "plots are methods of arrays: x.Plot(), x.Hist(), da.PlotMap(); with a file's name they write a picture";

    private static readonly (Regex Line, string Advice)[] Lines =
    [
        .. new (string Line, string Advice)[]
        {
            (
                @"^\s*(import\s+[A-Za-z_.]+(\s+as\s|\s*,|\s*;?\s*$)|from\s+[A-Za-z_.]+\s+import\s)",
                "nothing is imported: the functions of NumPy, Dask and xarray are here by their .NET names, such as Linspace(0, 1, 5) and OpenDataset(\"a.nc\")"
            ),
            (@"^\s*(plt|ax\d*)\.(tri)?contourf?\(", "contours are drawn by x.ContourF(), lines of them by x.Contour()"),
            (
                @"^\s*(plt|ax\d*)\.(pcolormesh|pcolor|imshow|matshow)\(",
                "a grid is drawn by x.PColorMesh(), or x.Plot() of two axes"
            ),
            (@"^\s*(plt|ax\d*)\.hist\(", "a histogram is drawn by x.Hist(bins: 20)"),
            (@"^\s*(plt|ax\d*)\.barh?\(", "bars are drawn by BarPlot(edges, counts), as Histogram returns them"),
            (
                @"^\s*(plt|ax\d*)\.scatter\(",
                "the points of two variables are drawn by their data set: ds.Scatter(x: \"a\", y: \"b\")"
            ),
            (
                @"^\s*(plt|ax\d*)\.(quiver|streamplot|barbs)\(",
                "winds are drawn by their data set: ds.Quiver(…), ds.StreamPlot(…) and ds.Barbs(…) with x, y, u and v"
            ),
            (
                @"^\s*(plt|ax\d*)\.(semilogy|semilogx|loglog|[xy]scale|set_[xy]scale)\(",
                "an axis is logarithmic by x.Line(log: \"y\"), or draw the logarithm: x.Log10().Plot()"
            ),
            (
                @"^\s*(plt|ax\d*|fig)\.(suptitle|(set_)?title|(set_)?[xy]label)\(",
                "titles and labels are arguments: x.Line(title: \"rain\", xlabel: \"time\", ylabel: \"mm\")"
            ),
            (
                @"^\s*(\w+\s*=\s*)?(plt|fig|ax\d*)\.(savefig|show|tight_layout|subplots_adjust|close)\(",
                "a plot is shown at once; with a file's name it is written: x.Plot(\"a.png\")"
            ),
            (
                @"^\s*ax\d*\.(coastlines|add_feature|gridlines|stock_img)\(",
                "PlotMap() draws coastlines, and the grid of degrees"
            ),
            (
                @"^\s*ax\d*\.set_(extent|global)\(",
                "a part of the map is that of the data: da.Sel(\"lat\", Slice(40, 50)).PlotMap()"
            ),
            (
                @"^\s*\w+\s*=\s*(plt\.axes|\w+\.add_subplot)\(.*projection",
                "maps are drawn by da.PlotMap(projection: Robinson())"
            ),
            (@"^\s*(fig\s*,\s*\w+\s*=\s*)?plt\.\w+|^\s*ax\d*\.\w+\(|^\s*fig\.[a-z]\w*\(", Plots),
            (
                @"\b(np|da)\.\w+\.reduce\(",
                "reductions are methods: x.Sum(), x.Prod(), x.Max() and x.Min(), along an axis x.Sum(axis: 0)"
            ),
            (@"\b(np|da)\.\w+\.accumulate\(", "running sums and products are x.CumSum() and x.CumProd()"),
            (@"\b(np|da)\.\w+\.outer\(", "a value for each pair is made by broadcasting: x[.., NewAxis] - y"),
            (@"\bnp\.\w+\.at\(", "elements are changed by assignment: x[positions] = x[positions] + 1"),
            (@"\bapply_over_axes\(", "reductions take several axes: y.Sum((0, 1))"),
            (@"\barange\(\s*[""']\d{4}", "dates are DateRange(\"2000-01-01\", \"2000-01-31\", frequency: \"D\")"),
            (
                @"\bPath\(\s*[""']",
                "files are listed by Directory.GetFiles(\".\", \"*.nc\"), and paths joined by Path.Combine(a, b)"
            ),
            (
                @"\bperformance_report\(",
                "using (PerformanceReport(\"report.html\")) { … } writes a report of what runs in it"
            ),
            (@"\bget_task_stream\(", "using (var stream = client.TaskStream()) { … } records the tasks that end in it"),
            (
                @"\.sel\(.*\bslice\(\s*None\s*,\s*None\s*,\s*-1\s*\)",
                "a dimension is reversed by position: pr.Isel(\"lat\", \"::-1\")"
            ),
            (
                @"^\s*del\s+[A-Za-z_]",
                "variables need not be deleted; Dispose() of an array or a client frees what it holds"
            ),
            (@"^\s*elif\b.*:", "this looks like Python; after the closing brace of the if, write else if (…) { … }"),
            (@"^\s*else\s*:", "this looks like Python; after the closing brace of the if, write else { … }"),
            (
                @"^\s*(try|finally)\s*:|^\s*except\b.*:",
                "this looks like Python; write try { … } catch (Exception e) { … } finally { … }"
            ),
            (@"^\s*raise\b", "this looks like Python; write throw new GchunkException(\"what is wrong\")"),
            (
                @"^\s*assert\s+\S",
                "this looks like Python; write if (!(…)) throw new GchunkException(\"what is wrong\")"
            ),
            (@"^\s*async\s+def\b", "this looks like Python; write async Task<double> F() { … }, and await F()"),
            (
                @"^\s*(yield|nonlocal)\b",
                "this looks like Python; a function returns a list, and sees the variables around it"
            ),
            (@"^\s*pass\s*$", "this looks like Python; a block that does nothing is { }"),
            (@"^\s*global\s+\w", "functions see the variables of the session; there is nothing to write"),
            (@"^\s*class\s+\w+.*:\s*$", "this looks like Python; write class Name { … }"),
            (
                @"^\s*@\s*(dask\.)?delayed\b",
                "there are no decorators here; a function becomes a delayed one by var later = Delay(function)"
            ),
            (@"^\s*@\w+\s*$", "there are no decorators here; call the function that takes the other one"),
            (@"^\s*%(matplotlib|load_ext|autoreload|pylab)\b", "nothing is set up here; a plot is shown by Plot()"),
            (
                @"^\s*(\w+\s*=\s*)?\{[^{}]*\bfor\b[^{}]*\}\s*$",
                "this looks like Python; a dictionary is made by xs.ToDictionary(k => k, k => 1), a set by xs.ToHashSet()"
            ),
            (
                @"^\s*(\w+\s*=\s*)?\w*\s*[""'][^""']*%[sdfge0-9.][^""']*[""']\s*%\s*\S|[""']\s*%\s*\w+\s*\)\s*$",
                "texts with values are written $\"n = {n}\", with a format as {x:F2}"
            ),
            (
                @"[""'][^""']*%[sdfge0-9.][^""']*[""']\s*%\s*[\w(]",
                "texts with values are written $\"n = {n}\", with a format as {x:F2}"
            ),
            (
                @"[\[(].*\bfor\b.*\bin\b.*\bfor\b.*\bin\b",
                "a list of two loops is xs.SelectMany(i => ys.Select(j => (i, j))).ToArray()"
            ),
            (@"[""']\.format\(", "texts with values are written $\"n = {n}\", with a format as {x:F2}"),
            (
                @"^\s*(""{3}|'{3})",
                "a text of several lines is written \"\"\"…\"\"\" with line breaks after and before the quotes"
            ),
            (@"^\s*\w+\s*=\s*\w+\s*=[^=]", "each variable is declared by itself: var a = 3; var b = a"),
            (@"^\s*\w+\s*,\s*\*\w+\s*=", "a list is taken apart by ranges: var first = xs[0]; var rest = xs[1..]"),
            (@"\.[rR]echunk\(\s*\{", "lengths of chunks are a tuple: x.Rechunk((5, 10)); -1 is a whole axis"),
            (
                @"\.update\(",
                "ds[\"name\"] = array adds or replaces a variable, x.Attrs[\"units\"] = \"mm\" an attribute"
            ),
            (@"[""']\s*\.join\(", "texts are joined by string.Join(\", \", texts)"),
            (
                @"\b(combine_nested|CombineNested)\(\s*\[\s*\[",
                "nested lists are combined from the inside: CombineNested([CombineNested([a, b], \"x\"), CombineNested([c, d], \"x\")], \"y\")"
            ),
            (
                @"\bdask_key_name\s*[=:]",
                "a delayed call has the name of its function; client.Submit(f, 3, key: \"a\") names a call"
            ),
            (
                @"\b(groupby_bins|GroupByBins)\(.*\blabels\s*[=:]\s*\[\s*[""']",
                "labels of bins are numbers: labels: [0, 1]; without labels, each bin is named by its edges, as (39, 45]"
            ),
            (
                @"\.(get_params|GetParams)\(",
                "an estimator is made with its settings, new KMeans(clusters: 3), and printing it shows them"
            ),
            (
                @"\.(set_params|SetParams)\(",
                "an estimator is made anew with other settings: var km = new KMeans(clusters: 4)"
            ),
            (
                @"\.(isocalendar|IsoCalendar)\(\)|\.(dt|Dt)\.(week|Week|IsoWeek)\b",
                "the week of the ISO calendar is x[\"time\"].Dt.WeekOfYear"
            ),
            (@"\bresample\(.*\bbase\s*=", "bins begin later by offset: pr.Resample(\"time\", \"5D\", offset: \"2D\")"),
            (
                @"\bwith\b.*\bas\s+\w+\s*,.*\bas\s+\w+\s*:",
                "each has its line: using (var a = …) using (var b = …) { … }"
            ),
            (@"^\s*with\s+(xr\.)?open_\w+\(", "data sets need not be closed; write var ds = OpenDataset(\"a.nc\")"),
            (@"\bint\(\s*f?[""']", "a text is read as a number by int.Parse(\"3\")"),
            (@"\bfloat\(\s*[""']\+?(nan|NaN)[""']", "it is written double.NaN"),
            (
                @"\bfloat\(\s*[""']([+-]?inf)",
                "infinities are written double.PositiveInfinity and double.NegativeInfinity"
            ),
            (@"\bfloat\(\s*f?[""']", "a text is read as a number by double.Parse(\"3.5\")"),
            (@"[""']\s*\[\s*::\s*-1\s*\]", "a text backwards is string.Concat(text.Reverse())"),
            (@"^\s*(\w+\s*=\s*)?\[[^\[\]]*\]\s*\+\s*\[[^\[\]]*\]\s*;?\s*$", OperatorAdvice.Joining),
            (@"^\s*\w+\s*=\s*\[\s*\[", "rows are an array by FromArray([[1, 2], [3, 4]])"),
            (@"\blist\(\s*map\(", "a function of each is xs.Select(v => f(v)).ToList()"),
            (@"\bnp\.c_\s*\[", "columns are put together by Stack([x, y], axis: 1)"),
            (
                @"\bnp\.r_\s*\[",
                "arrays are joined by Concatenate([x, y]), and numbers are an array by FromArray([1, 2, 3])"
            ),
            (@"\bnp\.in1d\(", "write IsIn(x, [1, 2])"),
            (@"\bapply_along_axis\(", "a function along an axis is y.ApplyAlong(0, v => v)"),
            (@"\bnp\.frompyfunc\(", "x.MapBlocks(b => b.Map(v => v * v)) applies a function to each element"),
            (@"\bma\.array\(", "masked arrays are new MaskedArray(values, mask)"),
            (@"\bnp\.dtype\(", "dtypes are DType.Float32, DType.Int64 and so on"),
            (@"\bget_axis_num\(", "the number of a dimension is its place in pr.Dims"),
            (@"\bget_index\(", "the labels of a dimension are its coordinate: pr[\"time\"]"),
            (
                @"\b(clf|km|kmeans|model)\.score\(",
                "the sum of squared distances is km.Inertia; ClusterScores has the scores of labels"
            ),
            (@"^\s*@\s*[\w.]+", "there are no decorators here; call the function that takes the other one"),
        }.Select(l => (new Regex(l.Line, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), l.Advice)),
    ];

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["None"] = "nothing is written null, and a number is never null",
        ["True"] = "it is written true",
        ["False"] = "it is written false",
        ["not"] = "negation is written !, of arrays too: !(x > 0)",
        ["timedelta"] = "durations are TimeSpan.FromDays(1)",
        ["Nonzero"] = "Where(x > 0) returns the positions of what is true along each axis",
        ["list"] = "a list is [1, 2, 3] or new List<double>(); x.ToList() makes one",
        ["dict"] =
            "a dictionary is new Dictionary<string, double> { [\"a\"] = 1 }; dimensions and labels are pairs: (\"time\", 0)",
        ["set"] = "a set is new HashSet<int> { 1, 2 }; xs.ToHashSet() makes one",
        ["tuple"] = "a tuple is (1, 2)",
        ["array"] = "arrays are made by FromArray([1, 2, 3])",
        ["any"] = "it is a method: x.Any()",
        ["all"] = "it is a method: x.All()",
        ["map"] = "it is a method: xs.Select(v => f(v))",
        ["filter"] = "it is a method: xs.Where(v => v > 0)",
        ["reversed"] = "it is a method: xs.Reverse(), or x[\"::-1\"] of an array",
        ["dir"] = "Tab after x. lists its members, and ?x describes it",
        ["exit"] = "exit is a command of the prompt; a script ends with return",
        ["quit"] = "quit is a command of the prompt; a script ends with return",
        ["help"] = "help(name) is a command of the prompt; in code, ReferenceTable.Find(\"name\") looks a name up",
        ["input"] = "Console.ReadLine() reads a line",
        ["open"] =
            "File.ReadAllText(\"a.txt\") and File.ReadLines(\"a.txt\") read texts; data sets are opened by OpenDataset(\"a.nc\")",
        ["os"] = "Path.Combine(a, b), Directory.GetFiles(folder) and Environment take its place",
        ["sys"] = "Args has the arguments, Console.Error is the error output",
        ["glob"] = "Directory.GetFiles(\".\", \"*.nc\") lists files; OpenMfDataset(\"*.nc\") opens them together",
        ["time"] = "%time measures at the prompt; DateTime.Now is the time",
        ["datetime"] = "dates are DateTime.Parse(\"2000-01-31\") or new DateTime(2000, 1, 31)",
        ["json"] = "System.Text.Json.JsonSerializer reads and writes JSON",
        ["re"] = "System.Text.RegularExpressions.Regex has regular expressions",
        ["scipy"] =
            "lines are fitted by LinRegress, and trends removed by Detrend; ReferenceTable.Find(\"filter\") looks for others",
        ["stats"] =
            "lines are fitted by LinRegress, and trends removed by Detrend; ReferenceTable.Find(\"filter\") looks for others",
        ["rng"] = "random numbers need no generator: Rand.Normal((3, 4)), after Rand.Seed(42) the same in each session",
        ["client"] = "make one first: var client = new Client(workers: 2)",
        ["cluster"] = "make one first: var cluster = new LocalCluster(workers: 2)",
        ["sum"] = "it is a method: xs.Sum(), also of a list of calls",
        ["max"] = "it is a method: xs.Max()",
        ["min"] = "it is a method: xs.Min()",
        ["fire_and_forget"] = "it is a method: client.FireAndForget(future)",
        ["FireAndForget"] = "it is a method: client.FireAndForget(future)",
        ["plt"] = Plots,
        ["ax"] = Plots,
        ["fig"] = Plots,
        ["axes"] = Plots,
        ["sns"] = Plots,
        ["df"] = "tables are ReadCsv(\"a.csv\") and ReadParquet(\"a.parquet\")",
        ["intake"] = "a catalogue is opened by OpenCatalog(\"a.yml\")",
        ["bottleneck"] = "reductions that skip NaN are x.Mean(skipNaN: true)",
        ["progress"] = "a bar is shown by using (new ProgressBar()) { … }",
        ["wait"] = "client.Wait(futures) waits for futures",
        ["as_completed"] = "client.AsCompleted(futures) returns futures as they end",
        ["fsspec"] = "addresses are opened as they are: OpenZarr(\"https://…\"), OpenZarr(\"s3://…\")",
        ["StandardScaler"] = "it is called Standardize: new Standardize().FitTransform(x)",
        ["MinMaxScaler"] = "it is called MinMaxScale: new MinMaxScale().FitTransform(x)",
        ["RobustScaler"] = "it is called RobustScale: new RobustScale().FitTransform(x)",
        ["silhouette_score"] = "scores are methods of ClusterScores, such as ClusterScores.Silhouette(samples, labels)",
        ["accuracy_score"] = "the share of equal labels is (a == b).Mean()",
        ["confusion_matrix"] = "pairs of labels are counted by Histogram2D(a, b, …)",
        ["train_test_split"] =
            "rows are split by ranges: x[..80] and x[80..], in random order after Rand.Permutation(x)",
        ["LinearRegression"] = "LinRegress and PolyFit fit along a dimension; Lstsq(a, b) solves least squares",
        ["RandomForestClassifier"] = "classifiers are those of ML.NET, see docs/mlnet.md",
        ["QuantileTransformer"] = "transformers are Standardize, MinMaxScale and RobustScale",
        ["PolynomialFeatures"] = "powers are stacked: Stack([x, x * x], 1)",
        ["AgglomerativeClustering"] = "hierarchies are made by new Agglomerative(3), if the samples fit memory",
        ["TruncatedSVD"] = "new Pca(2), or SvdCompressed(x, 2) of the array itself",
        ["IncrementalPCA"] = "new Pca(2) goes through the samples block by block",
        ["NMF"] = "new Pca(2) decomposes samples; there is no NMF",
        ["make_blobs"] = "samples around centers are Rand.Normal((100, 2)) + Rand.Choice(3, 100).Reshape((100, 1)) * 5",
        ["ParallelPostFit"] = "predictions are lazy and run block by block: new KMeans(3).Fit(x).Predict(y)",
        ["Incremental"] = "new MiniBatchKMeans(3).PartialFit(block) learns block by block",
        ["HyperbandSearchCV"] = "a loop tries settings: foreach (int k in new[] { 2, 3 }) …",
        ["RandomizedSearchCV"] = "a loop tries settings: foreach (int k in new[] { 2, 3 }) …",
        ["LogisticRegression"] = "classifiers are those of ML.NET, see docs/mlnet.md",
        ["OneHotEncoder"] = "a column a label is x.Equal(0).AsType(DType.Float64); Stack([…], 1) puts columns together",
        ["LabelEncoder"] = "UniqueAll(x) numbers the values: Values has them, Inverse their numbers",
        ["make_pipeline"] = "steps are given as new Pipeline(new Standardize(), new KMeans(3))",
        ["GridSearchCV"] = "a loop tries settings: foreach (int k in new[] { 2, 3 }) …",
        ["eval"] = "code is read from files: #load \"a.csx\"",
        ["exec"] = "code is read from files: #load \"a.csx\"",
        ["hasattr"] = "Tab after x. lists its members",
        ["getattr"] = "members are written x.Name",
        ["vars"] = "%whos lists the variables of the session",
        ["hash"] = "hashes are x.GetHashCode()",
        ["id"] = "ReferenceEquals(x, y) says whether two names are one object",
        ["hex"] = "a number in hexadecimal is $\"{n:x}\"",
        ["chr"] = "a character by its number is (char)97",
        ["ord"] = "the number of a character is (int)'a'",
        ["callable"] = "functions have the type Func<double, double>",
        ["complex"] = "complex numbers are new Complex(1, 2)",
        ["sorted"] = "it is a method: xs.Order(), downwards xs.OrderDescending()",
        ["lambda"] = "functions are v => v + 1",
        ["KubeCluster"] = "it is called KubernetesCluster",
        ["BisectingKMeans"] = "clusters are found by new KMeans(3) and new MiniBatchKMeans(3)",
        ["LogNorm"] = "x.Log10().Plot() shows the logarithm",
        ["db"] = "bags are sequences of calls: xs.Select(v => Delay(f)(v)), and Compute of them",
        ["nonlocal"] = "functions see the variables around them; there is nothing to write",
        ["s3fs"] = "addresses are opened as they are: OpenZarr(\"s3://…\")",
        ["cat"] = "a catalogue is opened by var cat = OpenCatalog(\"a.yml\")",
        ["elif"] = "write else if (…) { … }",
        ["raise"] = "write throw new GchunkException(\"what is wrong\")",
    };

    /// <summary>Returns what to write instead of a line of Python; null if the line is not one of these.</summary>
    public static string? OfLine(string line) => Array.Find(Lines, l => l.Line.IsMatch(line)).Advice;

    /// <summary>Returns what to write instead of a name of Python that does not exist here; null if it is unknown.</summary>
    public static string? Instead(string name) =>
        Words.GetValueOrDefault(name) is { } advice ? $"no name '{name}' here: {advice}" : null;
}
