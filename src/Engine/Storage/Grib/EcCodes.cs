using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.Grib;

/// <summary>Bindings of ecCodes, called only in a process of its own.</summary>
internal static unsafe partial class EcCodes
{
    private const string Library = NativeLibraries.EcCodes;

    [LibraryImport(Library)]
    public static partial nint codes_handle_new_from_message(nint context, byte* message, nuint length);

    [LibraryImport(Library)]
    public static partial int codes_handle_delete(nint handle);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int codes_get_string(nint handle, string key, byte* value, ref nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int codes_get_size(nint handle, string key, out nuint size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int codes_get_double_array(nint handle, string key, double* values, ref nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int codes_set_double(nint handle, string key, double value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int codes_set_long(nint handle, string key, long value);

    [LibraryImport(Library)]
    public static partial nint codes_get_error_message(int code);
}
