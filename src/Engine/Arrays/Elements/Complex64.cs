using System.Numerics;
using Gchunk.Engine.Arrays.Printing;

namespace Gchunk.Engine.Arrays.Elements;

/// <summary>
/// A complex number of two floats, the element of <see cref="DType.Complex64"/> arrays; those of <see
/// cref="DType.Complex128"/> are <see cref="Complex"/>.
/// </summary>
/// <remarks>It holds numbers; compute with <see cref="Complex"/>, to which it converts.</remarks>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
public readonly record struct Complex64(float Real, float Imaginary)
{
    /// <summary>Converts a number without loss.</summary>
    public static implicit operator Complex(Complex64 value) => new(value.Real, value.Imaginary);

    /// <summary>Rounds both parts to floats.</summary>
    public static explicit operator Complex64(Complex value) => new((float)value.Real, (float)value.Imaginary);

    /// <summary>Converts a number without loss.</summary>
    public Complex ToComplex() => this;

    /// <summary>Rounds both parts of a number to floats.</summary>
    public static Complex64 FromComplex(Complex value) => (Complex64)value;

    /// <summary>Writes the number as NumPy does: <c>1.+2.j</c>.</summary>
    public override string ToString() => NDArrayText.Complex(Real, Imaginary, "G7");
}
