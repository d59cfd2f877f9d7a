using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The functions of libhdf5 that tell where a dataset's bytes are; every call is made while <see cref="NetCdfLibrary"/> is entered.</summary>
/// <remarks>An identifier is 64 bits wide since HDF5 1.10.</remarks>
internal static unsafe partial class Hdf5Native
{
    private const string Library = NativeLibraries.Hdf5;

    public const ulong UndefinedAddress = ulong.MaxValue;
    public const int LayoutContiguous = 1, LayoutChunked = 2, ClassInteger = 0, ClassFloat = 1, ClassEnum = 8, OrderBig = 1;

    [LibraryImport(Library)] public static partial int H5open();
    [LibraryImport(Library)] public static partial int H5Eset_auto2(long stack, nint function, nint data);
    [LibraryImport(Library)] public static partial int H5Pclose(long list);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial long H5Fopen(string path, uint flags, long access);
    [LibraryImport(Library)] public static partial int H5Fclose(long file);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int H5Lexists(long place, string name, long access);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial long H5Dopen2(long place, string name, long access);
    [LibraryImport(Library)] public static partial int H5Dclose(long dataset);
    [LibraryImport(Library)] public static partial long H5Dget_create_plist(long dataset);
    [LibraryImport(Library)] public static partial long H5Dget_type(long dataset);
    [LibraryImport(Library)] public static partial long H5Dget_space(long dataset);
    [LibraryImport(Library)] public static partial ulong H5Dget_offset(long dataset);
    [LibraryImport(Library)] public static partial int H5Dget_num_chunks(long dataset, long space, out ulong count);
    [LibraryImport(Library)] public static partial int H5Dget_chunk_info(long dataset, long space, ulong index, ulong* offset, out uint mask, out ulong address, out ulong size);
    [LibraryImport(Library)] public static partial int H5Sclose(long space);
    [LibraryImport(Library)] public static partial int H5Sget_simple_extent_ndims(long space);
    [LibraryImport(Library)] public static partial int H5Sget_simple_extent_dims(long space, ulong* sizes, ulong* limits);
    [LibraryImport(Library)] public static partial int H5Tclose(long type);
    [LibraryImport(Library)] public static partial int H5Tget_class(long type);
    [LibraryImport(Library)] public static partial int H5Tget_order(long type);
    [LibraryImport(Library)] public static partial int H5Tget_offset(long type);
    [LibraryImport(Library)] public static partial nuint H5Tget_size(long type);
    [LibraryImport(Library)] public static partial nuint H5Tget_precision(long type);
    [LibraryImport(Library)] public static partial int H5Pget_layout(long list);
    [LibraryImport(Library)] public static partial int H5Pget_chunk(long list, int maximum, ulong* sizes);
    [LibraryImport(Library)] public static partial int H5Pget_external_count(long list);
    [LibraryImport(Library)] public static partial int H5Pget_nfilters(long list);
    [LibraryImport(Library)] public static partial int H5Pget_filter2(long list, uint index, out uint flags, ref nuint values, uint* value, nuint nameLength, byte* name, out uint config);
    [LibraryImport(Library)] public static partial int H5Pfill_value_defined(long list, out int status);
    [LibraryImport(Library)] public static partial int H5Pget_fill_value(long list, long type, void* value);
}
