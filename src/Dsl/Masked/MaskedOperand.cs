using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>An operand of an operation on masked arrays: a masked array, an array, or a number.</summary>
public readonly struct MaskedOperand
{
    private readonly ChunkedArray? mask;

    private MaskedOperand(ChunkedArray values, ChunkedArray? mask) => (Values, this.mask) = (values, mask);

    /// <summary>The values.</summary>
    internal ChunkedArray Values { get; }

    /// <summary>True if elements may be masked.</summary>
    internal bool IsMasked => mask is not null;

    /// <summary>The mask.</summary>
    internal ChunkedArray Mask => mask ?? false;

    /// <summary>A masked array.</summary>
    public static implicit operator MaskedOperand(MaskedArray array) => new(array.Values, array.Mask);

    /// <summary>An array without masked elements.</summary>
    public static implicit operator MaskedOperand(ChunkedArray array) => new(array, null);

    /// <summary>Values in memory.</summary>
    public static implicit operator MaskedOperand(NDArray array) => new(array, null);

    /// <summary>A number, which takes the dtype of the array that it is combined with.</summary>
    public static implicit operator MaskedOperand(long value) => new(value, null);

    /// <summary>A number, which takes the dtype of the array that it is combined with.</summary>
    public static implicit operator MaskedOperand(double value) => new(value, null);

    /// <summary>A truth value.</summary>
    public static implicit operator MaskedOperand(bool value) => new(value, null);
}
