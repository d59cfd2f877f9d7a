using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The functions of libhdf5 that tell where a dataset's bytes are; every call is made while <see cref="NetCdfLibrary"/> is entered.</summary>
/// <remarks>An identifier is 64 bits wide since HDF5 1.10.</remarks>
internal static unsafe partial class Hdf5Native
{
    private const string Library = NativeLibraries.Hdf5;

    [LibraryImport(Library)] public static partial int H5Eset_auto2(long stack, nint function, nint data);
}
