using System.Reflection;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;

namespace Gchunk.Repl.Assistance.Python;

/// <summary>What Python's names are here.</summary>
internal static partial class PythonNames
{
    /// <summary>The modules whose names need no prefix, as they are usually imported.</summary>
    public static readonly HashSet<string> Modules =
    [
        "np",
        "numpy",
        "da",
        "xr",
        "xarray",
        "dask",
        "pd",
        "distributed",
        "math",
        "sklearn",
        "dask_ml",
        "intake",
        "ccrs",
        "datetime",
        "cfeature",
        "dd",
        "joblib",
        "pickle",
        "rioxarray",
        "rng",
    ];

    /// <summary>Parts of modules that need no name of their own.</summary>
    public static readonly HashSet<string> Submodules =
    [
        "array",
        "linalg",
        "fft",
        "distributed",
        "cluster",
        "decomposition",
        "preprocessing",
        "metrics",
        "mixture",
        "datasets",
        "model_selection",
        "pipeline",
        "crs",
        "lib",
    ];

    // What has another name here, or a name that differs by more than its case.
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["random.rand"] = "Rand.Uniform",
        ["random.random"] = "Rand.Uniform",
        ["random.random_sample"] = "Rand.Uniform",
        ["random.uniform"] = "Rand.Uniform",
        ["random.randn"] = "Rand.Normal",
        ["random.standard_normal"] = "Rand.Normal",
        ["random.normal"] = "Rand.Normal",
        ["random.randint"] = "Rand.Integers",
        ["random.integers"] = "Rand.Integers",
        ["random.choice"] = "Rand.Choice",
        ["random.permutation"] = "Rand.Permutation",
        ["random.seed"] = "Rand.Seed",
        ["random.shuffle"] = "Rand.Permutation",
        ["random.lognormal"] = "Rand.LogNormal",
        ["identity"] = "Eye",
        ["mod"] = "Remainder",
        ["absolute"] = "Abs",
        ["nan_to_num"] = "NanToNum",
        ["true_divide"] = "Divide",
        ["trapz"] = "Trapezoid",
        ["datetime"] = "new DateTime",
        ["timedelta"] = "timedelta",
        ["column_stack"] = "HStack",
        ["row_stack"] = "VStack",
        ["array_split"] = "Split",
        ["hsplit"] = "Split",
        ["array_equal"] = "AllClose",
        ["load_dataset"] = "OpenDataset",
        ["open_dataarray"] = "OpenDataset",
        ["cftime_range"] = "DateRange",
        ["to_datetime"] = "DateTime.Parse",
        ["apply_along_axis"] = "ApplyAlong",
        ["open_catalog"] = "OpenCatalog",
        ["load"] = "FromNpy",
        ["ma.masked_where"] = "Ma.MaskedWhere",
        ["ma.masked_invalid"] = "Ma.MaskedInvalid",
        ["ma.masked_array"] = "Ma.MaskedArray",

        ["pi"] = "Math.PI",
        ["e"] = "Math.E",
        ["nan"] = "double.NaN",
        ["NaN"] = "double.NaN",
        ["inf"] = "double.PositiveInfinity",
        ["newaxis"] = "NewAxis",
        ["datetime64"] = "DateTime.Parse",
        ["Timestamp"] = "DateTime.Parse",
        ["corrcoef"] = "Corr",
        ["array"] = "FromArray",
        ["asarray"] = "FromArray",
        ["power"] = "Pow",
        ["amax"] = "Max",
        ["amin"] = "Min",
        ["arctan2"] = "Arctan2",
    };

    // The same, of functions and members that are written without a module.
    private static readonly Dictionary<string, string> OtherMembers = new(StringComparer.Ordinal)
    {
        ["ndim"] = "Rank",
        ["delayed"] = "Delay",
        ["as_completed"] = "client.AsCompleted",
        ["apply"] = "Map",
        ["apply_ufunc"] = "ApplyUFunc",
        ["data_vars"] = "Variables",
        ["silhouette_score"] = "ClusterScores.Silhouette",
        ["silhouette_samples"] = "ClusterScores.SilhouetteSamples",
        ["calinski_harabasz_score"] = "ClusterScores.CalinskiHarabasz",
        ["davies_bouldin_score"] = "ClusterScores.DaviesBouldin",
        ["adjusted_rand_score"] = "ClusterScores.AdjustedRand",
        ["normalized_mutual_info_score"] = "ClusterScores.NormalizedMutualInfo",
        ["adjusted_mutual_info_score"] = "ClusterScores.AdjustedMutualInfo",
        ["homogeneity_score"] = "ClusterScores.Homogeneity",
        ["completeness_score"] = "ClusterScores.Completeness",
        ["v_measure_score"] = "ClusterScores.VMeasure",
        ["upper"] = "ToUpper",
        ["lower"] = "ToLower",
        ["strip"] = "Trim",
        ["startswith"] = "StartsWith",
        ["endswith"] = "EndsWith",
    };

    private static readonly Dictionary<string, string> OtherParameters = new(StringComparer.Ordinal)
    {
        ["n_clusters"] = "clusters",
        ["n_components"] = "components",
        ["n_init"] = "starts",
        ["random_state"] = "seed",
        ["n_workers"] = "workers",
        ["num"] = "count",
        ["freq"] = "frequency",
        ["size"] = "shape",
        ["loc"] = "mean",
        ["lam"] = "mean",
        ["cmap"] = "colors",
        ["filename"] = "path",
        ["dx"] = "spacing",
        ["skipna"] = "skipNaN",
        ["concat_dim"] = "concatDim",
        ["min_samples"] = "minSamples",
        ["n_neighbors"] = "neighbors",
        ["covariance_type"] = "covariance",
        ["output_dtypes"] = "dtype",
        ["eps"] = "radius",
        ["deg"] = "degree",
        ["max_iter"] = "maxIterations",
        ["tol"] = "tolerance",
        ["svd_solver"] = "solver",
        ["assign_labels"] = "assign",
        ["queue"] = "partition",
        ["input_core_dims"] = "coreDims",
        ["unlimited_dims"] = "unlimited",
        ["optimize_graph"] = "optimise",
        ["memory_limit"] = "memoryLimit",
        ["memory"] = "memoryLimit",
        ["lw"] = "linewidth",
        ["c"] = "color",
        ["optimize"] = "optimise",
    };

    private static readonly Dictionary<string, string> DTypes = new(StringComparer.Ordinal)
    {
        ["float"] = "Float64",
        ["int"] = "Int64",
        ["bool"] = "Bool",
        ["bool_"] = "Bool",
        ["complex"] = "Complex128",
        ["f4"] = "Float32",
        ["f8"] = "Float64",
        ["i4"] = "Int32",
        ["i8"] = "Int64",
        ["u1"] = "UInt8",
    };

    // Types of gchunk; instances of these are made with new.
    private static readonly Lazy<(HashSet<string> Types, Dictionary<string, string> Names)> Known = new(Read);

    // Parameters whose names have capitals within.
    private static readonly Lazy<Dictionary<string, string>> Parameters = new(ReadParameters);

    private static readonly Lazy<List<(string Parameter, Type Type)>> Enumerations = new(ReadEnumerations);

    /// <summary>Returns the name here of a name of a module; null if it is not known.</summary>
    public static string? OfModule(string name) =>
        Others.TryGetValue(name, out string? other) ? other
        : name is "Index" or "Variable" or "shape" ? null
        : name is "timedelta64" ? null
        : DType(name) is { } dtype ? dtype
        : name.StartsWith("random.", StringComparison.Ordinal) ? OfRand(name["random.".Length..])
        : Member(name);

    private static string? OfRand(string name) =>
        typeof(Rand).GetMethods().FirstOrDefault(m => Plain(m.Name) == Plain(name)) is { } function
            ? "Rand." + function.Name
            : null;

    /// <summary>
    /// Returns the parameters of a distribution whose shape comes first here, unlike in NumPy; null for other functions.
    /// </summary>
    public static ParameterInfo[]? AfterShape(string function)
    {
        if (!function.StartsWith("Rand.", StringComparison.Ordinal))
            return null;
        var forms = typeof(Rand)
            .GetMethods()
            .Where(m => m.Name == function["Rand.".Length..])
            .Select(m => m.GetParameters())
            .ToArray();
        // Where another form takes plain numbers first, Python's order is right here too.
        if (forms.Length == 0 || forms.Any(f => f.Length > 2 && IsNumber(f[0]) && IsNumber(f[1])))
            return null;
        return forms.FirstOrDefault(f => f[0].Name == "shape") is { } form
            ? [.. form.Skip(1).TakeWhile(IsNumber)]
            : null;

        static bool IsNumber(ParameterInfo p) => p.ParameterType == typeof(double) || p.ParameterType == typeof(long);
    }

    /// <summary>Whether a distribution has a form whose parameters are arrays, before the shape.</summary>
    public static bool TakesArrays(string function) =>
        typeof(Rand)
            .GetMethods()
            .Any(m => "Rand." + m.Name == function && m.GetParameters()[0].ParameterType == typeof(ChunkedArray));

    /// <summary>Returns a name of Python's module math: <c>Math.Sqrt</c>; null if there is none.</summary>
    public static string? OfMath(string name) =>
        typeof(Math).GetMembers().FirstOrDefault(m => Plain(m.Name) == Plain(name)) is { } member
            ? "Math." + member.Name
            : null;

    /// <summary>Returns the conversion of a number to a dtype, <c>(int)</c>; null if C# has none.</summary>
    public static string? Conversion(string dtype) =>
        dtype switch
        {
            "DType.Float64" => "(double)",
            "DType.Float32" => "(float)",
            "DType.Int64" => "(long)",
            "DType.Int32" => "(int)",
            "DType.Int16" => "(short)",
            "DType.UInt8" => "(byte)",
            _ => null,
        };

    /// <summary>Returns a dtype: of <c>float32</c>, <c>DType.Float32</c>. Null if it is none.</summary>
    public static string? DType(string name)
    {
        if (DTypes.TryGetValue(name, out string? known))
            return "DType." + known;
        string? found = Array.Find(Enum.GetNames<DType>(), n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found is null ? null : "DType." + found;
    }

    /// <summary>Returns the name of a function or member with the case that it has here; null if there is none.</summary>
    public static string? Member(string name) =>
        OtherMembers.GetValueOrDefault(name)
        // Any name may be that of a dimension.
        ?? (name is "t" ? null : Known.Value.Names.GetValueOrDefault(Plain(name)));

    /// <summary>Returns where a function of the same letters is here: <c>ClusterScores.Silhouette</c>; null if it is none.</summary>
    public static string? ElsewhereCalled(string name) =>
        OtherMembers.FirstOrDefault(m => m.Value.Contains('.', StringComparison.Ordinal) && !Differ(m.Key, name)).Value;

    /// <summary>Returns the name of a parameter with the case that it has here, or as it is.</summary>
    public static string Parameter(string name) =>
        OtherParameters.GetValueOrDefault(name) ?? Parameters.Value.GetValueOrDefault(Plain(name), name);

    /// <summary>
    /// Returns a text as a value of the enumeration that the parameter has: <c>Combine.ByCoords</c>. Null if it has none.
    /// </summary>
    public static string? EnumValue(string parameter, string text)
    {
        string value =
            text is "ffill" or "bfill" && parameter == "method" ? (text == "ffill" ? "pad" : "backfill") : text;
        return Enumerations
            .Value.Where(e => e.Parameter == parameter)
            .SelectMany(e =>
                Enum.GetNames(e.Type).Where(n => Plain(n) == Plain(value)).Select(n => $"{e.Type.Name}.{n}")
            )
            .FirstOrDefault();
    }

    /// <summary>Whether this is a type of gchunk, so that its instances are made with <c>new</c>.</summary>
    public static bool IsType(string name) => Known.Value.Types.Contains(name);

    /// <summary>Whether lazy arrays have a method of this name, and there is no function of it.</summary>
    public static bool IsOnlyMethod(string name) =>
        Array.Exists(typeof(ChunkedArray).GetMethods(), m => m.Name == name)
        && !Array.Exists(typeof(Prelude).GetMethods(), m => m.Name == name)
        && !IsType(name)
        && !WithoutCounterpart.ContainsKey(name);

    /// <summary>
    /// Returns the name of a method of arrays that is no function, as it is written here; null if there is none.
    /// </summary>
    public static string? OnlyMethod(string name) =>
        char.IsUpper(name[0]) && Member(name) is { } member && !Differ(name, member) && IsOnlyMethod(member)
            ? member
            : null;

    /// <summary>Returns the reduction that skips NaN as <c>NanMean</c> does; null for other names.</summary>
    public static string? SkippingNaN(string name) =>
        Plain(name).StartsWith("nan", StringComparison.Ordinal)
        && Member(name[3..]) is { } member
        && typeof(Prelude)
            .GetMethods()
            .Any(m => m.Name == member && Array.Exists(m.GetParameters(), p => p.Name == "skipNaN"))
            ? member
            : null;

    /// <summary>Whether two names differ by more than capitals and underscores.</summary>
    public static bool Differ(string one, string other) => Plain(one) != Plain(other);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static IEnumerable<Type> Exported() =>
        typeof(Prelude)
            .Assembly.GetExportedTypes()
            .Concat(typeof(KMeans).Assembly.GetExportedTypes())
            .Where(t => t.Namespace?.StartsWith("Gchunk.", StringComparison.Ordinal) == true);

    private static (HashSet<string>, Dictionary<string, string>) Read()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        HashSet<string> types = [];
        foreach (var type in Exported())
        {
            if (type is { IsAbstract: false, IsGenericType: false } && type.GetConstructors().Length > 0)
                types.Add(type.Name);
        }
        // A function comes before a type of the same letters.
        foreach (string name in Exported().SelectMany(t => t.GetMembers()).Select(m => m.Name).Concat(types))
        {
            if (char.IsUpper(name[0]))
                names.TryAdd(Plain(name), name);
        }
        types.ExceptWith(typeof(Prelude).GetMethods().Select(m => m.Name));
        return (types, names);
    }

    private static IEnumerable<ParameterInfo> AllParameters() =>
        Exported()
            .SelectMany(t => t.GetMethods().Cast<MethodBase>().Concat(t.GetConstructors()))
            .SelectMany(m => m.GetParameters())
            .Where(p => p.Name is not null);

    private static List<(string Parameter, Type Type)> ReadEnumerations() =>
        [
            .. AllParameters()
                .Select(p => (p.Name!, Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType))
                .Where(p => p.Item2.IsEnum)
                .Distinct(),
        ];

    private static Dictionary<string, string> ReadParameters()
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in AllParameters())
            parameters.TryAdd(Plain(parameter.Name!), parameter.Name!);
        return parameters;
    }
}
