using Gchunk.Engine.Kernels.Folds;
using Gchunk.Engine.Kernels.Functions;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels;

/// <summary>Every elementwise operation and reduction, a row each: what the language, the optimiser, the executors, the help and the tests know of them.</summary>
public static class OpTable
{
    /// <summary>The elementwise operations.</summary>
    public static IReadOnlyList<ElementwiseOp> Elementwise { get; } =
    [
        new NumericBinary<Add, Maximum>("add", "The sum of two numbers; for bools, whether either is true."),
        new NumericBinary<Subtract>("subtract", "The difference of two numbers.", OnBool.Refuse),
        new NumericBinary<Multiply>("multiply", "The product of two numbers; for bools, whether both are true."),
        new FloatBinary<Divide>("divide", "The quotient of two numbers, as a float."),
        new NumericBinary<Pow>("power", "The first number to the power of the second.", OnBool.AsInt8),
        new NumericUnary<Negative>("negative", "The number with its sign turned.", OnBool.Refuse),
        new NumericUnary<Abs>("absolute", "The number without its sign."),
        new FloatUnary<Sqrt>("sqrt", "The square root; NaN below 0."),
        new FloatUnary<Exp>("exp", "e to the power of the number."),
        new FloatUnary<Log>("log", "The natural logarithm; NaN below 0."),
        new FloatUnary<Sin>("sin", "The sine of an angle in radians."),
        new FloatUnary<Cos>("cos", "The cosine of an angle in radians."),
        new NumericBinary<Minimum>("minimum", "The lesser of two numbers; NaN where either is."),
        new NumericBinary<Maximum>("maximum", "The greater of two numbers; NaN where either is."),
        new NumericBinary<FMin>("fmin", "The lesser of two numbers; the other one where one is NaN."),
        new NumericBinary<FMax>("fmax", "The greater of two numbers; the other one where one is NaN."),
        new NumericComparison<Equal>("equal", "Whether two numbers are equal."),
        new NumericComparison<NotEqual>("not_equal", "Whether two numbers differ."),
        new NumericComparison<Less>("less", "Whether the first number is less than the second."),
        new NumericComparison<LessEqual>("less_equal", "Whether the first number is at most the second."),
        new NumericComparison<Greater>("greater", "Whether the first number is greater than the second."),
        new NumericComparison<GreaterEqual>("greater_equal", "Whether the first number is at least the second."),
        new Logical<LogicalAnd>("logical_and", "Whether both are true; any number but 0 is."),
        new Logical<LogicalOr>("logical_or", "Whether either is true; any number but 0 is."),
        new Logical<LogicalXor>("logical_xor", "Whether just one of two is true; any number but 0 is."),
        new LogicalNot("logical_not", "Whether it is false, which only 0 is."),
        new FloatPredicate<IsNaN>("isnan", "Whether the number is NaN, which stands for a missing value."),
        new FloatPredicate<IsInf>("isinf", "Whether the number is positive or negative infinity."),
        new FloatPredicate<IsFinite>("isfinite", "Whether the number is neither NaN nor infinite."),
        new FloatPredicate<SignBit>("signbit", "Whether the sign is minus, also that of -0."),
        new Where("where", "The second operand where the first is true, the third where it is not."),
    ];

    /// <summary>The reductions.</summary>
    public static IReadOnlyList<ReductionOp> Reductions { get; } =
    [
        new Fold<Sum, NaNSum>("sum", "The sum; 0 of nothing.", FoldType.Wide),
        new Fold<Prod, NaNProd>("prod", "The product; 1 of nothing.", FoldType.Wide),
        new Fold<Min, NaNMin>("min", "The least value.", FoldType.Same),
        new Fold<Max, NaNMax>("max", "The greatest value.", FoldType.Same),
        new Fold<Any, NaNAny>("any", "Whether any value is true; any number but 0 is.", FoldType.Truth),
        new Fold<All, All>("all", "Whether all values are true; any number but 0 is.", FoldType.Truth),
        new Count("count", "The number of values that are not NaN."),
        new Mean("mean", "The arithmetic mean."),
        new Spread<Var>("var", "The variance: the mean squared distance from the mean."),
        new Spread<Std>("std", "The standard deviation: the square root of the variance."),
    ];

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
