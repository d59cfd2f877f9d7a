using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Chooses the reader of a NetCDF-4 variable by the layout of its dataset.</summary>
internal static class NetCdf4Readers
{
    /// <summary>
    /// Returns the reader of a variable. No file is read through the C libraries, which crash on damaged ones.
    /// </summary>
    /// <param name="source">The variable.</param>
    /// <param name="dataset">The dataset that stores it.</param>
    /// <param name="shape">
    /// The variable's shape, which may be longer than the dataset along unlimited dimensions.
    /// </param>
    public static IRegionReader Find(NetCdfSource source, Hdf5Dataset dataset, Shape shape)
    {
        int size = dataset.Type.Size;
        bool bigEndian =
            (dataset.Type.Element ?? dataset.Type).IsBigEndian || (size == 1 && !BitConverter.IsLittleEndian);
        byte[] fill = dataset.Fill ?? new byte[size];
        RequireSupported(source, dataset);
        if (
            dataset.Storage != Hdf5Storage.Chunked
            && dataset.Storage != Hdf5Storage.Elsewhere
            && !dataset.Space.Extent.SequenceEqual(shape.ToArray())
        )
        {
            throw new GchunkException(
                $"{source.Place} is damaged: it holds ({string.Join(", ", dataset.Space.Extent)}) elements, but its dimensions say {shape}"
            );
        }

        try
        {
            switch (dataset.Storage)
            {
                case Hdf5Storage.Compact when dataset.Inline.Length >= shape.Size * size:
                    return new InlineReader(dataset.Inline.ToArray(), shape.ByteStrides(size), size, bigEndian);
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

                    return new StridedReader(
                        source.Path,
                        source.Signature,
                        offset,
                        shape.ByteStrides(size),
                        size,
                        bigEndian
                    );
                case Hdf5Storage.Chunked:
                    BytesPipeline filters = Hdf5Filters.PipelineOf(dataset, source.Place);
                    using (FileHandles.Lease lease = FileHandles.Rent(source.Path, source.Signature))
                    {
                        return new Hdf5ChunkReader(
                            source.Path,
                            source.Signature,
                            source.Place,
                            Hdf5ChunkIndex.Read(lease, source.Signature, dataset),
                            filters,
                            size,
                            bigEndian,
                            fill
                        );
                    }

                default:
                    throw new GchunkException(
                        $"{source.Place} has a storage layout that gchunk does not read; h5repack -l CONTI OLD NEW writes a file without it"
                    );
            }
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new GchunkException($"{source.Place} is damaged or truncated: {e.Message}", e);
        }
    }

    private static void RequireSupported(NetCdfSource source, Hdf5Dataset dataset)
    {
        if (dataset.IsVirtual)
        {
            throw new GchunkException(
                $"{source.Place} is a virtual dataset, which is not supported; h5repack -l CONTI OLD NEW writes a file that holds its values"
            );
        }

        if (dataset.IsExternal)
        {
            throw new GchunkException(
                $"{source.Place} has its values in external files, which is not supported; h5repack -l CONTI OLD NEW writes a file that holds them"
            );
        }
    }
}
