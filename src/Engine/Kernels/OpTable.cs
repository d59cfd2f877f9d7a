namespace Gchunk.Engine.Kernels;

/// <summary>Every elementwise operation and reduction, a row each: what the language, the optimiser, the executors, the help and the tests know of them.</summary>
public static class OpTable
{
    /// <summary>The elementwise operations.</summary>
    public static IReadOnlyList<ElementwiseOp> Elementwise { get; } = [];

    /// <summary>The reductions.</summary>
    public static IReadOnlyList<ReductionOp> Reductions { get; } = [];

    // Below the rows on purpose: static fields are filled in the order of the text.
    private static readonly Dictionary<string, ElementwiseOp> ElementwiseByName = Elementwise.ToDictionary(op => op.Name);
    private static readonly Dictionary<string, ReductionOp> ReductionByName = Reductions.ToDictionary(op => op.Name);

    /// <summary>The elementwise operation with this name.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public static ElementwiseOp GetElementwise(string name) =>
        ElementwiseByName.TryGetValue(name, out ElementwiseOp? op) ? op : throw new GchunkException(Spelling.Unknown("elementwise operation", name, ElementwiseByName.Keys));

    /// <summary>The reduction with this name.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public static ReductionOp GetReduction(string name) =>
        ReductionByName.TryGetValue(name, out ReductionOp? op) ? op : throw new GchunkException(Spelling.Unknown("reduction", name, ReductionByName.Keys));
}
