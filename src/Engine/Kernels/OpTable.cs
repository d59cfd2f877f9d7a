using Gchunk.Engine.Kernels.Folds;
using Gchunk.Engine.Kernels.Functions;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels;

/// <summary>
/// Every elementwise operation and reduction, a row each: what the language, the optimiser, the executors, the help and
/// the tests know of them.
/// </summary>
public static class OpTable
{
    /// <summary>The elementwise operations.</summary>
    public static IReadOnlyList<ElementwiseOp> Elementwise { get; } =
    [
        // Arithmetic.
        new NumericBinary<Add, Maximum>("add", "The sum of two numbers; for bools, whether either is true."),
        new NumericBinary<Subtract>("subtract", "The difference of two numbers.", OnBool.Refuse),
        new NumericBinary<Multiply>("multiply", "The product of two numbers; for bools, whether both are true."),
        new FloatBinary<Divide>("divide", "The quotient of two numbers, as a float."),
        new NumericBinary<FloorDivide>(
            "floor_divide",
            "The quotient rounded down; 0 where an integer is divided by 0.",
            OnBool.AsInt8
        ),
        new NumericBinary<Remainder>(
            "remainder",
            "What a division rounded down leaves: it has the divisor's sign; 0 where an integer is divided by 0.",
            OnBool.AsInt8
        ),
        new NumericBinary<FMod>(
            "fmod",
            "What a division rounded towards 0 leaves: it has the dividend's sign.",
            OnBool.AsInt8
        ),
        new NumericBinary<Pow>(
            "power",
            "The first number to the power of the second; integers stay integers, a negative power of one is rounded towards 0.",
            OnBool.AsInt8
        ),
        new FloatPower(
            "float_power",
            "The first number to the power of the second, in float64: integers may have negative exponents."
        ),
        new NumericUnary<Negative>("negative", "The number with its sign turned.", OnBool.Refuse),
        new NumericUnary<Positive>("positive", "The number itself.", OnBool.Refuse),
        new NumericUnary<Abs>("absolute", "The number without its sign."),
        new NumericUnary<Sign>("sign", "1, 0 or -1 for a number above, at or below 0; NaN for NaN.", OnBool.Refuse),
        new NumericUnary<Square>("square", "The number times itself.", OnBool.AsInt8),
        new NumericUnary<Reciprocal>("reciprocal", "1 over the number; rounded towards 0 for integers.", OnBool.AsInt8),
        new FloatBinary<CopySign>("copysign", "The first number with the sign of the second."),
        new FloatBinary<Heaviside>("heaviside", "0 below 0, 1 above 0, at 0 the second number."),
        new FloatBinary<NextAfter>("nextafter", "The float next to the first number on the way to the second."),
        new IntegerBinary<Gcd>("gcd", "The greatest common divisor of two integers.", OnBool.Refuse),
        new IntegerBinary<Lcm>("lcm", "The least common multiple of two integers.", OnBool.Refuse),
        // Powers, exponentials and logarithms.
        new FloatUnary<Sqrt>("sqrt", "The square root; NaN below 0."),
        new FloatUnary<Cbrt>("cbrt", "The cube root."),
        new FloatBinary<Hypot>("hypot", "The square root of the sum of two squares, without overflow on the way."),
        new FloatUnary<Exp>("exp", "e to the power of the number."),
        new FloatUnary<Exp2>("exp2", "2 to the power of the number."),
        new FloatUnary<Expm1>("expm1", "e to the power of the number, less 1; exact near 0."),
        new FloatUnary<Log>("log", "The natural logarithm; NaN below 0."),
        new FloatUnary<Log2>("log2", "The logarithm to base 2; NaN below 0."),
        new FloatUnary<Log10>("log10", "The logarithm to base 10; NaN below 0."),
        new FloatUnary<Log1p>("log1p", "The natural logarithm of 1 more than the number; exact near 0."),
        new FloatBinary<LogAddExp>("logaddexp", "The logarithm of the sum of the exponentials of two numbers."),
        // Angles.
        new FloatUnary<Sin>("sin", "The sine of an angle in radians."),
        new FloatUnary<Cos>("cos", "The cosine of an angle in radians."),
        new FloatUnary<Tan>("tan", "The tangent of an angle in radians."),
        new FloatUnary<Arcsin>("arcsin", "The angle in radians with this sine, from -π/2 to π/2; NaN beyond ±1."),
        new FloatUnary<Arccos>("arccos", "The angle in radians with this cosine, from 0 to π; NaN beyond ±1."),
        new FloatUnary<Arctan>("arctan", "The angle in radians with this tangent, from -π/2 to π/2."),
        new FloatBinary<Arctan2>(
            "arctan2",
            "The angle in radians, from -π to π, of the point whose y is the first number and whose x is the second."
        ),
        new FloatUnary<Sinh>("sinh", "The hyperbolic sine."),
        new FloatUnary<Cosh>("cosh", "The hyperbolic cosine."),
        new FloatUnary<Tanh>("tanh", "The hyperbolic tangent."),
        new FloatUnary<Arcsinh>("arcsinh", "The number with this hyperbolic sine."),
        new FloatUnary<Arccosh>("arccosh", "The number, not below 0, with this hyperbolic cosine; NaN below 1."),
        new FloatUnary<Arctanh>("arctanh", "The number with this hyperbolic tangent; NaN beyond ±1."),
        new FloatUnary<Deg2Rad>("deg2rad", "An angle in degrees, in radians."),
        new FloatUnary<Rad2Deg>("rad2deg", "An angle in radians, in degrees."),
        new FloatUnary<Radians>("radians", "An angle in degrees, in radians."),
        new FloatUnary<Degrees>("degrees", "An angle in radians, in degrees."),
        // Rounding and limits.
        new NumericUnary<Floor>("floor", "The number rounded down; integers stay as they are."),
        new NumericUnary<Ceil>("ceil", "The number rounded up; integers stay as they are."),
        new NumericUnary<Trunc>("trunc", "The number rounded towards 0; integers stay as they are."),
        new FloatUnary<Rint>("rint", "The nearest whole number, the even one of two that are as near."),
        new NumericBinary<Round>(
            "round",
            "The nearest number with so many decimals; negative ones round to tens, hundreds and so on. Half way goes to the even digit.",
            OnBool.AsInt8
        ),
        new NumericBinary<Minimum>("minimum", "The lesser of two numbers; NaN where either is."),
        new NumericBinary<Maximum>("maximum", "The greater of two numbers; NaN where either is."),
        new NumericBinary<FMin>("fmin", "The lesser of two numbers; the other one where one is NaN."),
        new NumericBinary<FMax>("fmax", "The greater of two numbers; the other one where one is NaN."),
        new NumericTernary<Clip>("clip", "The first number, but not less than the second nor more than the third."),
        // Comparisons and truth.
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
        new FloatPredicate<IsPosInf>("isposinf", "Whether the number is positive infinity."),
        new FloatPredicate<IsNegInf>("isneginf", "Whether the number is negative infinity."),
        new FloatPredicate<IsFinite>("isfinite", "Whether the number is neither NaN nor infinite."),
        new FloatPredicate<SignBit>("signbit", "Whether the sign is minus, also that of -0."),
        new Where("where", "The second operand where the first is true, the third where it is not."),
        new NumericBinary<FillNa>("fillna", "The first number, or the second where the first is NaN."),
        // Bits.
        new IntegerBinary<BitwiseAnd>("bitwise_and", "The bits that are set in both of two integers."),
        new IntegerBinary<BitwiseOr>("bitwise_or", "The bits that are set in either of two integers."),
        new IntegerBinary<BitwiseXor>("bitwise_xor", "The bits that are set in just one of two integers."),
        new Invert("invert", "The integer with all bits turned; for bools, the other one."),
        new IntegerBinary<LeftShift>(
            "left_shift",
            "The first integer with its bits moved up by the second.",
            OnBool.AsInt8
        ),
        new IntegerBinary<RightShift>(
            "right_shift",
            "The first integer with its bits moved down by the second; the sign stays.",
            OnBool.AsInt8
        ),
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
        new Variance<Var>("var", "The variance: the mean squared distance from the mean."),
        new Variance<Std>("std", "The standard deviation: the square root of the variance."),
        new ArgFold<ArgMin>(
            "argmin",
            "The position of the least value, the first of equals; the first NaN wins unless skipped. -1 where all are missing."
        ),
        new ArgFold<ArgMax>(
            "argmax",
            "The position of the greatest value, the first of equals; the first NaN wins unless skipped. -1 where all are missing."
        ),
        new ArgFold<First>("first", "The first value; the first that is not NaN where NaN is skipped."),
        new ArgFold<Last>("last", "The last value; the last that is not NaN where NaN is skipped."),
    ];

    // Below the rows on purpose: static fields are filled in the order of the text.
    private static readonly Dictionary<string, ElementwiseOp> ElementwiseByName = Elementwise.ToDictionary(op =>
        op.Name
    );
    private static readonly Dictionary<string, ReductionOp> ReductionByName = Reductions.ToDictionary(op => op.Name);

    /// <summary>The elementwise operation with this name.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public static ElementwiseOp GetElementwise(string name) =>
        ElementwiseByName.TryGetValue(name, out ElementwiseOp? op)
            ? op
            : throw new GchunkException(Spelling.Unknown("elementwise operation", name, ElementwiseByName.Keys));

    /// <summary>The reduction with this name.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public static ReductionOp GetReduction(string name) =>
        ReductionByName.TryGetValue(name, out ReductionOp? op)
            ? op
            : throw new GchunkException(Spelling.Unknown("reduction", name, ReductionByName.Keys));
}
