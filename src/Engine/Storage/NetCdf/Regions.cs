using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Regions of stored arrays: checks, and strided copies between memory laid out in different ways.</summary>
internal static unsafe class Regions
{
    /// <summary>The region of all elements.</summary>
    public static Region Whole(Shape shape)
    {
        var step = new long[shape.Rank];
        Array.Fill(step, 1);
        return new Region(new long[shape.Rank], shape.ToArray(), step);
    }

    /// <summary>Rejects a region that is not inside an array.</summary>
    public static void Check(in Region region, Shape shape, string place)
    {
        if (region.Start.Length != shape.Rank || region.Count.Length != shape.Rank || region.Step.Length != shape.Rank)
            throw new ArgumentException($"{place} has {shape.Rank} axes; the region has {region.Start.Length}");
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            (long start, long count, long step) = (region.Start[axis], region.Count[axis], region.Step[axis]);
            if (
                start < 0
                || count < 0
                || step < 1
                || (count > 0 && (start >= shape[axis] || count - 1 > (shape[axis] - 1 - start) / step))
            )
            {
                throw new ArgumentOutOfRangeException(
                    nameof(region),
                    $"{place}: {count} indices from {start} by {step} are not inside axis {axis} of length {shape[axis]}"
                );
            }
        }
    }

    /// <summary>Copies a box of elements between two places with their own byte strides.</summary>
    public static void Copy(
        byte* source,
        ReadOnlySpan<long> sourceStrides,
        byte* destination,
        ReadOnlySpan<long> destinationStrides,
        ReadOnlySpan<long> count,
        int size
    )
    {
        int rank = count.Length;
        // Trailing axes that lie without gaps on both sides are one run of bytes.
        long run = size;
        while (
            rank > 0
            && (count[rank - 1] == 1 || (sourceStrides[rank - 1] == run && destinationStrides[rank - 1] == run))
        )
        {
            run *= count[rank - 1];
            rank--;
        }
        if (rank == 0)
            Buffer.MemoryCopy(source, destination, run, run);
        else
            CopyAxes(source, sourceStrides, destination, destinationStrides, count, 0, rank - 1, run);
    }

    private static void CopyAxes(
        byte* source,
        ReadOnlySpan<long> sourceStrides,
        byte* destination,
        ReadOnlySpan<long> destinationStrides,
        ReadOnlySpan<long> count,
        int axis,
        int last,
        long run
    )
    {
        long n = count[axis],
            s = sourceStrides[axis],
            d = destinationStrides[axis];
        if (axis < last)
        {
            for (long i = 0; i < n; i++, source += s, destination += d)
                CopyAxes(source, sourceStrides, destination, destinationStrides, count, axis + 1, last, run);
            return;
        }
        switch (run)
        {
            case 1:
                Gather<byte>(source, s, destination, d, n);
                break;
            case 2:
                Gather<ushort>(source, s, destination, d, n);
                break;
            case 4:
                Gather<uint>(source, s, destination, d, n);
                break;
            case 8:
                Gather<ulong>(source, s, destination, d, n);
                break;
            default:
                for (long i = 0; i < n; i++, source += s, destination += d)
                    Buffer.MemoryCopy(source, destination, run, run);
                break;
        }
    }

    private static void Gather<T>(
        byte* source,
        long sourceStride,
        byte* destination,
        long destinationStride,
        long count
    )
        where T : unmanaged
    {
        for (long i = 0; i < count; i++, source += sourceStride, destination += destinationStride)
            Unsafe.WriteUnaligned(destination, Unsafe.ReadUnaligned<T>(source));
    }

    /// <summary>Writes one element, given as bytes, all over a box.</summary>
    public static void Fill(
        ReadOnlySpan<byte> element,
        byte* destination,
        ReadOnlySpan<long> strides,
        ReadOnlySpan<long> count
    )
    {
        if (count.Length == 0)
        {
            element.CopyTo(new Span<byte>(destination, element.Length));
            return;
        }
        for (long i = 0; i < count[0]; i++)
            Fill(element, destination + i * strides[0], strides[1..], count[1..]);
    }
}
