using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Reads a variable whose elements lie in the file at even distances: contiguous in HDF5, fixed or record in the
/// classic format.
/// </summary>
/// <param name="source">Where the variable is.</param>
/// <param name="offset">Where its first element is in the file.</param>
/// <param name="strides">The bytes from one index to the next along each axis.</param>
/// <param name="size">The bytes of an element.</param>
/// <param name="bigEndian">The byte order in the file.</param>
internal sealed unsafe class StridedReader(NetCdfSource source, long offset, long[] strides, int size, bool bigEndian)
    : IRegionReader
{
    /// <summary>What lies closer together than this is read at once, with what lies between.</summary>
    public const int ScratchBytes = 1 << 18;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        int rank = strides.Length;
        var steps = new long[rank];
        long first = offset;
        for (int axis = 0; axis < rank; axis++)
        {
            steps[axis] = strides[axis] * region.Step[axis];
            first += strides[axis] * region.Start[axis];
        }
        long[] target = region.Shape.Strides();
        for (int axis = 0; axis < rank; axis++)
            target[axis] *= size;
        using FileHandles.Lease file = FileHandles.Rent(source.Path, source.Signature);
        Read(file, first, steps, region.Count, target, destination, size, cancellation);
        if (bigEndian == BitConverter.IsLittleEndian)
            ByteOrder.Reverse(destination, region.Shape.Size, size);
    }

    /// <summary>Reads a box of elements that lie at even distances, in the byte order of the file.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="at">Where the first element is in it.</param>
    /// <param name="steps">The bytes from one element to the next in the file, along each axis.</param>
    /// <param name="count">The number of elements along each axis.</param>
    /// <param name="target">The bytes from one element to the next in the destination.</param>
    /// <param name="destination">Where the first element goes.</param>
    /// <param name="size">The bytes of an element.</param>
    /// <param name="cancellation">Watched between reads.</param>
    public static void Read(
        FileHandles.Lease file,
        long at,
        ReadOnlySpan<long> steps,
        ReadOnlySpan<long> count,
        ReadOnlySpan<long> target,
        byte* destination,
        int size,
        CancellationToken cancellation
    ) => Box(file, at, steps, count, target, destination, size, null, cancellation);

    private static void Box(
        FileHandles.Lease file,
        long at,
        ReadOnlySpan<long> steps,
        ReadOnlySpan<long> count,
        ReadOnlySpan<long> target,
        byte* destination,
        int size,
        BlockMemory? scratch,
        CancellationToken cancellation
    )
    {
        long span = size,
            bytes = size;
        for (int axis = count.Length - 1; axis >= 0; axis--)
        {
            span += (count[axis] - 1) * steps[axis];
            bytes *= count[axis];
        }
        if (span == bytes && IsDense(count, target, size))
        {
            file.Read(destination, bytes, at);
        }
        else if (span <= ScratchBytes)
        {
            BlockMemory memory = scratch ?? BlockMemory.Allocate(span);
            try
            {
                file.Read(memory.Pointer, span, at);
                Regions.Copy(memory.Pointer, steps, destination, target, count, size);
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

    private static bool IsDense(ReadOnlySpan<long> count, ReadOnlySpan<long> target, int size)
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

    // As many indices of the first axis at a time as fit the scratch memory; each on its own where one does not.
    private static void Rows(
        FileHandles.Lease file,
        long at,
        ReadOnlySpan<long> steps,
        ReadOnlySpan<long> count,
        ReadOnlySpan<long> target,
        byte* destination,
        int size,
        BlockMemory? scratch,
        CancellationToken cancellation
    )
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
                if (part[0] == 1)
                {
                    Box(
                        file,
                        at + i * steps[0],
                        steps[1..],
                        count[1..],
                        target[1..],
                        destination + i * target[0],
                        size,
                        memory,
                        cancellation
                    );
                }
                else
                {
                    Box(
                        file,
                        at + i * steps[0],
                        steps,
                        part,
                        target,
                        destination + i * target[0],
                        size,
                        memory,
                        cancellation
                    );
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
