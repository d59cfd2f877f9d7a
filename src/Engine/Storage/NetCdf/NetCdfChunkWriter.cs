using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Writes whole chunks of a compressed variable past the library's filters, so that many threads compress at once; the
/// library only puts the bytes in their place.
/// </summary>
internal sealed unsafe class NetCdfChunkWriter
{
    private readonly NetCdfVariableSpec spec;
    private readonly long[] lengths,
        chunk;
    private readonly string what;
    private readonly byte[] fill;
    private readonly long chunkBytes;
    private long file,
        dataset;

    private NetCdfChunkWriter(NetCdfVariableSpec spec, long[] lengths, long[] chunk, string what)
    {
        (this.spec, this.lengths, this.chunk, this.what) = (spec, lengths, chunk, what);
        fill = new byte[spec.DType.Size];
        chunkBytes = chunk.Aggregate((long)spec.DType.Size, (a, b) => a * b);
    }

    /// <summary>
    /// Opens a variable that libnetcdf has defined, in a file that it holds open; null where that is not possible.
    /// Called while <see cref="NetCdfLibrary"/> is entered.
    /// </summary>
    public static NetCdfChunkWriter? Open(
        string path,
        NetCdfVariableSpec spec,
        long[] lengths,
        long[] chunk,
        string what
    )
    {
        var writer = new NetCdfChunkWriter(spec, lengths, chunk, what);
        if (writer.chunkBytes > int.MaxValue / 2)
            return null;
        // The same way of closing as libnetcdf's, without which HDF5 does not open a file twice.
        long access = Hdf5Native.H5Pcreate(Hdf5Native.FileAccess());
        if (access < 0)
            return null;
        _ = Hdf5Native.H5Pset_fclose_degree(access, Hdf5Native.CloseSemi);
        writer.file = Hdf5Native.H5Fopen(path, 1, access);
        _ = Hdf5Native.H5Pclose(access);
        if (writer.file < 0)
            return null;
        string other = "/_nc4_non_coord_" + spec.Name;
        writer.dataset = Hdf5Native.H5Dopen2(
            writer.file,
            Hdf5Native.H5Lexists(writer.file, other, 0) > 0 ? other : "/" + spec.Name,
            0
        );
        if (writer.dataset >= 0)
        {
            ulong[] sizes = Array.ConvertAll(lengths, n => (ulong)n);
            fixed (ulong* p = sizes)
            {
                if (Hdf5Native.H5Dset_extent(writer.dataset, p) >= 0)
                    return writer;
            }
        }
        writer.Close();
        return null;
    }

    /// <summary>
    /// Writes a block that covers whole chunks, or ends where the variable ends; false where it does not.
    /// </summary>
    public bool TryWrite(ReadOnlySpan<long> start, NDArray block)
    {
        int rank = chunk.Length;
        var first = new long[rank];
        var count = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            long end = start[axis] + block.Shape[axis];
            if (start[axis] % chunk[axis] != 0 || (end % chunk[axis] != 0 && end != lengths[axis]))
                return false;
            first[axis] = start[axis] / chunk[axis];
            count[axis] = (block.Shape[axis] + chunk[axis] - 1) / chunk[axis];
        }
        var at = new long[rank];
        do WriteChunk(start, first, at, block);
        while (Next(at, count));
        return true;
    }

    private void WriteChunk(ReadOnlySpan<long> start, long[] first, long[] at, NDArray block)
    {
        int rank = chunk.Length,
            size = spec.DType.Size;
        var shape = new Shape(chunk.AsSpan());
        long[] from = Hdf5Layout.ByteStrides(block.Shape, size),
            to = Hdf5Layout.ByteStrides(shape, size);
        var box = new long[rank];
        var offset = new ulong[rank];
        long source = 0;
        bool isWhole = true;
        for (int axis = 0; axis < rank; axis++)
        {
            long low = (first[axis] + at[axis]) * chunk[axis];
            box[axis] = Math.Min(chunk[axis], start[axis] + block.Shape[axis] - low);
            isWhole &= box[axis] == chunk[axis];
            offset[axis] = (ulong)low;
            source += (low - start[axis]) * from[axis];
        }
        byte[] compressed;
        using (NDArray whole = NDArray.Allocate(shape, spec.DType))
        {
            if (!isWhole)
                Regions.Fill(fill, whole.Pointer, to, chunk);
            Regions.Copy(block.Pointer + source, from, whole.Pointer, to, box, size);
            compressed = Deflater.Compress(whole.Pointer, (int)chunkBytes, size, spec.Shuffle, spec.Deflate);
        }
        GC.KeepAlive(block);
        int status;
        using (NetCdfLibrary.Enter())
        {
            fixed (ulong* o = offset)
            fixed (byte* p = compressed)
                status = Hdf5Native.H5Dwrite_chunk(dataset, 0, 0, o, (nuint)compressed.Length, p);
        }

        if (status < 0)
        {
            throw new GchunkException(
                $"{what}: a chunk of {compressed.Length} bytes cannot be written; is the disk full?"
            );
        }
    }

    private static bool Next(long[] at, long[] count)
    {
        for (int axis = at.Length - 1; axis >= 0; axis--)
        {
            if (++at[axis] < count[axis])
                return true;
            at[axis] = 0;
        }
        return false;
    }

    /// <summary>Closes the variable. Called while <see cref="NetCdfLibrary"/> is entered.</summary>
    public void Close()
    {
        if (dataset > 0)
            _ = Hdf5Native.H5Dclose(dataset);
        if (file > 0)
            _ = Hdf5Native.H5Fclose(file);
        (dataset, file) = (-1, -1);
    }
}
