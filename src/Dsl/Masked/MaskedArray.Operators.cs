namespace Gchunk.Dsl;

public sealed partial class MaskedArray
{
    /// <summary>Adds.</summary>
    public static MaskedArray operator +(MaskedArray left, MaskedOperand right) => Elementwise("add", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator +(ChunkedArray left, MaskedArray right) => Elementwise("add", left, right);

    /// <summary>Subtracts.</summary>
    public static MaskedArray operator -(MaskedArray left, MaskedOperand right) => Elementwise("subtract", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator -(ChunkedArray left, MaskedArray right) => Elementwise("subtract", left, right);

    /// <summary>Multiplies.</summary>
    public static MaskedArray operator *(MaskedArray left, MaskedOperand right) => Elementwise("multiply", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator *(ChunkedArray left, MaskedArray right) => Elementwise("multiply", left, right);

    /// <summary>Divides.</summary>
    public static MaskedArray operator /(MaskedArray left, MaskedOperand right) => Elementwise("divide", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator /(ChunkedArray left, MaskedArray right) => Elementwise("divide", left, right);

    /// <summary>Divides with rounding down, and returns the remainder.</summary>
    public static MaskedArray operator %(MaskedArray left, MaskedOperand right) =>
        Elementwise("remainder", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator %(ChunkedArray left, MaskedArray right) => Elementwise("remainder", left, right);

    /// <summary>Compares.</summary>
    public static MaskedArray operator <(MaskedArray left, MaskedOperand right) => Elementwise("less", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator <(ChunkedArray left, MaskedArray right) => Elementwise("less", left, right);

    /// <summary>Compares.</summary>
    public static MaskedArray operator >(MaskedArray left, MaskedOperand right) => Elementwise("greater", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator >(ChunkedArray left, MaskedArray right) => Elementwise("greater", left, right);

    /// <summary>Compares.</summary>
    public static MaskedArray operator <=(MaskedArray left, MaskedOperand right) =>
        Elementwise("less_equal", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator <=(ChunkedArray left, MaskedArray right) =>
        Elementwise("less_equal", left, right);

    /// <summary>Compares.</summary>
    public static MaskedArray operator >=(MaskedArray left, MaskedOperand right) =>
        Elementwise("greater_equal", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator >=(ChunkedArray left, MaskedArray right) =>
        Elementwise("greater_equal", left, right);

    /// <summary>Combines bits, or truth values, by and.</summary>
    public static MaskedArray operator &(MaskedArray left, MaskedOperand right) =>
        Elementwise("bitwise_and", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator &(ChunkedArray left, MaskedArray right) =>
        Elementwise("bitwise_and", left, right);

    /// <summary>Combines bits, or truth values, by or.</summary>
    public static MaskedArray operator |(MaskedArray left, MaskedOperand right) =>
        Elementwise("bitwise_or", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator |(ChunkedArray left, MaskedArray right) =>
        Elementwise("bitwise_or", left, right);

    /// <summary>Combines bits, or truth values, by exclusive or.</summary>
    public static MaskedArray operator ^(MaskedArray left, MaskedOperand right) =>
        Elementwise("bitwise_xor", left, right);

    /// <inheritdoc cref="Elementwise"/>
    public static MaskedArray operator ^(ChunkedArray left, MaskedArray right) =>
        Elementwise("bitwise_xor", left, right);

    /// <summary>Changes the sign.</summary>
    public static MaskedArray operator -(MaskedArray value) => Elementwise("negative", value);

    /// <summary>Inverts the bits, or the truth values.</summary>
    public static MaskedArray operator ~(MaskedArray value) => Elementwise("invert", value);

    /// <summary>Inverts the truth values.</summary>
    public static MaskedArray operator !(MaskedArray value) => Elementwise("logical_not", value);
}
