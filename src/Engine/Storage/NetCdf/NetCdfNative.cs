using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Bindings of libnetcdf; every call is made while <see cref="NetCdfLibrary"/> is entered.
/// </summary>
internal static unsafe partial class NetCdfNative
{
    private const string Library = NativeLibraries.NetCdf;

    public const int Byte = 1,
        Char = 2,
        Short = 3,
        Int = 4,
        Float = 5,
        Double = 6,
        UByte = 7,
        UShort = 8,
        UInt = 9,
        Int64 = 10,
        UInt64 = 11,
        String = 12;
    public const int Vlen = 13,
        Opaque = 14,
        Enum = 15,
        Compound = 16;
    public const int Global = -1,
        MaxName = 256,
        Chunked = 0,
        Contiguous = 1;
    public const int NetCdf4 = 0x1000,
        WideOffsets = 0x200,
        WideData = 0x20,
        NoClobber = 0x4,
        Unlimited = 0,
        NoFill = 0x100,
        Write = 1;

    [LibraryImport(Library)]
    public static partial byte* nc_strerror(int status);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_open(string path, int mode, out int ncid);

    [LibraryImport(Library)]
    public static partial int nc_close(int ncid);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_inq_varid(int ncid, string name, out int variable);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_inq_dimid(int ncid, string name, out int dimension);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_create(string path, int mode, out int ncid);

    [LibraryImport(Library)]
    public static partial int nc_enddef(int ncid);

    [LibraryImport(Library)]
    public static partial int nc_redef(int ncid);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_def_grp(int ncid, string name, out int group);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_inq_grp_ncid(int ncid, string name, out int group);

    [LibraryImport(Library)]
    public static partial int nc_set_fill(int ncid, int mode, out int old);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_def_dim(int ncid, string name, nuint length, out int dimension);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_def_var(int ncid, string name, int type, int rank, int* dimensions, out int variable);

    [LibraryImport(Library)]
    public static partial int nc_def_var_chunking(int ncid, int variable, int storage, nuint* chunk);

    [LibraryImport(Library)]
    public static partial int nc_def_var_deflate(int ncid, int variable, int shuffle, int deflate, int level);

    [LibraryImport(Library)]
    public static partial int nc_def_var_fill(int ncid, int variable, int noFill, void* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nc_put_att(int ncid, int variable, string name, int type, nuint length, void* value);

    [LibraryImport(Library)]
    public static partial int nc_put_vara(int ncid, int variable, nuint* start, nuint* count, void* values);
}
