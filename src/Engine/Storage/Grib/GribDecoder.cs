using System.Runtime.InteropServices;
using System.Text.Json;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Engine.Storage.Grib;

/// <summary>Asks the processes that decode GRIB messages; see <see cref="GribChild"/>.</summary>
internal static class GribDecoder
{
    /// <summary>Returns what a message says of itself.</summary>
    public static Dictionary<string, string> Keys(string path, string version, GribMessage message) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Ask('k', path, version, message)) ?? [];

    /// <summary>Returns the latitudes of the points of a message, and then their longitudes.</summary>
    public static double[] Grid(string path, string version, GribMessage message) =>
        Doubles(Ask('g', path, version, message));

    /// <summary>Returns the values of a message, NaN where they are missing.</summary>
    public static double[] Values(string path, string version, GribMessage message) =>
        Doubles(Ask('v', path, version, message));

    private static double[] Doubles(byte[] bytes) => MemoryMarshal.Cast<byte, double>(bytes).ToArray();

    private static byte[] Ask(char what, string path, string version, GribMessage message)
    {
        byte[] answer = [];
        byte[]? sent = RemoteFile.Is(path) ? Received(path, version, message) : null;
        string? error;
        try
        {
            error = DecoderProcess.Ask(
                GribChild.Mode,
                request =>
                {
                    request.Write((byte)what);
                    request.Write(sent is null ? path : "");
                    request.Write(message.Offset);
                    request.Write(message.Length);
                    if (sent is not null)
                        request.Write(sent);
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

    // The decoder reads files, but no addresses.
    private static unsafe byte[] Received(string address, string version, GribMessage message)
    {
        if (message.Length > OpeningBudget.Limit / 4)
        {
            throw new GchunkException(
                $"{address}: the message at byte {message.Offset} has {MemoryBudget.Format(message.Length)}, more than a quarter of the memory limit; raise it (--memory, Configure or GCHUNK_MEMORY)"
            );
        }
        var bytes = new byte[message.Length];
        using FileHandles.Lease file = FileHandles.Rent(address, version);
        fixed (byte* p = bytes)
            file.Read(p, bytes.Length, message.Offset);
        return bytes;
    }
}
