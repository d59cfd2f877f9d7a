using System.Runtime.InteropServices;
using System.Text.Json;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Engine.Storage.Grib;

/// <summary>Asks the processes that decode GRIB messages; see <see cref="GribChild"/>.</summary>
internal static class GribDecoder
{
    /// <summary>Returns what a message says of itself.</summary>
    public static Dictionary<string, string> Keys(string path, GribMessage message) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Ask('k', path, message)) ?? [];

    /// <summary>Returns the latitudes of the points of a message, and then their longitudes.</summary>
    public static double[] Grid(string path, GribMessage message) => Doubles(Ask('g', path, message));

    /// <summary>Returns the values of a message, NaN where they are missing.</summary>
    public static double[] Values(string path, GribMessage message) => Doubles(Ask('v', path, message));

    private static double[] Doubles(byte[] bytes) => MemoryMarshal.Cast<byte, double>(bytes).ToArray();

    private static byte[] Ask(char what, string path, GribMessage message)
    {
        byte[] answer = [];
        string? error;
        try
        {
            error = DecoderProcess.Ask(
                GribChild.Mode,
                request =>
                {
                    request.Write((byte)what);
                    request.Write(path);
                    request.Write(message.Offset);
                    request.Write(message.Length);
                },
                part =>
                {
                    int length = part.ReadInt32();
                    if (length < 0)
                        throw new InvalidDataException($"an answer of {length} bytes");
                    answer = part.ReadBytes(length);
                    if (answer.Length != length)
                        throw new EndOfStreamException();
                }
            );
        }
        catch (DecoderEndedException e)
        {
            throw new GchunkException(
                $"{path}: the message at byte {message.Offset} is damaged: ecCodes ended while it decoded it: {e.Message}",
                e
            );
        }
        return error is null
            ? answer
            : throw new GchunkException($"{path}: the message at byte {message.Offset} cannot be decoded: {error}");
    }
}
