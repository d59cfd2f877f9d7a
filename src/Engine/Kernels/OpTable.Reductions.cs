using Gchunk.Engine.Kernels.Folds;

namespace Gchunk.Engine.Kernels;

public static partial class OpTable
{
    /// <summary>The reductions.</summary>
    public static IReadOnlyList<ReductionOp> Reductions { get; } =
    [
        new Fold<Sum, NaNSum>("sum", "The sum; 0 for an empty array.", FoldType.Wide)
        {
            OnComplex = new ComplexFold<ComplexSum>("complex_sum", "The sum of complex numbers."),
        },
        new Prod("prod", "The product; 1 for an empty array.")
        {
            OnComplex = new ComplexFold<ComplexProd>("complex_prod", "The product of complex numbers."),
        },
        new Fold<Min, NaNMin>("min", "The least value.", FoldType.Same)
        {
            OnComplex = new ComplexArgFold<ComplexLeast>("complex_min", "The least complex number.", false),
            Result = ReductionResult.Least,
        },
        new Fold<Max, NaNMax>("max", "The greatest value.", FoldType.Same)
        {
            OnComplex = new ComplexArgFold<ComplexGreatest>("complex_max", "The greatest complex number.", false),
            Result = ReductionResult.Greatest,
        },
        new Fold<Any, NaNAny>("any", "True if any value is true; any number but 0 is true.", FoldType.Truth),
        new Fold<All, All>("all", "True if all values are true; any number but 0 is true.", FoldType.Truth),
        new Count("count", "The number of values that are not NaN.") { Result = ReductionResult.Count },
        new Mean("mean", "The arithmetic mean.")
        {
            Result = ReductionResult.Between,
            OnComplex = new ComplexFold<ComplexMean>("complex_mean", "The mean of complex numbers."),
        },
        new Variance<Var>("var", "The variance: the mean squared distance from the mean."),
        new Variance<Std>("std", "The standard deviation: the square root of the variance."),
        new ArgFold<ArgMin>(
            "argmin",
            "The index of the least value, the first of equal ones; the first NaN wins unless skipped. -1 if all are missing."
        )
        {
            OnComplex = new ComplexArgFold<ComplexLeast>(
                "complex_argmin",
                "The index of the least complex number.",
                true
            ),
        },
        new ArgFold<ArgMax>(
            "argmax",
            "The index of the greatest value, the first of equal ones; the first NaN wins unless skipped. -1 if all are missing."
        )
        {
            OnComplex = new ComplexArgFold<ComplexGreatest>(
                "complex_argmax",
                "The index of the greatest complex number.",
                true
            ),
        },
        new ArgFold<First>("first", "The first value; if NaN is skipped, the first that is not NaN.")
        {
            OnComplex = new ComplexArgFold<ComplexFirst>("complex_first", "The first complex number.", false),
            Result = ReductionResult.Element,
        },
        new ArgFold<Last>("last", "The last value; if NaN is skipped, the last that is not NaN.")
        {
            OnComplex = new ComplexArgFold<ComplexLast>("complex_last", "The last complex number.", false),
            Result = ReductionResult.Element,
        },
    ];

    // It must follow the rows: static fields are initialized in the order of the text.
    private static readonly Dictionary<string, ReductionOp> ReductionByName = AllReductions()
        .ToDictionary(op => op.Name);

    /// <summary>The reductions, and those that they have for complex numbers, which users do not name.</summary>
    internal static IEnumerable<ReductionOp> AllReductions() =>
        Reductions.Concat(Reductions.Select(op => op.OnComplex).OfType<ReductionOp>());

    /// <summary>Returns the reduction with this name.</summary>
    /// <exception cref="GchunkException">There is no such reduction.</exception>
    public static ReductionOp GetReduction(string name) =>
        ReductionByName.TryGetValue(name, out ReductionOp? op)
            ? op
            : throw new GchunkException(Spelling.Unknown("reduction", name, Reductions.Select(op => op.Name)));
}
