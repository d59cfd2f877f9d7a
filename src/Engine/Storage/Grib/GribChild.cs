using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Engine.Storage.Grib;

/// <summary>
/// Decodes GRIB messages in a process of its own: a damaged message may end ecCodes's process, which must not be the
/// user's.
/// </summary>
internal static unsafe class GribChild
{
    /// <summary>The word that starts the program as a decoder.</summary>
    public const string Mode = "grib-decoder";

    /// <summary>The most values of a message.</summary>
    public const long MaximumValues = 1 << 28;

    private const double Missing = 1e300;

    /// <summary>The keys that are read of each message.</summary>
    private static readonly string[] Keys =
    [
        "edition",
        "centre",
        "centreDescription",
        "subCentre",
        "shortName",
        "cfVarName",
        "name",
        "units",
        "cfName",
        "paramId",
        "typeOfLevel",
        "level:d",
        "dataDate",
        "dataTime",
        "endStep",
        "stepUnits",
        "stepType",
        "dataType",
        "number",
        "gridType",
        "Nx",
        "Ny",
        "Ni",
        "Nj",
        "numberOfPoints",
        "jPointsAreConsecutive",
        "alternativeRowScanning",
        "md5GridSection",
    ];

    /// <summary>Answers requests.</summary>
    // ecCodes explains itself on standard error, which nobody reads.
    public static int Run() =>
        DecoderAnswers.Run(
            static (request, answers) =>
            {
                char what = (char)request.ReadByte();
                string path = request.ReadString();
                (long offset, int length) = (request.ReadInt64(), request.ReadInt32());
                answers.Step(length);
                byte[] answer = Answer(what, path.Length > 0 ? Read(path, offset, length) : Sent(request, length));
                answers.Part(part =>
                {
                    part.Write(answer.Length);
                    part.Write(answer);
                });
            }
        );

    private static byte[] Read(string path, long offset, int length)
    {
        var message = new byte[length];
        using FileStream file = File.OpenRead(path);
        file.Position = offset;
        file.ReadExactly(message);
        return message;
    }

    private static byte[] Sent(BinaryReader request, int length) =>
        request.ReadBytes(length) is { } message && message.Length == length
            ? message
            : throw new EndOfStreamException();

    private static byte[] Answer(char what, byte[] message)
    {
        // The bindings are resolved by the table of libraries.
        NativeLibraries.Require(NativeLibraries.EcCodes);
        fixed (byte* p = message)
        {
            nint handle = EcCodes.codes_handle_new_from_message(0, p, (nuint)message.Length);
            if (handle == 0)
                throw new GchunkException("ecCodes does not know its form");
            try
            {
                return what switch
                {
                    'k' => KeysOf(handle),
                    'g' => [.. Doubles(handle, "latitudes"), .. Doubles(handle, "longitudes")],
                    _ => ValuesOf(handle),
                };
            }
            finally
            {
                _ = EcCodes.codes_handle_delete(handle);
            }
        }
    }

    private static byte[] KeysOf(nint handle)
    {
        // Steps in hours, as in cfgrib.
        _ = EcCodes.codes_set_long(handle, "stepUnits", 1);
        var found = new Dictionary<string, string>();
        byte* text = stackalloc byte[1024];
        foreach (string key in Keys)
        {
            nuint length = 1024;
            string name = key.Split(':')[0];
            if (EcCodes.codes_get_string(handle, name, text, ref length) == 0)
            {
                found[name] = Encoding.UTF8.GetString(
                    new ReadOnlySpan<byte>(text, (int)Math.Min(length, 1024)).TrimEnd((byte)0)
                );
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(found);
    }

    private static byte[] ValuesOf(nint handle)
    {
        Check(EcCodes.codes_set_double(handle, "missingValue", Missing));
        byte[] bytes = Doubles(handle, "values");
        foreach (ref double value in MemoryMarshal.Cast<byte, double>(bytes.AsSpan()))
            value = value == Missing ? double.NaN : value;
        return bytes;
    }

    private static byte[] Doubles(nint handle, string key)
    {
        Check(EcCodes.codes_get_size(handle, key, out nuint size));
        if (size > MaximumValues / 2)
            throw new GchunkException($"it claims {size} values");
        var bytes = new byte[checked((int)size * sizeof(double))];
        nuint count = size;
        fixed (byte* p = bytes)
            Check(EcCodes.codes_get_double_array(handle, key, (double*)p, ref count));
        return bytes.Length == (int)count * sizeof(double) ? bytes : bytes[..((int)count * sizeof(double))];
    }

    private static void Check(int code)
    {
        if (code == 0)
            return;
        throw new GchunkException(Marshal.PtrToStringUTF8(EcCodes.codes_get_error_message(code)) ?? $"error {code}");
    }
}
