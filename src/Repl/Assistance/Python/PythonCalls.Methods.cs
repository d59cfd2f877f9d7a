namespace Gchunk.Repl.Assistance.Python;

// Which methods have arguments of which kind.
internal sealed partial class PythonCalls
{
    // Methods of xarray whose arguments by name are dimensions: sel(time=3) is Sel("time", 3) here.
    private static readonly HashSet<string> ByDimension = new(StringComparer.OrdinalIgnoreCase)
    {
        "Sel",
        "Isel",
        "DropSel",
        "DropIsel",
        "Interp",
        "Chunk",
        "Rename",
        "Rolling",
        "Coarsen",
        "Resample",
        "Shift",
        "Roll",
        "Pad",
        "Head",
        "Tail",
        "Thin",
        "AssignCoords",
        "SwapDims",
        "Stack",
        "SortBy",
        "Reindex",
        "AssignAttrs",
        "SetIndex",
        "ExpandDims",
        "Assign",
    };

    // Arguments of these methods that are not dimensions.
    private static readonly HashSet<string> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        "method",
        "base",
        "loffset",
        "offset",
        "origin",
        "tolerance",
        "drop",
        "center",
        "min_periods",
        "boundary",
        "side",
        "fill_value",
        "roll_coords",
        "mode",
        "constant_values",
        "closed",
        "ascending",
        "label",
        "exact",
        "dim",
        "axis",
    };

    // Functions that join arrays. In Python they also take a tuple.
    private static readonly HashSet<string> Joins = ["Concatenate", "Stack", "VStack", "HStack", "DStack", "Concat"];

    /// <summary>Whether a method reduces along axes or dimensions.</summary>
    public static bool IsReduction(string method) =>
        PythonGroups.Reductions.Contains(method)
        || method is "ArgMax" or "ArgMin" or "Quantile" or "CumSum" or "CumProd";

    /// <summary>Whether arguments by name of a method of xarray are dimensions.</summary>
    public static bool TakesDimensions(string method) => ByDimension.Contains(method);
}
