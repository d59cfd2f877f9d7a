using Gchunk.Engine.Arrays.Dense;

namespace Gchunk.Engine.Arrays;

#pragma warning disable CA2225 // The functions of the operators are those of lazy arrays: Add, Subtract, …

// Operators compute at once, by the same expressions as lazy arrays. A comparison of 0-d arrays converts to bool, so
// that if (x.Mean().Compute() > 3) reads as it should.
public unsafe partial class NDArray : IFormattable
{
    /// <summary>Evaluates operators and selections; set when the assembly is loaded.</summary>
    internal static IDenseEvaluation? Evaluation { get; set; }

    private protected static IDenseEvaluation Evaluator =>
        Evaluation ?? throw new InvalidOperationException("nothing evaluates operations on arrays in memory");

    /// <summary>
    /// Returns a copy of selected elements: <c>a[0]</c>, <c>a[1, ^2]</c>, <c>a[..10, 3]</c>, <c>a["::-1"]</c>; a 0-d
    /// array, which converts to <see cref="double"/>, if each axis has an index.
    /// </summary>
    /// <param name="indices">Up to one selection for each axis; the others are taken whole.</param>
    /// <exception cref="GchunkException">
    /// There are more selections than axes, or an index is out of bounds.
    /// </exception>
    /// <example><code>
    /// NDArray a = (Arange(6).Reshape((2, 3)) * 2).Compute();
    /// Print(a[0]);
    /// Print(a[1, ^1] + a[0, 1]);
    /// Print(a[.., 1]);
    /// </code></example>
    public NDArray this[params ReadOnlySpan<ElementIndex> indices] =>
        indices.Length is > 0 and var given && given <= Rank && AllOne(indices)
            ? Leading(indices)
            : Written(Evaluator.Select(this, indices));

    /// <summary>The elementwise sum.</summary>
    public static NDArray operator +(NDArray left, NDArray right) => Binary("add", left, right);

    /// <summary>The elementwise sum.</summary>
    public static NDArray operator +(NDArray left, ArrayOperand right) => Binary("add", left, right);

    /// <summary>The elementwise sum.</summary>
    public static NDArray operator +(ArrayOperand left, NDArray right) => Binary("add", left, right);

    /// <summary>The elementwise difference.</summary>
    public static NDArray operator -(NDArray left, NDArray right) => Binary("subtract", left, right);

    /// <summary>The elementwise difference.</summary>
    public static NDArray operator -(NDArray left, ArrayOperand right) => Binary("subtract", left, right);

    /// <summary>The elementwise difference.</summary>
    public static NDArray operator -(ArrayOperand left, NDArray right) => Binary("subtract", left, right);

    /// <summary>The elementwise product.</summary>
    public static NDArray operator *(NDArray left, NDArray right) => Binary("multiply", left, right);

    /// <summary>The elementwise product.</summary>
    public static NDArray operator *(NDArray left, ArrayOperand right) => Binary("multiply", left, right);

    /// <summary>The elementwise product.</summary>
    public static NDArray operator *(ArrayOperand left, NDArray right) => Binary("multiply", left, right);

    /// <summary>The elementwise quotient, as a float.</summary>
    public static NDArray operator /(NDArray left, NDArray right) => Binary("divide", left, right);

    /// <summary>The elementwise quotient, as a float.</summary>
    public static NDArray operator /(NDArray left, ArrayOperand right) => Binary("divide", left, right);

    /// <summary>The elementwise quotient, as a float.</summary>
    public static NDArray operator /(ArrayOperand left, NDArray right) => Binary("divide", left, right);

    /// <summary>The elementwise remainder, with the divisor's sign as in NumPy.</summary>
    public static NDArray operator %(NDArray left, NDArray right) => Binary("remainder", left, right);

    /// <summary>The elementwise remainder, with the divisor's sign as in NumPy.</summary>
    public static NDArray operator %(NDArray left, ArrayOperand right) => Binary("remainder", left, right);

    /// <summary>The elementwise remainder, with the divisor's sign as in NumPy.</summary>
    public static NDArray operator %(ArrayOperand left, NDArray right) => Binary("remainder", left, right);

    /// <summary>Where the left element is greater.</summary>
    public static TruthArray operator >(NDArray left, NDArray right) => Compare("greater", left, right);

    /// <summary>Where the left element is greater.</summary>
    public static TruthArray operator >(NDArray left, ArrayOperand right) => Compare("greater", left, right);

    /// <summary>Where the left element is greater.</summary>
    public static TruthArray operator >(ArrayOperand left, NDArray right) => Compare("greater", left, right);

    /// <summary>Where the left element is not less.</summary>
    public static TruthArray operator >=(NDArray left, NDArray right) => Compare("greater_equal", left, right);

    /// <summary>Where the left element is not less.</summary>
    public static TruthArray operator >=(NDArray left, ArrayOperand right) => Compare("greater_equal", left, right);

    /// <summary>Where the left element is not less.</summary>
    public static TruthArray operator >=(ArrayOperand left, NDArray right) => Compare("greater_equal", left, right);

    /// <summary>Where the left element is less.</summary>
    public static TruthArray operator <(NDArray left, NDArray right) => Compare("less", left, right);

    /// <summary>Where the left element is less.</summary>
    public static TruthArray operator <(NDArray left, ArrayOperand right) => Compare("less", left, right);

    /// <summary>Where the left element is less.</summary>
    public static TruthArray operator <(ArrayOperand left, NDArray right) => Compare("less", left, right);

    /// <summary>Where the left element is not greater.</summary>
    public static TruthArray operator <=(NDArray left, NDArray right) => Compare("less_equal", left, right);

    /// <summary>Where the left element is not greater.</summary>
    public static TruthArray operator <=(NDArray left, ArrayOperand right) => Compare("less_equal", left, right);

    /// <summary>Where the left element is not greater.</summary>
    public static TruthArray operator <=(ArrayOperand left, NDArray right) => Compare("less_equal", left, right);

    /// <summary>Where the elements are equal. Beside null: whether both are null.</summary>
    public static TruthArray operator ==(NDArray? left, NDArray? right) => Same(left, right, "equal");

    /// <summary>Where the element is equal to the number.</summary>
    public static TruthArray operator ==(NDArray left, ArrayOperand right) => Compare("equal", left, right);

    /// <summary>Where the number is equal to the element.</summary>
    public static TruthArray operator ==(ArrayOperand left, NDArray right) => Compare("equal", left, right);

    /// <summary>Where the elements differ. Beside null: whether only one is null.</summary>
    public static TruthArray operator !=(NDArray? left, NDArray? right) => Same(left, right, "not_equal");

    /// <summary>Where the element differs from the number.</summary>
    public static TruthArray operator !=(NDArray left, ArrayOperand right) => Compare("not_equal", left, right);

    /// <summary>Where the number differs from the element.</summary>
    public static TruthArray operator !=(ArrayOperand left, NDArray right) => Compare("not_equal", left, right);

    /// <summary>Whether it is the same object; <c>==</c> compares the elements.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <summary>Returns the hash code of the object.</summary>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>The elementwise negation.</summary>
    public static NDArray operator -(NDArray values) => Evaluator.Elementwise("negative", values);

    /// <summary>The array itself.</summary>
    public static NDArray operator +(NDArray values) => values;

    /// <summary>Enumerates the elements of an array of one axis, or the rows: the parts along the first axis.</summary>
    /// <exception cref="GchunkException">The array is 0-d.</exception>
    public IEnumerator<NDArray> GetEnumerator()
    {
        long length =
            Rank > 0
                ? Shape[0]
                : throw new GchunkException("a 0-d array has no axis to go along; it converts to double");
        return Rows(length);
    }

    /// <summary>Takes an array of two elements or rows apart: <c>var (a, b) = array</c>.</summary>
    /// <exception cref="GchunkException">The first axis has another length.</exception>
    public void Deconstruct(out NDArray first, out NDArray second)
    {
        RequireParts(2);
        (first, second) = (this[0], this[1]);
    }

    /// <summary>Takes an array of three elements or rows apart.</summary>
    /// <exception cref="GchunkException">The first axis has another length.</exception>
    public void Deconstruct(out NDArray first, out NDArray second, out NDArray third)
    {
        RequireParts(3);
        (first, second, third) = (this[0], this[1], this[2]);
    }

    /// <summary>Takes an array of four elements or rows apart.</summary>
    /// <exception cref="GchunkException">The first axis has another length.</exception>
    public void Deconstruct(out NDArray first, out NDArray second, out NDArray third, out NDArray fourth)
    {
        RequireParts(4);
        (first, second, third, fourth) = (this[0], this[1], this[2], this[3]);
    }

    /// <summary>
    /// Formats the value of a 0-d array, as in <c>$"{x.Mean().Compute():F2}"</c>; other arrays are written whole.
    /// </summary>
    public string ToString(string? format, IFormatProvider? formatProvider = null) =>
        Rank == 0 && !string.IsNullOrEmpty(format) && !DType.IsComplex && !DType.IsTime
            ? GetDouble().ToString(format, formatProvider)
            : ToString();

    // Numbers of float64 need no run: the result has the same bits.
    private static NDArray Binary(string operation, ArrayOperand left, ArrayOperand right) =>
        operation is not "remainder" && left.AsDouble() is { } a && right.AsDouble() is { } b
            ? Scalar(
                operation switch
                {
                    "add" => a + b,
                    "subtract" => a - b,
                    "multiply" => a * b,
                    _ => a / b,
                }
            )
            : Evaluator.Elementwise(operation, left, right);

    private static TruthArray Same(NDArray? left, NDArray? right, string operation)
    {
        if (left is not null && right is not null)
            return Compare(operation, left, right);
        using NDArray truth = Scalar(ReferenceEquals(left, right) == (operation == "equal"));
        return new TruthArray(truth);
    }

    private static TruthArray Compare(string operation, ArrayOperand left, ArrayOperand right)
    {
        using NDArray truths =
            left.AsDouble() is { } a && right.AsDouble() is { } b
                ? Scalar(
                    operation switch
                    {
                        "greater" => a > b,
                        "greater_equal" => a >= b,
                        "less" => a < b,
                        "less_equal" => a <= b,
                        "equal" => a == b,
                        _ => a != b,
                    }
                )
                : Evaluator.Elementwise(operation, left, right);
        return new TruthArray(truths);
    }

    private static bool AllOne(ReadOnlySpan<ElementIndex> indices)
    {
        foreach (ElementIndex index in indices)
        {
            if (!index.IsOne)
                return false;
        }
        return true;
    }

    // A selection of times is times.
    private NDArray Written(NDArray selected)
    {
        if (Text is null)
            return selected;
        using (selected)
            return selected.Share(Text);
    }

    // Indices of the first axes select elements that are contiguous.
    private NDArray Leading(ReadOnlySpan<ElementIndex> indices)
    {
        long position = 0;
        for (int axis = 0; axis < indices.Length; axis++)
        {
            long length = Shape[axis],
                at = indices[axis].At.IsFromEnd ? length - indices[axis].At.Value : indices[axis].At.Value;
            if (at < 0 || at >= length)
            {
                throw new GchunkException(
                    $"index {indices[axis].At} is out of bounds for axis {axis} of length {length}"
                );
            }
            position = position * length + at;
        }

        NDArray part = Allocate(new Shape([.. Shape.AsSpan()[indices.Length..]]), DType, Text);
        Buffer.MemoryCopy(Pointer + position * part.NBytes, part.Pointer, part.NBytes, part.NBytes);
        GC.KeepAlive(this);
        return part;
    }

    private IEnumerator<NDArray> Rows(long length)
    {
        for (int i = 0; i < length; i++)
            yield return this[i];
    }

    private void RequireParts(int count)
    {
        if (Rank == 0 || Shape[0] != count)
        {
            throw new GchunkException(
                $"an array of shape {Shape} cannot be deconstructed into {count} values; its first axis must have that length"
            );
        }
    }
}
