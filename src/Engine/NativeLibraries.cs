using System.Reflection;
using System.Runtime.InteropServices;

namespace Gchunk.Engine;

/// <summary>
/// The system's native libraries, loaded when first needed. If one is missing, only what needs it fails, with the
/// command that installs it.
/// </summary>
/// <remarks>.NET allows one resolver per assembly, so every binding of this assembly has its row here.</remarks>
internal static partial class NativeLibraries
{
    /// <summary>The name of libnetcdf in the bindings.</summary>
    public const string NetCdf = "gchunk-netcdf";

    /// <summary>The name of libhdf5 in the bindings; libnetcdf uses the same one.</summary>
    public const string Hdf5 = "gchunk-hdf5";

    /// <summary>The name of libdeflate in the bindings; without it, .NET's own zlib is used.</summary>
    public const string Deflate = "gchunk-deflate";

    /// <summary>
    /// The name of OpenBLAS in the bindings, for matrix products and decompositions; without it, slower managed code is
    /// used.
    /// </summary>
    public const string OpenBlas = "gchunk-openblas";

    /// <summary>
    /// The name of libblosc, version 1, in the bindings. Managed code reads LZ4, Zstandard and zlib in it without the
    /// library.
    /// </summary>
    public const string Blosc = "gchunk-blosc";

    /// <summary>The name of libzstd in the bindings; ZstdSharp is used without it, slower.</summary>
    public const string Zstd = "gchunk-zstd";

    /// <summary>The name of libaec in the bindings, which decodes szip.</summary>
    public const string Aec = "gchunk-aec";

    /// <summary>The name of libbz2 in the bindings.</summary>
    public const string Bz2 = "gchunk-bz2";

    /// <summary>The name of liblzma in the bindings.</summary>
    public const string Lzma = "gchunk-lzma";

    /// <summary>The name of ecCodes in the bindings, which decodes GRIB in a process of its own.</summary>
    public const string EcCodes = "gchunk-eccodes";

    private const string NetCdfInstall = "apt-get install libnetcdf19 libhdf5-103-1";

    private static readonly Dictionary<string, Row> Rows = new()
    {
        [NetCdf] = new(
            "libnetcdf",
            ["libnetcdf.so.19", "libnetcdf.so.22", "libnetcdf.so.20", "libnetcdf.so.18", "libnetcdf.so"],
            NetCdfInstall,
            "writing NetCDF"
        ),
        [Hdf5] = new(
            "libhdf5",
            [
                "libhdf5_serial.so.103",
                "libhdf5_serial.so.310",
                "libhdf5_serial.so.320",
                "libhdf5_serial.so.200",
                "libhdf5.so.103",
                "libhdf5.so.200",
                "libhdf5.so.310",
                "libhdf5_serial.so",
                "libhdf5.so",
            ],
            NetCdfInstall,
            "writing NetCDF"
        ),
        [Deflate] = new(
            "libdeflate",
            ["libdeflate.so.0", "libdeflate.so"],
            "apt-get install libdeflate0",
            "fast decompression"
        ),
        [Blosc] = new("libblosc", ["libblosc.so.1", "libblosc.so"], "apt-get install libblosc1", "the codec blosc"),
        [Zstd] = new("libzstd", ["libzstd.so.1", "libzstd.so"], "apt-get install libzstd1", "the codec zstd"),
        [Aec] = new("libaec", ["libaec.so.0", "libaec.so"], "apt-get install libaec0", "the filter szip of HDF5"),
        [Bz2] = new("libbz2", ["libbz2.so.1.0", "libbz2.so.1"], "apt-get install libbz2-1.0", "the codec bz2"),
        [Lzma] = new("liblzma", ["liblzma.so.5"], "apt-get install liblzma5", "the codec lzma"),
        [EcCodes] = new("ecCodes", ["libeccodes.so.0", "libeccodes.so"], "apt-get install libeccodes0", "reading GRIB"),
        [OpenBlas] = new(
            "OpenBLAS",
            ["libopenblas.so.0", "libopenblas.so"],
            "apt-get install libopenblas0-pthread",
            "fast linear algebra"
        ),
    };

    private static readonly Lock Gate = new();
    private static readonly AsyncLocal<string[]?> Hidden = new();
    private static volatile bool hidesAny;

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>True if a library is installed.</summary>
    public static bool IsPresent(string name) => Find(name) != 0;

    /// <summary>Returns the handle of a library.</summary>
    /// <exception cref="GchunkException">The library is missing; the message says how to install it.</exception>
    public static nint Require(string name)
    {
        nint handle = Find(name);
        if (handle != 0)
            return handle;
        Row row = Rows[name];
        throw new GchunkException(
            $"{row.Purpose} needs the system library {row.Library}, which was not found (tried {string.Join(", ", row.Candidates)}); install it with: {row.Install}"
        );
    }

    /// <summary>
    /// Hides libraries from the calling test and what it calls, until disposed, so that it runs without them.
    /// </summary>
    internal static IDisposable Hide(params string[] names) => new HiddenNames(names);

    private static nint Find(string name)
    {
        if (hidesAny && Hidden.Value?.Contains(name) == true)
            return 0;
        Row row = Rows[name];
        lock (Gate)
        {
            if (row.Tried)
                return row.Handle;
            // HDF5 locks the files that it writes. The lock belongs to a file handle that every process started
            // meanwhile inherits, so it would outlive the write. Files are written under temporary names here and need
            // no lock.
            if (name is NetCdf or Hdf5)
                _ = SetEnvironment("HDF5_USE_FILE_LOCKING", "FALSE", 1);
            // libnetcdf would read .ncrc, .dodsrc and .daprc of the current folder, which may be somebody else's.
            if (name is NetCdf)
                _ = SetEnvironment("NCRCENV_IGNORE", "1", 1);
            foreach (string candidate in row.Candidates)
            {
                if (NativeLibrary.TryLoad(candidate, out row.Handle))
                    break;
            }

            row.Tried = true;
            return row.Handle;
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        Rows.ContainsKey(name) ? Require(name) : 0;

    private sealed class HiddenNames : IDisposable
    {
        public HiddenNames(string[] names) => (Hidden.Value, hidesAny) = (names, true);

        public void Dispose() => Hidden.Value = null;
    }

    private sealed class Row(string library, string[] candidates, string install, string purpose)
    {
        public string Library { get; } = library;
        public string[] Candidates { get; } = candidates;
        public string Install { get; } = install;
        public string Purpose { get; } = purpose;
        public bool Tried;
        public nint Handle;
    }
}
