using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Writes whole chunks of a compressed variable, compressed by the calling thread instead of the library, so that many
/// threads compress in parallel; the library only stores the bytes.
/// </summary>
internal sealed unsafe class NetCdfChunkWriter
{
    private readonly NetCdfVariableSpec spec;
    private readonly long[] lengths,
        chunk;
    private readonly string what;
    private readonly byte[] fill;
    private readonly long[] chunkStrides;
    private readonly BytesPipeline filters;
    private long file,
        dataset;

    private NetCdfChunkWriter(NetCdfVariableSpec spec, long[] lengths, long[] chunk, string what)
    {
        (this.spec, this.lengths, this.chunk, this.what) = (spec, lengths, chunk, what);
        int size = spec.DType.Size;
        fill = new byte[size];
        chunkStrides = new Shape(chunk.AsSpan()).ByteStrides(size);
        var deflate = new DeflateCodec(gzip: false, spec.Deflate);
        filters = new BytesPipeline(
            spec.Shuffle && size > 1 ? [new ShuffleCodec(size), deflate] : [deflate],
            chunk.Aggregate((long)size, (a, b) => a * b)
        );
    }

    /// <summary>
    /// Opens a variable that libnetcdf has defined in a file that it holds open; returns null if that fails. Called
    /// while <see cref="NetCdfLibrary"/> is entered.
    /// </summary>
    public static NetCdfChunkWriter? Open(
        string path,
        string group,
        NetCdfVariableSpec spec,
        long[] lengths,
        long[] chunk,
        string what
    )
    {
        var writer = new NetCdfChunkWriter(spec, lengths, chunk, what);
        if (writer.filters.PlainBytes > int.MaxValue / 2)
            return null;
        // HDF5 opens a file twice only with the same close degree, here that of libnetcdf.
        long access = Hdf5Native.H5Pcreate(Hdf5Native.FileAccess());
        if (access < 0)
            return null;
        _ = Hdf5Native.H5Pset_fclose_degree(access, Hdf5Native.CloseSemi);
        writer.file = Hdf5Native.H5Fopen(path, 1, access);
        _ = Hdf5Native.H5Pclose(access);
        if (writer.file < 0)
            return null;
        string other = group + "/_nc4_non_coord_" + spec.Name;
        writer.dataset = Hdf5Native.H5Dopen2(
            writer.file,
            Hdf5Native.H5Lexists(writer.file, other, 0) > 0 ? other : group + "/" + spec.Name,
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
    /// Writes a block that consists of whole chunks, except at the end of the variable; returns false if it does not.
    /// </summary>
    public bool TryWrite(ReadOnlySpan<long> start, NDArray block)
    {
        for (int axis = 0; axis < chunk.Length; axis++)
        {
            long end = start[axis] + block.Shape[axis];
            if (start[axis] % chunk[axis] != 0 || (end % chunk[axis] != 0 && end != lengths[axis]))
                return false;
        }
        long[] from = block.Shape.ByteStrides(spec.DType.Size);
        var walk = new ChunkWalk(Region.Box(start, block.Shape), chunk, from);
        using ScratchPair scratch = new();
        using NDArray whole = NDArray.Allocate(new Shape(chunk.AsSpan()), spec.DType);
        while (walk.Next())
            WriteChunk(walk, block, from, whole, scratch);
        GC.KeepAlive(block);
        return true;
    }

    private void WriteChunk(ChunkWalk walk, NDArray block, long[] from, NDArray whole, ScratchPair scratch)
    {
        int size = spec.DType.Size;
        // A chunk at the end of an axis is stored at full size.
        if (!walk.Part.Count.AsSpan().SequenceEqual(chunk))
            FillValue.Write(fill, whole.Pointer, chunkStrides, chunk);
        StridedCopy.Copy(block.Pointer + walk.Destination, from, whole.Pointer, chunkStrides, walk.Part.Count, size);
        NativeBytes compressed = filters.Encode(new NativeBytes(whole.Pointer, filters.PlainBytes), scratch);
        var offset = new ulong[chunk.Length];
        for (int axis = 0; axis < offset.Length; axis++)
            offset[axis] = (ulong)(walk.At[axis] * chunk[axis]);
        int status;
        using (NetCdfLibrary.Enter())
        {
            fixed (ulong* o = offset)
                status = Hdf5Native.H5Dwrite_chunk(dataset, 0, 0, o, (nuint)compressed.Length, compressed.Pointer);
        }

        if (status < 0)
        {
            throw new GchunkException(
                $"{what}: a chunk of {compressed.Length} bytes cannot be written; is the disk full?"
            );
        }
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
