using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Finds out, through libhdf5, how the bytes of a NetCDF-4 variable lie in its file, so that they can be read without it.</summary>
internal static unsafe class Hdf5Layout
{
    /// <summary>What reads the variable: gchunk itself where layout, type and filters are ones it knows, otherwise the library.</summary>
    public static IRegionReader FindReader(NetCdfSource source, Shape shape, DType dtype)
    {
        // With a user block in front, versions of the library disagree on what addresses count from.
        if (source.Signature.Offset != 0) return new LibraryReader(source);
        using (FileHandles.Lease lease = FileHandles.Rent(source.Path, source.Signature.Version)) { } // says so where the file has changed
        string failed = $"{source.Place} cannot be read: the file is damaged";
        using (NetCdfLibrary.Enter())
        {
            using Hdf5Handle file = Open(source.Path, failed);
            using var dataset = new Hdf5Handle(Hdf5Native.H5Dopen2(file.Id, DatasetName(file.Id, source), 0), &Hdf5Native.H5Dclose, failed);
            using var list = new Hdf5Handle(Hdf5Native.H5Dget_create_plist(dataset.Id), &Hdf5Native.H5Pclose, failed);
            using var type = new Hdf5Handle(Hdf5Native.H5Dget_type(dataset.Id), &Hdf5Native.H5Tclose, failed);
            if (!IsPlain(type.Id, dtype) || Hdf5Native.H5Pget_external_count(list.Id) != 0) return new LibraryReader(source);
            bool bigEndian = dtype.Size > 1 && Hdf5Native.H5Tget_order(type.Id) == Hdf5Native.OrderBig;
            byte[] fill = Fill(list.Id, type.Id, dtype.Size);
            switch (Hdf5Native.H5Pget_layout(list.Id))
            {
                case Hdf5Native.LayoutContiguous:
                    ulong offset = Hdf5Native.H5Dget_offset(dataset.Id);
                    if (offset == Hdf5Native.UndefinedAddress) return new FillReader(fill, dtype.Size, bigEndian);
                    if (shape.Size > source.Signature.Length / dtype.Size || offset > (ulong)(source.Signature.Length - shape.Size * dtype.Size))
                        throw new GchunkException($"{source.Place} is damaged or truncated: {shape.Size} elements from byte {offset} are not in a file of {source.Signature.Length} bytes");
                    return new StridedReader(source, (long)offset, ByteStrides(shape, dtype.Size), dtype.Size, bigEndian);
                case Hdf5Native.LayoutChunked when Hdf5Filters.Read(list.Id) is { } filters:
                    using (var space = new Hdf5Handle(Hdf5Native.H5Dget_space(dataset.Id), &Hdf5Native.H5Sclose, failed))
                        return Hdf5ChunkIndex.Read(source, dataset.Id, list.Id, space.Id, shape.Rank) is { } index && IsSmall(index.Chunk, dtype.Size)
                            ? new ChunkedReader(source, index, filters, dtype.Size, bigEndian, fill)
                            : new LibraryReader(source);
                default:
                    return new LibraryReader(source);
            }
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
            if (bytes > int.MaxValue) return false;
        }
        return true;
    }

    // libhdf5 does not open a file a second time with another way of closing it, and libnetcdf may hold it under any of its names.
    private static Hdf5Handle Open(string path, string failed)
    {
        _ = Hdf5Native.H5open();
        long id = Hdf5Native.H5Fopen(path, 0, 0);
        if (id < 0)
        {
            NetCdfHandles.CloseAll();
            id = Hdf5Native.H5Fopen(path, 0, 0);
        }
        return new Hdf5Handle(id, &Hdf5Native.H5Fclose, failed);
    }

    // A variable named as a dimension that it does not run along is stored under another name.
    private static string DatasetName(long file, NetCdfSource source)
    {
        string folder = source.Group.Length == 0 ? "/" : "/" + source.Group + "/";
        string other = folder + "_nc4_non_coord_" + source.Name;
        return Hdf5Native.H5Lexists(file, other, 0) > 0 ? other : folder + source.Name;
    }

    private static bool IsPlain(long type, DType dtype)
    {
        int kind = Hdf5Native.H5Tget_class(type);
        bool right = dtype.IsFloat ? kind == Hdf5Native.ClassFloat : kind is Hdf5Native.ClassInteger or Hdf5Native.ClassEnum;
        if (!right || Hdf5Native.H5Tget_size(type) != (nuint)dtype.Size) return false;
        return kind == Hdf5Native.ClassEnum ? dtype.Size == 1 : Hdf5Native.H5Tget_precision(type) == (nuint)dtype.Size * 8 && Hdf5Native.H5Tget_offset(type) == 0;
    }

    // In the byte order of the file.
    private static byte[] Fill(long list, long type, int size)
    {
        var fill = new byte[size];
        if (Hdf5Native.H5Pfill_value_defined(list, out int status) >= 0 && status != 0)
            fixed (byte* p = fill) _ = Hdf5Native.H5Pget_fill_value(list, type, p);
        return fill;
    }
}
