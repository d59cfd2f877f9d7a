namespace Gchunk.Engine.Arrays;

/// <summary>Bytes that can be read at any offset: an open file.</summary>
internal unsafe interface IByteSource
{
    /// <summary>Fills memory with the bytes from an offset on.</summary>
    /// <exception cref="GchunkException">There are not that many.</exception>
    void Read(byte* destination, long count, long offset);
}

/// <summary>Reads strided boxes of elements from a file with few positioned reads.</summary>
internal static unsafe class StridedRead
{
    /// <summary>The bytes that are read at once, with the gaps between the elements.</summary>
    public const int ScratchBytes = 1 << 18;

    /// <summary>Reads a box of elements, in the byte order of the file.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="at">The offset of the first element.</param>
    /// <param name="steps">The bytes from one element to the next in the file, along each axis.</param>
    /// <param name="count">The number of elements along each axis.</param>
    /// <param name="target">The bytes from one element to the next in the destination.</param>
    /// <param name="destination">The memory for the first element.</param>
    /// <param name="size">The bytes of an element.</param>
    /// <param name="cancellation">Checked between reads.</param>
    public static void Read<TFile>(
        in TFile file,
        long at,
        ReadOnlySpan<long> steps,
        ReadOnlySpan<long> count,
        ReadOnlySpan<long> target,
        byte* destination,
        int size,
        CancellationToken cancellation
    )
        where TFile : IByteSource => Box(file, at, steps, count, target, destination, size, null, cancellation);

    private static void Box<TFile>(
        in TFile file,
        long at,
        ReadOnlySpan<long> steps,
        ReadOnlySpan<long> count,
        ReadOnlySpan<long> target,
        byte* destination,
        int size,
        BlockMemory? scratch,
        CancellationToken cancellation
    )
        where TFile : IByteSource
    {
        long span = size,
            bytes = size;
        for (int axis = count.Length - 1; axis >= 0; axis--)
        {
            span += (count[axis] - 1) * steps[axis];
            bytes *= count[axis];
        }
        long reach = size;
        for (int axis = 0; axis < count.Length; axis++)
            reach += (count[axis] - 1) * target[axis];
        Bounds.Check(destination, reach);
        if (span == bytes && IsContiguous(count, target, size))
        {
            file.Read(destination, bytes, at);
        }
        else if (span <= ScratchBytes)
        {
            BlockMemory memory = scratch ?? BlockMemory.Allocate(span);
            try
            {
                file.Read(memory.Pointer, span, at);
                StridedCopy.Copy(memory.Pointer, steps, destination, target, count, size);
            }
            finally
            {
                if (scratch is null)
                    memory.Release();
            }
        }
        else
        {
            Rows(file, at, steps, count, target, destination, size, scratch, cancellation);
        }
    }

    private static bool IsContiguous(ReadOnlySpan<long> count, ReadOnlySpan<long> target, int size)
    {
        long stride = size;
        for (int axis = count.Length - 1; axis >= 0; axis--)
        {
            if (count[axis] > 1 && target[axis] != stride)
                return false;
            stride *= count[axis];
        }
        return true;
    }

    // Reads as many indices of the first axis at a time as fit the scratch memory, or each index on its own if none do.
    private static void Rows<TFile>(
        in TFile file,
        long at,
        ReadOnlySpan<long> steps,
        ReadOnlySpan<long> count,
        ReadOnlySpan<long> target,
        byte* destination,
        int size,
        BlockMemory? scratch,
        CancellationToken cancellation
    )
        where TFile : IByteSource
    {
        BlockMemory memory = scratch ?? BlockMemory.Allocate(ScratchBytes);
        try
        {
            long inner = size;
            for (int axis = 1; axis < count.Length; axis++)
                inner += (count[axis] - 1) * steps[axis];
            long rows = inner > ScratchBytes ? 1 : 1 + (ScratchBytes - inner) / steps[0];
            var part = count.ToArray();
            for (long i = 0; i < count[0]; i += rows)
            {
                cancellation.ThrowIfCancellationRequested();
                part[0] = Math.Min(rows, count[0] - i);
                byte* to = destination + i * target[0];
                if (part[0] == 1)
                {
                    Box(file, at + i * steps[0], steps[1..], count[1..], target[1..], to, size, memory, cancellation);
                }
                else
                {
                    Box(file, at + i * steps[0], steps, part, target, to, size, memory, cancellation);
                }
            }
        }
        finally
        {
            if (scratch is null)
                memory.Release();
        }
    }
}
