using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The one lock round libnetcdf and libhdf5: neither is safe for threads, and they share state.</summary>
internal static unsafe class NetCdfLibrary
{
    private static readonly Lock Gate = new();

    /// <summary>Takes the lock until disposed.</summary>
    /// <exception cref="GchunkException">A library is missing.</exception>
    public static Lock.Scope Enter()
    {
        NativeLibraries.Require(NativeLibraries.NetCdf);
        NativeLibraries.Require(NativeLibraries.Hdf5);
        Lock.Scope scope = Gate.EnterScope();
        // HDF5 keeps its error printing per thread where it was built for threads.
        _ = Hdf5Native.H5Eset_auto2(0, 0, 0);
        return scope;
    }

    /// <summary>Throws where a call of libnetcdf failed.</summary>
    /// <param name="status">What it returned.</param>
    /// <param name="what">What was tried: "file.nc: cannot read variable 'pr'".</param>
    public static void Check(int status, string what)
    {
        if (status == 0)
            return;
        if (status > 0)
            throw new GchunkException($"{what}: {Marshal.GetPInvokeErrorMessage(status)}");
        throw new GchunkException($"{what}: {Text(NetCdfNative.nc_strerror(status))} (NetCDF error {status})");
    }

    /// <summary>A C string; bytes that are not UTF-8 are replaced.</summary>
    public static string Text(byte* text) =>
        text is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
