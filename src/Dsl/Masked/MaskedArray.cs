using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>
/// A lazy array with a mask beside its values: masked elements are missing, in any dtype, as in NumPy's <c>ma</c>.
/// Elementwise functions mask elements where an operand is masked or the function is not defined; reductions skip
/// masked elements; operations that rearrange elements keep the mask.
/// </summary>
/// <example><code>
/// var t = Ma.MaskedGreater(Arange(6), 3);
/// Print((t + 1).Sum().Compute());
/// Print(t.Mean().Compute());
/// </code></example>
public sealed partial class MaskedArray
{
    private readonly double? fillValue;

    /// <summary>Creates an array from values and a mask.</summary>
    /// <param name="values">The values.</param>
    /// <param name="mask">True where an element is masked; bool, broadcast to the shape of the values.</param>
    /// <param name="fillValue">The value that masked elements are filled with; null for the dtype's default.</param>
    /// <exception cref="GchunkException">The mask is not bool, or its shape does not fit.</exception>
    public MaskedArray(ChunkedArray values, ChunkedArray mask, double? fillValue = null)
    {
        if (mask.DType != DType.Bool)
        {
            throw new GchunkException(
                $"a mask is bool, true where an element is masked; got {mask.DType.Name}: compare, as in x > 0, or convert with AsType(DType.Bool)"
            );
        }

        Values = values;
        Mask = mask.Shape == values.Shape ? mask : mask.BroadcastTo(values.Shape);
        this.fillValue = fillValue;
    }

    /// <summary>The values; those of masked elements have no meaning.</summary>
    public ChunkedArray Values { get; }

    /// <summary>True where an element is masked; of the shape of the values.</summary>
    public ChunkedArray Mask { get; }

    /// <summary>
    /// The value that masked elements are filled with: by default 1e20, 999999 for integers and true for bools.
    /// </summary>
    public double FillValue =>
        fillValue
        ?? (
            DType.IsFloat ? 1e20
            : DType == DType.Bool ? 1
            : 999999
        );

    /// <summary>The length of each axis.</summary>
    public Shape Shape => Values.Shape;

    /// <summary>The number of axes.</summary>
    public int Rank => Values.Rank;

    /// <summary>The number of elements, masked or not.</summary>
    public long Size => Values.Size;

    /// <summary>The dtype of the values.</summary>
    public DType DType => Values.DType;

    /// <summary>The chunks along each axis.</summary>
    public ChunkGrid Chunks => Values.Chunks;

    /// <summary>The transpose: the array with its axes in reverse order.</summary>
    public MaskedArray T => Transpose();

    /// <summary>An array without masked elements.</summary>
    public static implicit operator MaskedArray(ChunkedArray array) => new(array, false);

    /// <summary>Computes the values and the mask, together.</summary>
    /// <exception cref="GchunkException">They do not fit the memory limit.</exception>
    public MaskedNDArray Compute()
    {
        NDArray[] both = Prelude.Compute(Values, Mask);
        return new MaskedNDArray(both[0], both[1], FillValue);
    }

    /// <summary>Computes the blocks of values and mask and keeps them in memory.</summary>
    public MaskedArray Persist()
    {
        Engine.Expressions.ArrayExpr[] both =
        [
            .. Engine.Execution.Computation.Persist([Values.Expression, Mask.Expression]),
        ];
        return new MaskedArray(new ChunkedArray(both[0]), new ChunkedArray(both[1]), fillValue);
    }

    /// <summary>Replaces masked elements by a value.</summary>
    /// <param name="value">The value; by default <see cref="FillValue"/>.</param>
    public ChunkedArray Filled(double? value = null) =>
        Prelude.Where(Mask, Prelude.Full(Shape.Scalar, value ?? FillValue, dtype: DType), Values);

    /// <summary>Returns the array with another fill value.</summary>
    public MaskedArray WithFillValue(double value) => new(Values, Mask, value);

    /// <summary>Casts the values to another dtype.</summary>
    public MaskedArray AsType(DType dtype) => new(Values.AsType(dtype), Mask, fillValue);

    /// <summary>Describes shape, dtype and chunks; computes nothing.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"MaskedArray {Shape} {DType.Name}, {Quantity.Of(Values.NumBlocks, "block")} of {Chunks}"
        );

    private MaskedArray Both(Func<ChunkedArray, ChunkedArray> change) => new(change(Values), change(Mask), fillValue);
}
