using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Finds out how the bytes of a NetCDF-4 variable lie in its file.</summary>
internal static class Hdf5Layout
{
    /// <summary>
    /// What reads the variable: gchunk itself where layout and filters are ones it knows, otherwise the library.
    /// </summary>
    /// <param name="source">The variable.</param>
    /// <param name="dataset">The dataset that it is stored as.</param>
    /// <param name="shape">Its shape, which along an unlimited dimension may be longer than the dataset.</param>
    public static IRegionReader FindReader(NetCdfSource source, Hdf5Dataset dataset, Shape shape)
    {
        int size = dataset.Type.Size;
        bool bigEndian =
            (dataset.Type.Element ?? dataset.Type).IsBigEndian || (size == 1 && !BitConverter.IsLittleEndian);
        byte[] fill = dataset.Fill ?? new byte[size];
        if (dataset.IsVirtual)
        {
            throw new GchunkException(
                $"{source.Place} cannot be read: it is virtual, made of other datasets, which are not followed; h5repack -l CONTI OLD NEW writes a file that holds its values"
            );
        }

        if (dataset.IsExternal)
        {
            throw new GchunkException(
                $"{source.Place} cannot be read: its values are in other files (HDF5's external storage), which are not followed"
            );
        }
        // A damaged chunk of it ends the process inside the library.
        if (dataset.Filters.Any(f => f.Id == Hdf5Filters.ScaleOffset))
        {
            throw new GchunkException(
                $"{source.Place} cannot be read: it is stored with HDF5's filter scale-offset ({Hdf5Filters.ScaleOffset}), which gchunk does not take back; h5repack -f GZIP=4 OLD NEW writes a file without it"
            );
        }

        if (
            dataset.Storage != Hdf5Storage.Chunked
            && dataset.Storage != Hdf5Storage.Elsewhere
            && !dataset.Space.Extent.SequenceEqual(shape.ToArray())
        )
        {
            throw new GchunkException(
                $"{source.Place} is damaged: it holds ({string.Join(", ", dataset.Space.Extent)}) elements, its dimensions say {shape}"
            );
        }

        try
        {
            switch (dataset.Storage)
            {
                case Hdf5Storage.Compact when dataset.Inline.Length >= shape.Size * size:
                    return new InlineReader(dataset.Inline.ToArray(), ByteStrides(shape, size), size, bigEndian);
                case Hdf5Storage.Compact:
                    throw new InvalidDataException($"it holds {dataset.Inline.Length} bytes, not {shape.Size * size}");
                case Hdf5Storage.Contiguous when dataset.Address < 0:
                    return new FillReader(fill, size, bigEndian);
                case Hdf5Storage.Contiguous:
                    long offset = source.Signature.Offset + dataset.Address;
                    if (
                        shape.Size > source.Signature.Length / size
                        || offset > source.Signature.Length - shape.Size * size
                    )
                    {
                        throw new InvalidDataException(
                            $"{shape.Size} elements from byte {offset} are not in a file of {source.Signature.Length} bytes"
                        );
                    }

                    return new StridedReader(source, offset, ByteStrides(shape, size), size, bigEndian);
                case Hdf5Storage.Chunked when Hdf5Filters.Known(dataset) is { } filters && IsSmall(dataset.Chunk, size):
                    using (FileHandles.Lease lease = FileHandles.Rent(source.Path, source.Signature))
                    {
                        return new ChunkedReader(
                            source,
                            Hdf5ChunkIndex.Read(lease, source.Signature, dataset),
                            filters,
                            size,
                            bigEndian,
                            fill
                        );
                    }

                default:
                    return new LibraryReader(source, dataset.Filters);
            }
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new GchunkException($"{source.Place} is damaged or truncated: {e.Message}", e);
        }
    }

    /// <summary>The bytes from one index to the next along each axis, in C order.</summary>
    public static long[] ByteStrides(Shape shape, int size) => Array.ConvertAll(shape.Strides(), s => s * size);

    // Chunks of 2 GiB and more are left to the library; so are sizes that only damage explains.
    private static bool IsSmall(long[] chunk, int size)
    {
        Int128 bytes = size;
        foreach (long length in chunk)
        {
            bytes *= length;
            if (bytes > int.MaxValue)
                return false;
        }
        return true;
    }
}
