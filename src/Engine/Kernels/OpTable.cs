using Gchunk.Engine.Kernels.ComplexNumbers;
using Gchunk.Engine.Kernels.Functions;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels;

/// <summary>
/// The table of all elementwise operations and reductions. The language, the optimizer, the executors, the help and
/// the tests are built on its rows.
/// </summary>
public static partial class OpTable
{
    /// <summary>The elementwise operations.</summary>
    public static IReadOnlyList<ElementwiseOp> Elementwise { get; } =
    [
        // Arithmetic.
        new NumericBinary<Add, Maximum>("add", "The sum of two numbers; for bools, the logical or.")
        {
            OnComplex = new OnEachPart(),
        },
        new NumericBinary<Subtract>("subtract", "The difference of two numbers.", OnBool.Refuse)
        {
            OnComplex = new OnEachPart(),
        },
        new NumericBinary<Multiply>("multiply", "The product of two numbers; for bools, the logical and.")
        {
            OnComplex = new ComplexBinary<ComplexMultiply>(),
        },
        new FloatBinary<Divide>("divide", "The quotient of two numbers, as a float.")
        {
            OnComplex = new ComplexBinary<ComplexDivide>(),
        },
        new NumericBinary<FloorDivide>(
            "floor_divide",
            "The quotient rounded down; an integer divided by 0 gives 0.",
            OnBool.AsInt8
        ),
        new NumericBinary<Remainder>(
            "remainder",
            "The remainder of the division rounded down, with the divisor's sign; an integer divided by 0 gives 0.",
            OnBool.AsInt8
        ),
        new NumericBinary<FMod>(
            "fmod",
            "The remainder of the division rounded towards 0, with the dividend's sign.",
            OnBool.AsInt8
        ),
        new NumericBinary<Pow>(
            "power",
            "The first number raised to the power of the second; integers stay integers, and a negative power is rounded towards 0.",
            OnBool.AsInt8
        )
        {
            OnComplex = new ComplexBinary<ComplexPower>(),
        },
        new FloatPower(
            "float_power",
            "The first number raised to the power of the second, in float64: integers may have negative exponents."
        )
        {
            OnComplex = new InComplex128(new ComplexBinary<ComplexPower>()),
        },
        new NumericUnary<Negative>("negative", "The number with its sign changed.", OnBool.Refuse)
        {
            OnComplex = new OnEachPart(),
            KeepsAttributes = true,
        },
        new NumericUnary<Positive>("positive", "The number itself.", OnBool.Refuse)
        {
            OnComplex = new OnEachPart(),
            KeepsAttributes = true,
        },
        new NumericUnary<Abs>("absolute", "The absolute value.")
        {
            OnComplex = new ComplexMeasure<ComplexAbs>(),
            KeepsAttributes = true,
        },
        new FloatUnary<FAbs>("fabs", "The absolute value, as a float.") { KeepsAttributes = true },
        new NumericUnary<Sign>(
            "sign",
            "The sign: 1 for a positive number, -1 for a negative one, 0 for 0; NaN for NaN.",
            OnBool.Refuse
        )
        {
            OnComplex = new ComplexUnary<ComplexSign>(),
        },
        new NumericUnary<Square>("square", "The square.", OnBool.AsInt8)
        {
            OnComplex = new ComplexUnary<ComplexSquare>(),
        },
        new NumericUnary<Reciprocal>(
            "reciprocal",
            "The reciprocal, 1 / x; rounded towards 0 for integers.",
            OnBool.AsInt8
        )
        {
            OnComplex = new ComplexUnary<ComplexReciprocal>(),
        },
        new NumericUnary<Real>("real", "The real part of a complex number; a real number itself.")
        {
            KeepsAttributes = true,
            OnComplex = new ComplexMeasure<ComplexReal>(),
        },
        new NumericUnary<Imag>("imag", "The imaginary part of a complex number; 0 for a real one.")
        {
            KeepsAttributes = true,
            OnComplex = new ComplexMeasure<ComplexImag>(),
        },
        new NumericUnary<Conj>("conj", "The complex conjugate: the number with the sign of its imaginary part changed.")
        {
            KeepsAttributes = true,
            OnComplex = new ComplexUnary<ComplexConj>(),
        },
        new FloatUnary<Angle>("angle", "The angle of a complex number in radians, from -π to π.")
        {
            OnComplex = new ComplexMeasure<ComplexAngle>(),
        },
        new FloatBinary<CopySign>("copysign", "The first number with the sign of the second."),
        new FloatBinary<Heaviside>(
            "heaviside",
            "The step function: 0 for negative numbers, 1 for positive ones, the second operand for 0."
        ),
        new FloatBinary<NextAfter>(
            "nextafter",
            "The next float after the first number, in the direction of the second."
        ),
        new FloatUnary<Spacing>("spacing", "The distance to the next float away from 0, with the number's sign."),
        new FloatUnary<FrexpMantissa>(
            "frexp_mantissa",
            "The mantissa m of x = m × 2^e, with 0.5 ≤ |m| < 1; 0, NaN and infinities stay."
        ),
        new FrexpExponent(
            "frexp_exponent",
            "The exponent e of x = m × 2^e, with 0.5 ≤ |m| < 1, as int32; 0 for 0, NaN and infinities."
        ),
        new Ldexp("ldexp", "The first number times 2 to the power of the second, an integer: x × 2^n."),
        new IntegerBinary<Gcd>("gcd", "The greatest common divisor of two integers.", OnBool.Refuse),
        new IntegerBinary<Lcm>("lcm", "The least common multiple of two integers.", OnBool.Refuse),
        // Powers, exponentials and logarithms.
        new FloatUnary<Sqrt>("sqrt", "The square root; NaN below 0.") { OnComplex = new ComplexUnary<ComplexSqrt>() },
        new FloatUnary<Cbrt>("cbrt", "The cube root."),
        new FloatBinary<Hypot>("hypot", "The square root of x² + y², without intermediate overflow."),
        new FloatUnary<Exp>("exp", "The exponential function, e^x.") { OnComplex = new ComplexUnary<ComplexExp>() },
        new FloatUnary<Exp2>("exp2", "The power of two, 2^x.") { OnComplex = new ComplexUnary<ComplexExp2>() },
        new FloatUnary<Expm1>("expm1", "The exponential function minus 1, e^x - 1; accurate near 0.")
        {
            OnComplex = new ComplexUnary<ComplexExpm1>(),
        },
        new FloatUnary<Log>("log", "The natural logarithm; NaN below 0.")
        {
            OnComplex = new ComplexUnary<ComplexLog>(),
        },
        new FloatUnary<Log2>("log2", "The logarithm to base 2; NaN below 0.")
        {
            OnComplex = new ComplexUnary<ComplexLog2>(),
        },
        new FloatUnary<Log10>("log10", "The logarithm to base 10; NaN below 0.")
        {
            OnComplex = new ComplexUnary<ComplexLog10>(),
        },
        new FloatUnary<Log1p>("log1p", "The natural logarithm of 1 + x; accurate near 0.")
        {
            OnComplex = new ComplexUnary<ComplexLog1p>(),
        },
        new FloatBinary<LogAddExp>("logaddexp", "The logarithm of the sum of two exponentials, log(e^x + e^y)."),
        new FloatBinary<LogAddExp2>("logaddexp2", "The logarithm to base 2 of the sum of two powers, log2(2^x + 2^y)."),
        new FloatUnary<I0>("i0", "The modified Bessel function of the first kind, of order 0."),
        // Angles.
        new FloatUnary<Sin>("sin", "The sine of an angle in radians.") { OnComplex = new ComplexUnary<ComplexSin>() },
        new FloatUnary<Cos>("cos", "The cosine of an angle in radians.") { OnComplex = new ComplexUnary<ComplexCos>() },
        new FloatUnary<Tan>("tan", "The tangent of an angle in radians.")
        {
            OnComplex = new ComplexUnary<ComplexTan>(),
        },
        new FloatUnary<Arcsin>("arcsin", "The inverse sine, in radians from -π/2 to π/2; NaN outside [-1, 1].")
        {
            OnComplex = new ComplexUnary<ComplexArcsin>(),
        },
        new FloatUnary<Arccos>("arccos", "The inverse cosine, in radians from 0 to π; NaN outside [-1, 1].")
        {
            OnComplex = new ComplexUnary<ComplexArccos>(),
        },
        new FloatUnary<Arctan>("arctan", "The inverse tangent, in radians from -π/2 to π/2.")
        {
            OnComplex = new ComplexUnary<ComplexArctan>(),
        },
        new FloatBinary<Arctan2>(
            "arctan2",
            "The angle of the point (x, y) in radians, from -π to π; y is the first operand, x the second."
        ),
        new FloatUnary<Sinh>("sinh", "The hyperbolic sine.") { OnComplex = new ComplexUnary<ComplexSinh>() },
        new FloatUnary<Cosh>("cosh", "The hyperbolic cosine.") { OnComplex = new ComplexUnary<ComplexCosh>() },
        new FloatUnary<Tanh>("tanh", "The hyperbolic tangent.") { OnComplex = new ComplexUnary<ComplexTanh>() },
        new FloatUnary<Arcsinh>("arcsinh", "The inverse hyperbolic sine.")
        {
            OnComplex = new ComplexUnary<ComplexArcsinh>(),
        },
        new FloatUnary<Arccosh>("arccosh", "The inverse hyperbolic cosine; NaN below 1.")
        {
            OnComplex = new ComplexUnary<ComplexArccosh>(),
        },
        new FloatUnary<Arctanh>("arctanh", "The inverse hyperbolic tangent; NaN outside [-1, 1].")
        {
            OnComplex = new ComplexUnary<ComplexArctanh>(),
        },
        new FloatUnary<Sinc>("sinc", "The normalized sine cardinal, sin(πx) / (πx); 1 for 0.")
        {
            OnComplex = new ComplexUnary<ComplexSinc>(),
        },
        new FloatUnary<Deg2Rad>("deg2rad", "Converts an angle from degrees to radians."),
        new FloatUnary<Rad2Deg>("rad2deg", "Converts an angle from radians to degrees."),
        new FloatUnary<Radians>("radians", "Converts an angle from degrees to radians."),
        new FloatUnary<Degrees>("degrees", "Converts an angle from radians to degrees."),
        // Rounding and limits.
        new NumericUnary<Floor>("floor", "The number rounded down; integers stay as they are.")
        {
            KeepsAttributes = true,
        },
        new NumericUnary<Ceil>("ceil", "The number rounded up; integers stay as they are.") { KeepsAttributes = true },
        new NumericUnary<Trunc>("trunc", "The number rounded towards 0; integers stay as they are.")
        {
            KeepsAttributes = true,
        },
        new FloatUnary<Fix>("fix", "The number rounded towards 0, as a float.") { KeepsAttributes = true },
        new FloatUnary<Rint>("rint", "The number rounded to the nearest integer; halves are rounded to even.")
        {
            OnComplex = new OnEachPart(),
            KeepsAttributes = true,
        },
        new NumericBinary<Round>(
            "round",
            "The number rounded to a number of decimals; negative decimals round to tens, hundreds and so on. Halves are rounded to even.",
            OnBool.AsInt8
        )
        {
            OnComplex = new ComplexBinary<ComplexRound>(),
            KeepsAttributes = true,
        },
        new NumericBinary<Minimum>("minimum", "The lesser of two numbers; NaN if either is NaN.")
        {
            OnComplex = new ComplexBinary<ComplexMinimum>(),
        },
        new NumericBinary<Maximum>("maximum", "The greater of two numbers; NaN if either is NaN.")
        {
            OnComplex = new ComplexBinary<ComplexMaximum>(),
        },
        new NumericBinary<FMin>("fmin", "The lesser of two numbers; if one is NaN, the other.")
        {
            OnComplex = new ComplexBinary<ComplexFMin>(),
        },
        new NumericBinary<FMax>("fmax", "The greater of two numbers; if one is NaN, the other.")
        {
            OnComplex = new ComplexBinary<ComplexFMax>(),
        },
        new NumericTernary<Clip>("clip", "The first number, limited to the range from the second to the third.")
        {
            OnComplex = new ComplexClip(),
            KeepsAttributes = true,
        },
        // Comparisons and logic.
        new NumericComparison<Equal>("equal", "True where two numbers are equal.")
        {
            OnComplex = new ComplexTest<ComplexEqual>(),
            WhereMissing = MissingOperand.IsFalse,
        },
        new NumericComparison<NotEqual>("not_equal", "True where two numbers differ.")
        {
            OnComplex = new ComplexTest<ComplexNotEqual>(),
            WhereMissing = MissingOperand.IsTrue,
        },
        new NumericComparison<Less>("less", "True where the first number is less than the second.")
        {
            OnComplex = new ComplexTest<ComplexLess>(),
            WhereMissing = MissingOperand.IsFalse,
        },
        new NumericComparison<LessEqual>("less_equal", "True where the first number is at most the second.")
        {
            OnComplex = new ComplexTest<ComplexLessEqual>(),
            WhereMissing = MissingOperand.IsFalse,
        },
        new NumericComparison<Greater>("greater", "True where the first number is greater than the second.")
        {
            OnComplex = new ComplexTest<ComplexGreater>(),
            WhereMissing = MissingOperand.IsFalse,
        },
        new NumericComparison<GreaterEqual>("greater_equal", "True where the first number is at least the second.")
        {
            OnComplex = new ComplexTest<ComplexGreaterEqual>(),
            WhereMissing = MissingOperand.IsFalse,
        },
        new Logical<LogicalAnd>("logical_and", "True where both operands are true; any number but 0 is true.")
        {
            OnComplex = new OnTruth(),
        },
        new Logical<LogicalOr>("logical_or", "True where either operand is true; any number but 0 is true.")
        {
            OnComplex = new OnTruth(),
        },
        new Logical<LogicalXor>("logical_xor", "True where exactly one operand is true; any number but 0 is true.")
        {
            OnComplex = new OnTruth(),
        },
        new LogicalNot("logical_not", "True where the operand is false; only 0 is false.")
        {
            OnComplex = new OnTruth(),
        },
        new FloatPredicate<IsNaN>("isnan", "True where the number is NaN, that is, missing.")
        {
            OnComplex = new ComplexTest<ComplexIsNaN>(),
        },
        new FloatPredicate<IsInf>("isinf", "True where the number is positive or negative infinity.")
        {
            OnComplex = new ComplexTest<ComplexIsInf>(),
        },
        new FloatPredicate<IsPosInf>("isposinf", "True where the number is positive infinity."),
        new FloatPredicate<IsNegInf>("isneginf", "True where the number is negative infinity."),
        new FloatPredicate<IsFinite>("isfinite", "True where the number is neither NaN nor infinite.")
        {
            OnComplex = new ComplexTest<ComplexIsFinite>(),
        },
        new FloatPredicate<SignBit>("signbit", "True where the sign bit is set, also for -0."),
        new Where("where", "The second operand where the first is true, the third elsewhere.")
        {
            OnComplex = new ComplexChoice(),
            WhereMissing = MissingOperand.IsChosen,
        },
        new NumericBinary<FillNa>("fillna", "The first number; where it is NaN, the second.")
        {
            OnComplex = new ComplexBinary<ComplexFillNa>(),
        },
        // Bits.
        new IntegerBinary<BitwiseAnd>("bitwise_and", "The bits that are set in both of two integers."),
        new IntegerBinary<BitwiseOr>("bitwise_or", "The bits that are set in either of two integers."),
        new IntegerBinary<BitwiseXor>("bitwise_xor", "The bits that are set in exactly one of two integers."),
        new Invert("invert", "The integer with all bits inverted; for bools, the logical not."),
        new IntegerBinary<LeftShift>("left_shift", "The first integer shifted left by the second.", OnBool.AsInt8),
        new IntegerBinary<RightShift>(
            "right_shift",
            "The first integer shifted right by the second; the sign is kept.",
            OnBool.AsInt8
        ),
    ];

    // It must follow the rows: static fields are initialized in the order of the text.
    private static readonly Dictionary<string, ElementwiseOp> ElementwiseByName = Elementwise.ToDictionary(op =>
        op.Name
    );

    /// <summary>Returns the elementwise operation with this name.</summary>
    /// <exception cref="GchunkException">There is no such operation.</exception>
    public static ElementwiseOp GetElementwise(string name) =>
        ElementwiseByName.TryGetValue(name, out ElementwiseOp? op)
            ? op
            : throw new GchunkException(Spelling.Unknown("elementwise operation", name, ElementwiseByName.Keys));
}
