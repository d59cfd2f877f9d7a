using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Arrays;

/// <summary>The length of each axis of an array; immutable. The empty shape is that of a 0-d array.</summary>
/// <remarks>
/// A tuple or a number converts to a shape: <c>Ones((2, 3))</c>, <c>Zeros(10)</c>. In these, -1 stands for a length that
/// <c>Reshape</c> infers, or for a whole axis in chunks.
/// </remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<long>
{
    // An element has at most 16 bytes.
    private const long MostElements = long.MaxValue / 16;

    // Kernels keep a number for each axis on the stack. NumPy allows 64 axes.
    private const int MostAxes = 1024;

    private readonly long[]? sizes;

    /// <summary>Creates a shape from the length of each axis.</summary>
    /// <exception cref="GchunkException">
    /// A length is negative, there are more than 1024 axes, or the elements are so many that their bytes could not be
    /// counted in 63 bits.
    /// </exception>
    public Shape(params ReadOnlySpan<long> sizes)
    {
        if (sizes.Length > MostAxes)
            throw new GchunkException($"an array has at most {MostAxes} axes; got {sizes.Length}");
        long total = 1;
        foreach (long size in sizes)
        {
            if (size < 0)
            {
                throw new GchunkException(
                    $"an axis cannot have a negative length: ({string.Join(", ", sizes.ToArray())})"
                );
            }

            if (size > MostElements / total)
            {
                throw new GchunkException(
                    $"a shape of ({string.Join(", ", sizes.ToArray())}) has more elements than can be counted"
                );
            }

            total *= Math.Max(size, 1);
        }
        this.sizes = sizes.ToArray();
    }

    private Shape(long[] sizes, bool _) => this.sizes = sizes;

    // Literals may hold -1, which Reshape infers and Rechunk takes for a whole axis; arrays do not have such a shape.
    private static Shape Literal(params ReadOnlySpan<long> sizes) =>
        sizes.Contains(-1) && sizes.IndexOfAnyInRange(long.MinValue, -2) < 0 ? new(sizes.ToArray(), true) : new(sizes);

    /// <summary>Throws if a length is -1, which only <c>Reshape</c> and chunks may hold.</summary>
    /// <exception cref="GchunkException">A length is -1.</exception>
    internal void RequireLengths()
    {
        if (AsSpan().Contains(-1))
            throw new GchunkException($"an array needs the length of each axis; got -1 in {this}");
    }

    /// <summary>Creates a shape from a collection expression.</summary>
    public static Shape Create(ReadOnlySpan<long> sizes) => new(sizes);

    /// <summary>The shape of a 0-d array: no axes.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>The number of axes.</summary>
    public int Rank => sizes?.Length ?? 0;

    /// <summary>Returns the number of elements of the axes before an axis, and of those after it.</summary>
    internal (long Outer, long Inner) Around(int axis)
    {
        long outer = 1,
            inner = 1;
        foreach (long length in AsSpan()[..axis])
            outer *= length;
        foreach (long length in AsSpan()[(axis + 1)..])
            inner *= length;
        return (outer, inner);
    }

    /// <summary>The number of axes, as <see cref="Rank"/>.</summary>
    public int Count => Rank;

    /// <summary>The number of elements.</summary>
    public long Size
    {
        get
        {
            long total = 1;
            foreach (long size in AsSpan())
                total *= size;
            return total;
        }
    }

    /// <summary>The length of an axis.</summary>
    public long this[int axis] => AsSpan()[axis];

    /// <summary>Returns the lengths of the axes.</summary>
    public ReadOnlySpan<long> AsSpan() => sizes;

    /// <summary>Returns a copy of the lengths of the axes.</summary>
    public long[] ToArray() => sizes is null ? [] : sizes.AsSpan().ToArray();

    /// <summary>Returns the distance, in elements, between neighbouring indices along each axis, in C order.</summary>
    public long[] Strides()
    {
        var strides = new long[Rank];
        long step = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= this[axis];
        }
        return strides;
    }

    /// <summary>Returns the bytes from one index to the next along each axis, in C order.</summary>
    /// <param name="elementSize">The bytes of an element.</param>
    internal long[] ByteStrides(int elementSize)
    {
        long[] strides = Strides();
        for (int axis = 0; axis < strides.Length; axis++)
            strides[axis] *= elementSize;
        return strides;
    }

    /// <summary>Returns a copy of this shape with the length of one axis replaced.</summary>
    public Shape With(int axis, long size)
    {
        long[] copy = ToArray();
        copy[axis] = size;
        return new Shape(copy);
    }

    /// <summary>Returns a copy of this shape without one axis.</summary>
    public Shape Without(int axis)
    {
        var rest = new long[Rank - 1];
        for (int i = 0, j = 0; i < Rank; i++)
        {
            if (i != axis)
                rest[j++] = this[i];
        }

        return new Shape(rest);
    }

    /// <summary>Resolves an axis that counts from the end if negative, as in NumPy.</summary>
    /// <exception cref="GchunkException">There is no such axis.</exception>
    public int NormalizeAxis(int axis)
    {
        int normal = axis < 0 ? axis + Rank : axis;
        if (normal < 0 || normal >= Rank)
        {
            throw new GchunkException(
                $"axis {axis} is out of range for an array of {Quantity.Of(Rank, "dimension")} {this}; axes run from {-Rank} to {Rank - 1}"
            );
        }

        return normal;
    }

    /// <summary>Returns the shape that two shapes broadcast to, by NumPy's rule.</summary>
    /// <exception cref="GchunkException">The shapes do not broadcast; the message names both.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        var result = new long[rank];
        for (int i = 1; i <= rank; i++)
        {
            long x = i <= a.Rank ? a[a.Rank - i] : 1,
                y = i <= b.Rank ? b[b.Rank - i] : 1;
            if (x != y && x != 1 && y != 1)
            {
                throw new GchunkException(
                    $"shapes {a} and {b} do not broadcast: their axes of length {x} and {y} (counted {i} from the right) must be equal, or one of them 1"
                );
            }

            result[rank - i] = x == 1 ? y : x;
        }
        return new Shape(result);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (long size in AsSpan())
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>Returns a Python tuple: <c>(2, 3)</c>, <c>(5,)</c>, <c>()</c>.</summary>
    public override string ToString() =>
        Rank == 1
            ? string.Create(CultureInfo.InvariantCulture, $"({this[0]},)")
            : "(" + string.Join(", ", ToArray().Select(s => s.ToString(CultureInfo.InvariantCulture))) + ")";

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)(sizes ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True if all lengths are equal.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>True if a length differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>Converts a number to a shape of one axis.</summary>
    public static implicit operator Shape(int size) => Literal(size);

    /// <summary>Converts a number to a shape of one axis.</summary>
    public static implicit operator Shape(long size) => Literal(size);

    /// <summary>Converts the lengths of the axes to a shape.</summary>
    public static implicit operator Shape(long[] sizes) => new(sizes.AsSpan());

    /// <summary>Converts the lengths of the axes to a shape.</summary>
    public static implicit operator Shape(int[] sizes) => new(Array.ConvertAll(sizes, s => (long)s).AsSpan());

    /// <summary>Converts a pair to a shape of two axes.</summary>
    public static implicit operator Shape((long, long) s) => Literal(s.Item1, s.Item2);

    /// <summary>Converts a tuple to a shape of three axes.</summary>
    public static implicit operator Shape((long, long, long) s) => Literal(s.Item1, s.Item2, s.Item3);

    /// <summary>Converts a tuple to a shape of four axes.</summary>
    public static implicit operator Shape((long, long, long, long) s) => Literal(s.Item1, s.Item2, s.Item3, s.Item4);

    /// <summary>Converts a tuple to a shape of five axes.</summary>
    public static implicit operator Shape((long, long, long, long, long) s) =>
        Literal(s.Item1, s.Item2, s.Item3, s.Item4, s.Item5);
}
