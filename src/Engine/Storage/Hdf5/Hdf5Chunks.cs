namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>Visits a chunk that was written.</summary>
/// <param name="position">Its index in the grid of chunks; valid during the call only.</param>
/// <param name="address">The offset of its first byte.</param>
/// <param name="size">The number of stored bytes.</param>
/// <param name="mask">A bit for each filter that this chunk is stored without.</param>
internal delegate void Hdf5ChunkVisitor(ReadOnlySpan<long> position, long address, long size, uint mask);

/// <summary>
/// Finds the chunks of a dataset in any kind of chunk index: HDF5 File Format Specification 3.0, III.A and VII.
/// </summary>
internal sealed class Hdf5Chunks
{
    private readonly Hdf5Bytes bytes;
    private readonly Hdf5Dataset dataset;
    private readonly Hdf5ChunkVisitor visit;
    private readonly long[] position,
        counts,
        most;
    private readonly long chunkBytes;

    private Hdf5Chunks(Hdf5Bytes bytes, Hdf5Dataset dataset, Hdf5ChunkVisitor visit)
    {
        (this.bytes, this.dataset, this.visit) = (bytes, dataset, visit);
        int rank = dataset.Chunk.Length;
        (position, counts, most) = (new long[rank], new long[rank], new long[rank]);
        chunkBytes = dataset.Type.Size;
        for (int axis = 0; axis < rank; axis++)
        {
            counts[axis] = (dataset.Space.Extent[axis] + dataset.Chunk[axis] - 1) / dataset.Chunk[axis];
            most[axis] = dataset.Space.IsUnlimited[axis]
                ? long.MaxValue
                : (Math.Max(dataset.Space.Limits[axis], dataset.Space.Extent[axis]) + dataset.Chunk[axis] - 1)
                    / dataset.Chunk[axis];
            chunkBytes *= dataset.Chunk[axis];
        }
    }

    /// <summary>Visits all chunks that were written.</summary>
    public static void Visit(Hdf5Bytes bytes, Hdf5Dataset dataset, Hdf5ChunkVisitor visit)
    {
        if (dataset.Address >= 0 && dataset.Chunk.Length > 0)
            new Hdf5Chunks(bytes, dataset, visit).Run();
    }

    private void Run()
    {
        switch (dataset.Table)
        {
            case Hdf5ChunkTable.TreeV1:
                Hdf5TreeV1.Chunks(
                    bytes,
                    dataset.Address,
                    position.Length,
                    (size, mask, origin, address) =>
                    {
                        for (int axis = 0; axis < position.Length; axis++)
                            position[axis] = origin[axis] / dataset.Chunk[axis];
                        Found(address, size, mask);
                    }
                );
                break;
            case Hdf5ChunkTable.Single:
                Found(dataset.Address, dataset.Single?.Size ?? chunkBytes, dataset.Single?.Mask ?? uint.MaxValue);
                break;
            case Hdf5ChunkTable.Implicit:
                long number = 0,
                    total = counts.Aggregate(1L, (a, b) => checked(a * b));
                for (long i = 0; i < total; i++)
                {
                    number = 0;
                    for (int axis = 0; axis < position.Length; axis++)
                        number = checked(number * most[axis] + position[axis]);
                    Found(checked(dataset.Address + number * chunkBytes), chunkBytes, uint.MaxValue);
                    Next();
                }
                break;
            case Hdf5ChunkTable.TreeV2:
                foreach (ReadOnlyMemory<byte> record in Hdf5TreeV2.Records(bytes, dataset.Address, 10, 11))
                {
                    var cursor = new Hdf5Cursor(record, bytes.Widths);
                    long address = cursor.Address();
                    bool isFiltered = record.Length != bytes.Widths.Address + 8 * position.Length;
                    long size = isFiltered
                        ? cursor.Count(record.Length - bytes.Widths.Address - 4 - 8 * position.Length)
                        : chunkBytes;
                    uint mask = isFiltered ? cursor.UInt32() : uint.MaxValue;
                    for (int axis = 0; axis < position.Length; axis++)
                        position[axis] = cursor.Count(8);
                    Found(address, size, mask);
                }
                break;
            case Hdf5ChunkTable.FixedArray:
                Hdf5ChunkArrays.Fixed(
                    bytes,
                    dataset.Address,
                    (index, element, isFiltered) => Element(index, element, isFiltered, -1)
                );
                break;
            default:
                int unlimited = Array.IndexOf(dataset.Space.IsUnlimited, true);
                Hdf5ChunkArrays.Extensible(
                    bytes,
                    dataset.Address,
                    (index, element, isFiltered) => Element(index, element, isFiltered, unlimited)
                );
                break;
        }
    }

    // The elements of an array are in C order, except that the unlimited axis comes first.
    private void Element(long index, ReadOnlyMemory<byte> element, bool isFiltered, int unlimited)
    {
        var cursor = new Hdf5Cursor(element, bytes.Widths);
        long address = cursor.Address();
        if (address < 0)
            return;
        long size = isFiltered ? cursor.Count(element.Length - bytes.Widths.Address - 4) : chunkBytes;
        uint mask = isFiltered ? cursor.UInt32() : uint.MaxValue;
        for (int axis = position.Length - 1; axis >= 0; axis--)
        {
            if (axis == unlimited)
                continue;
            position[axis] = index % Math.Max(1, most[axis]);
            index /= Math.Max(1, most[axis]);
        }
        if (unlimited >= 0)
            position[unlimited] = index;
        Found(address, size, mask);
    }

    private void Found(long address, long size, uint mask)
    {
        if (address < 0)
            return;
        bool isEdge = false;
        for (int axis = 0; axis < position.Length; axis++)
        {
            // Chunks remain in the index when the dataset is made smaller.
            if (position[axis] >= counts[axis])
                return;
            isEdge |= (position[axis] + 1) * dataset.Chunk[axis] > dataset.Space.Extent[axis];
        }
        if (isEdge && dataset.HasPlainEdges)
            mask = uint.MaxValue;
        if (size > bytes.Length || address > bytes.Length - size)
        {
            throw new InvalidDataException(
                $"chunk ({string.Join(", ", position)}) has bytes {address} to {address + size}, beyond its end at {bytes.Length}"
            );
        }

        visit(position, bytes.Base + address, size, dataset.Filters.Length == 0 ? 0 : mask);
    }

    private void Next()
    {
        for (int axis = position.Length - 1; axis >= 0; axis--)
        {
            if (++position[axis] < counts[axis])
                return;
            position[axis] = 0;
        }
    }
}
