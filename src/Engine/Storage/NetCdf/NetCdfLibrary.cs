using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The lock for libnetcdf and libhdf5: neither is thread-safe, and they share state.</summary>
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
        // Switches error printing off, which HDF5 keeps per thread if it was built with thread support.
        _ = Hdf5Native.H5Eset_auto2(0, 0, 0);
        return scope;
    }

    /// <summary>Throws if a call of libnetcdf failed.</summary>
    /// <param name="status">The return value.</param>
    /// <param name="what">The attempt: "file.nc: cannot read variable 'pr'".</param>
    public static void Check(int status, string what)
    {
        if (status == 0)
            return;
        if (status > 0)
            throw new GchunkException($"{what}: {Marshal.GetPInvokeErrorMessage(status)}");
        throw new GchunkException($"{what}: {Text(NetCdfNative.nc_strerror(status))} (NetCDF error {status})");
    }

    /// <summary>Converts a C string; invalid UTF-8 is replaced.</summary>
    public static string Text(byte* text) =>
        text is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
