using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Engine.Storage.Grib;

/// <summary>Processes that decode GRIB messages, started when they are needed and used again.</summary>
internal static class GribDecoder
{
    private static readonly ConcurrentBag<Decoder> Idle = [];

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
        Decoder decoder = Idle.TryTake(out Decoder? idle) ? idle : new Decoder();
        bool works = false;
        try
        {
            (bool isFine, byte[] answer) = decoder.Ask(what, path, message);
            works = true;
            return isFine
                ? answer
                : throw new GchunkException(
                    $"{path}: the message at byte {message.Offset} cannot be decoded: {Encoding.UTF8.GetString(answer)}"
                );
        }
        catch (Exception e)
            when (e is IOException or EndOfStreamException or InvalidDataException or ObjectDisposedException)
        {
            throw new GchunkException(
                $"{path}: the message at byte {message.Offset} is damaged: ecCodes ended while it decoded it",
                e
            );
        }
        finally
        {
            if (works)
                Idle.Add(decoder);
            else
                decoder.Dispose();
        }
    }

    private sealed class Decoder : IDisposable
    {
        // A message is decoded in milliseconds; a damaged one may take for ever.
        private const int Seconds = 5;
        private const long BytesASecond = 1 << 20;

        private readonly Process process;
        private readonly BinaryWriter requests;
        private readonly BinaryReader answers;

        public Decoder()
        {
            process = Process.Start(OwnProcess.With(GribChild.Mode)) ?? throw new IOException("no process");
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            requests = new BinaryWriter(process.StandardInput.BaseStream, Encoding.UTF8);
            answers = new BinaryReader(process.StandardOutput.BaseStream, Encoding.UTF8);
        }

        public (bool IsFine, byte[] Answer) Ask(char what, string path, GribMessage message)
        {
            requests.Write((byte)what);
            requests.Write(path);
            requests.Write(message.Offset);
            requests.Write(message.Length);
            requests.Flush();
            using var timer = new Timer(
                _ => Kill(),
                null,
                TimeSpan.FromSeconds(Seconds + message.Length / BytesASecond),
                Timeout.InfiniteTimeSpan
            );
            bool isFine = answers.ReadBoolean();
            int length = answers.ReadInt32();
            if (length < 0)
                throw new InvalidDataException($"an answer of {length} bytes");
            byte[] answer = answers.ReadBytes(length);
            return answer.Length == length ? (isFine, answer) : throw new EndOfStreamException();
        }

        private void Kill()
        {
            try
            {
                process.Kill();
            }
            catch (InvalidOperationException) { }
        }

        public void Dispose()
        {
            Kill();
            process.Dispose();
        }
    }
}
