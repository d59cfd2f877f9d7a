using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Arrays.Printing;

namespace Gchunk.Engine.Arrays;

/// <summary>A dense block of elements in memory, in C order; it is not lazy.</summary>
/// <remarks>
/// <c>Compute()</c> returns one. Treat the content as read-only: only the code that made the array writes it. Dispose
/// frees the memory at once; otherwise the garbage collector does so later.
/// </remarks>
/// <example><code>
/// NDArray a = NDArray.From(new double[] { 1, 2, 3, 4, 5, 6 }, (2, 3));
/// Console.WriteLine(a.GetDouble(1, 2)); // 6
/// </code></example>
public unsafe partial class NDArray : IDisposable
{
    [ThreadStatic]
    private static long currentCall;
    private static long lastCall;

    private BlockMemory? memory;

    // The user's function in whose call this array was made, until the engine adopts it; 0 for none.
    private long madeIn;

    private NDArray(BlockMemory memory, Shape shape, DType dtype) =>
        (this.memory, Shape, DType, madeIn) = (memory, shape, dtype, currentCall);

    // Another handle to the same memory.
    private protected NDArray(NDArray other)
        : this(other.Memory, other.Shape, other.DType) => Memory.Retain();

    /// <summary>The length of each axis.</summary>
    public Shape Shape { get; }

    /// <summary>The type of the elements.</summary>
    public DType DType { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public long Size => Shape.Size;

    /// <summary>The number of bytes.</summary>
    public long NBytes => Size * DType.Size;

    /// <summary>A pointer to the first element; valid while this array is alive.</summary>
    public byte* Pointer => Memory.Pointer;

    /// <summary>How the elements are written, if not as the numbers that they are.</summary>
    internal ElementText? Text { get; init; }

    private BlockMemory Memory => memory ?? throw new ObjectDisposedException(nameof(NDArray));

    /// <summary>Allocates an array whose content is arbitrary.</summary>
    public static NDArray Allocate(Shape shape, DType dtype) => Allocate(shape, dtype, text: null);

    private static NDArray Allocate(Shape shape, DType dtype, ElementText? text)
    {
        shape.RequireLengths();
        return new(BlockMemory.Allocate(checked(shape.Size * dtype.Size)), shape, dtype) { Text = text };
    }

    /// <summary>
    /// Wraps memory that somebody else provides. The array takes over the reference that the memory was created with.
    /// </summary>
    internal static NDArray Over(BlockMemory memory, Shape shape, DType dtype) => new(memory, shape, dtype);

    /// <summary>Creates an array of zeros.</summary>
    public static NDArray Zeros(Shape shape, DType dtype)
    {
        NDArray array = Allocate(shape, dtype);
        NativeMemory.Clear(array.Pointer, (nuint)array.NBytes);
        return array;
    }

    /// <summary>Creates a 1-d array from a copy of the values.</summary>
    public static NDArray From<T>(ReadOnlySpan<T> values)
        where T : unmanaged => From(values, values.Length);

    /// <summary>Creates an array from a copy of the values, in C order.</summary>
    /// <remarks>A <see cref="TimeSpan"/> becomes a timedelta64, a <see cref="DateTime"/> a datetime64.</remarks>
    /// <exception cref="GchunkException">The number of values is not the size of the shape.</exception>
    public static NDArray From<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        if (shape.Size != values.Length)
        {
            throw new GchunkException(
                $"{values.Length} values do not fill an array of shape {shape}, which has {shape.Size}"
            );
        }
        if (typeof(T) == typeof(TimeSpan))
        {
            using NDArray spans = From(MemoryMarshal.Cast<T, TimeSpan>(values).ToArray());
            return spans.Reshape(shape);
        }
        if (typeof(T) == typeof(DateTime))
        {
            using NDArray dates = From(MemoryMarshal.Cast<T, DateTime>(values).ToArray());
            return dates.Reshape(shape);
        }

        NDArray array = Allocate(shape, DTypes.Of<T>());
        values.CopyTo(array.Span<T>());
        return array;
    }

    /// <summary>Creates a 1-d array from a copy of the values.</summary>
    public static NDArray From<T>(T[] values)
        where T : unmanaged => From((ReadOnlySpan<T>)values);

    /// <summary>Creates an array from a copy of the values, in C order.</summary>
    public static NDArray From<T>(T[] values, Shape shape)
        where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>Creates a 0-d array.</summary>
    public static NDArray Scalar<T>(T value)
        where T : unmanaged => From([value], Shape.Scalar);

    /// <summary>Returns the elements in C order; valid while this array is alive.</summary>
    /// <exception cref="GchunkException">
    /// The dtype is not that of <typeparamref name="T"/>, or there are 2³¹ elements or more.
    /// </exception>
    public Span<T> Span<T>()
        where T : unmanaged
    {
        DTypes.Check<T>(DType);
        return new Span<T>(Memory.Pointer, checked((int)Size));
    }

    /// <summary>Returns a range of the elements in C order.</summary>
    public Span<T> Span<T>(long start, int length)
        where T : unmanaged
    {
        DTypes.Check<T>(DType);
        if (start < 0 || length < 0 || start + length > Size)
            throw new ArgumentOutOfRangeException(nameof(start));
        return new Span<T>((T*)Memory.Pointer + start, length);
    }

    /// <summary>Returns the same elements with another shape; the memory is shared.</summary>
    /// <exception cref="GchunkException">The number of elements differs.</exception>
    public NDArray Reshape(Shape shape)
    {
        if (shape.Size != Size)
            throw new GchunkException($"cannot reshape {Shape} ({Size} elements) to {shape} ({shape.Size} elements)");
        return Share(shape);
    }

    /// <summary>Returns another handle to the same memory, to be disposed on its own.</summary>
    public NDArray Share() => Share(Shape);

    /// <summary>
    /// Returns another handle to the same memory if this is the only one to memory of the process's own; null otherwise.
    /// </summary>
    internal NDArray? ShareIfSole() => Memory.IsSole ? Share() : null;

    /// <summary>Returns elements that lie one after another as an array of their own, to be disposed on its own.</summary>
    /// <param name="first">The number of elements before them.</param>
    /// <param name="shape">The shape of the part.</param>
    internal NDArray Part(long first, Shape shape) =>
        new(Memory.Part(checked(first * DType.Size), checked(shape.Size * DType.Size)), shape, DType);

    private NDArray Share(Shape shape) => Share(shape, Text);

    private NDArray Share(Shape shape, ElementText? text)
    {
        Memory.Retain();
        return new NDArray(Memory, shape, DType) { Text = text };
    }

    /// <summary>Returns another handle to the same memory, whose elements are written otherwise.</summary>
    internal NDArray Share(ElementText text) => Share(Shape, text);

    /// <summary>
    /// Throws if the block, which comes from another task or process, has another shape or dtype than planned.
    /// </summary>
    internal void RequireForm(Shape shape, DType dtype)
    {
        if (Shape != shape || DType != dtype)
        {
            throw new InvalidOperationException(
                $"a block has the shape {Shape} and the dtype {DType.Name}; {shape} and {dtype.Name} were planned"
            );
        }
    }

    /// <summary>
    /// Begins a call of a user's function on this thread; returns what <see cref="EndCall"/> is given.
    /// </summary>
    internal static long BeginCall()
    {
        long before = currentCall;
        currentCall = Interlocked.Increment(ref lastCall);
        return before;
    }

    /// <summary>Ends the call.</summary>
    internal static void EndCall(long before) => currentCall = before;

    /// <summary>
    /// Returns true, once, if the user's function that runs on this thread made this array in this call: then it may be
    /// disposed with the result.
    /// </summary>
    internal bool TryAdopt() =>
        currentCall != 0 && Interlocked.CompareExchange(ref madeIn, 0, currentCall) == currentCall;

    /// <summary>Returns the elements in C order, converted to a .NET type.</summary>
    /// <exception cref="GchunkException">A value cannot be converted: NaN to an integer.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        if (DTypes.Of<T>() == DType)
        {
            T[] copy = Span<T>().ToArray();
            // The array itself may be in use no more while its memory is copied.
            GC.KeepAlive(this);
            return copy;
        }
        using NDArray converted = AsType(DTypes.Of<T>());
        return converted.Span<T>().ToArray();
    }

    /// <summary>One value as a double; negative indices count from the end.</summary>
    public double GetDouble(params ReadOnlySpan<long> index)
    {
        var visitor = new ReadDouble(this, Position(index));
        return DTypes.Visit<ReadDouble, double>(DType, ref visitor);
    }

    /// <summary>One value; the dtype must be that of <typeparamref name="T"/>.</summary>
    public T Get<T>(params ReadOnlySpan<long> index)
        where T : unmanaged
    {
        T value = Span<T>(Position(index), 1)[0];
        GC.KeepAlive(this);
        return value;
    }

    private long Position(ReadOnlySpan<long> index)
    {
        if (index.Length != Rank)
            throw new GchunkException($"{index.Length} indices were given for an array of {Rank} dimensions {Shape}");
        long position = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            long i = index[axis] < 0 ? index[axis] + Shape[axis] : index[axis];
            if (i < 0 || i >= Shape[axis])
            {
                throw new GchunkException(
                    $"index {index[axis]} is out of bounds for axis {axis} of length {Shape[axis]}"
                );
            }

            position = position * Shape[axis] + i;
        }
        return position;
    }

    /// <summary>Releases the memory.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref memory, null)?.Release();
        GC.SuppressFinalize(this);
    }

    // An array that nobody disposed still counts as a user of the memory; another handle may share it.
    /// <summary>Releases the memory.</summary>
    ~NDArray() => Interlocked.Exchange(ref memory, null)?.Release();

    private readonly struct ReadDouble(NDArray array, long position) : IDTypeVisitor<double>
    {
        public double Visit<T>()
            where T : unmanaged
        {
            T value = array.Span<T>(position, 1)[0];
            GC.KeepAlive(array);
            if (typeof(T) == typeof(bool))
                return (bool)(object)value ? 1 : 0;
            if (value is Half half)
                return (double)half;
            if (value is BFloat16 brief)
                return (float)brief;
            if (array.DType.IsTime)
            {
                throw new GchunkException(
                    $"an element of an array of {array.DType.Name} is not a number; read it with Get<{typeof(T).Name}>(…), or cast with AsType(DType.Int64) to nanoseconds"
                );
            }
            if (array.DType.IsComplex)
            {
                throw new GchunkException(
                    $"an element of an array of {array.DType.Name} is not one real number; read it with Get<{typeof(T).Name}>(…), or take Real(), Imag() or Abs() of the array"
                );
            }
            return Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
