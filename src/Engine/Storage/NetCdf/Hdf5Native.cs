using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Bindings of libhdf5 that write compressed chunks; every call is made while <see cref="NetCdfLibrary"/> is entered.
/// </summary>
/// <remarks>Identifiers have 64 bits since HDF5 1.10.</remarks>
internal static unsafe partial class Hdf5Native
{
    private const string Library = NativeLibraries.Hdf5;

    public const int CloseSemi = 2;

    [LibraryImport(Library)]
    public static partial int H5Eset_auto2(long stack, nint function, nint data);

    [LibraryImport(Library)]
    public static partial int H5open();

    [LibraryImport(Library)]
    public static partial long H5Pcreate(long kind);

    [LibraryImport(Library)]
    public static partial int H5Pset_fclose_degree(long list, int degree);

    [LibraryImport(Library)]
    public static partial int H5Pclose(long list);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial long H5Fopen(string path, uint flags, long access);

    [LibraryImport(Library)]
    public static partial int H5Fclose(long file);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int H5Lexists(long location, string name, long access);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial long H5Dopen2(long location, string name, long access);

    [LibraryImport(Library)]
    public static partial int H5Dclose(long dataset);

    [LibraryImport(Library)]
    public static partial int H5Dset_extent(long dataset, ulong* sizes);

    [LibraryImport(Library)]
    public static partial int H5Dwrite_chunk(
        long dataset,
        long list,
        uint mask,
        ulong* offset,
        nuint size,
        void* chunk
    );

    /// <summary>Returns the class of the property lists for opening files.</summary>
    public static long FileAccess()
    {
        _ = H5open();
        return *(long*)NativeLibrary.GetExport(NativeLibraries.Require(Library), "H5P_CLS_FILE_ACCESS_ID_g");
    }
}
