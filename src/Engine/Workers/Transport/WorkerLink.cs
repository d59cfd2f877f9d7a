using System.Buffers.Binary;
using System.Net.Sockets;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>Handles a message; its fields are valid during the call.</summary>
internal delegate void MessageHandler(MessageKind kind, ref ByteReader fields);

/// <summary>
/// A connection between a client and a worker. Messages are gathered while the previous batch is being written, so that
/// many small messages cost few system calls. A sender never waits.
/// </summary>
internal sealed class WorkerLink : IMessageChannel
{
    /// <summary>The greatest length of a message in bytes.</summary>
    public const int MostMessageBytes = 1 << 30;

    private const int KeptBuffer = 1 << 20;

    private const int EndMilliseconds = 5000;

    private readonly Socket socket;
    private readonly Stream stream;
    private readonly Thread writer;
    private readonly object gate = new();
    private byte[] gathered = new byte[1 << 14];
    private byte[] leaving = new byte[1 << 14];
    private int length;
    private bool isClosed;
    private bool isEnding;

    /// <summary>Takes over a connected socket and starts the thread that writes to it.</summary>
    public WorkerLink(Socket socket, string name)
        : this(socket, new NetworkStream(socket, ownsSocket: true), name) { }

    /// <summary>Takes over a connected socket whose bytes go through a stream.</summary>
    public WorkerLink(Socket socket, Stream stream, string name)
    {
        (this.socket, this.stream) = (socket, stream);
        writer = new Thread(Write) { IsBackground = true, Name = name + " writer" };
        writer.Start();
    }

    /// <inheritdoc/>
    public void Send(MessageWriter message)
    {
        ReadOnlySpan<byte> bytes = message.Finish();
        lock (gate)
        {
            if (isClosed || isEnding)
                return;
            if (gathered.Length - length < bytes.Length)
            {
                Array.Resize(
                    ref gathered,
                    (int)Math.Min(Array.MaxLength, Math.Max(2L * gathered.Length, (long)length + bytes.Length))
                );
            }

            bytes.CopyTo(gathered.AsSpan(length));
            length += bytes.Length;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Reads messages until the connection ends, on the calling thread.</summary>
    /// <param name="handler">Handles each message.</param>
    /// <returns>The error that ended the connection, or null if the other side closed it.</returns>
    public unsafe Exception? Read(MessageHandler handler)
    {
        byte[] buffer = new byte[1 << 16];
        int start = 0,
            end = 0;
        try
        {
            while (true)
            {
                while (end - start >= MessageWriter.HeaderLength)
                {
                    int size = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(start));
                    if (size < 1 || size > MostMessageBytes)
                        throw new ProtocolException($"a message has the invalid length of {size} bytes");
                    if (end - start < 4 + size)
                    {
                        if (buffer.Length < 4 + size)
                        {
                            byte[] larger = new byte[4 + size];
                            buffer.AsSpan(start, end - start).CopyTo(larger);
                            (buffer, end, start) = (larger, end - start, 0);
                        }
                        break;
                    }
                    fixed (byte* fields = buffer.AsSpan(start + MessageWriter.HeaderLength, size - 1))
                    {
                        var message = new ByteReader(fields, size - 1);
                        handler((MessageKind)buffer[start + 4], ref message);
                    }
                    start += 4 + size;
                }
                if (start == end)
                    (start, end) = (0, 0);
                if (start == 0 && end == 0 && buffer.Length > KeptBuffer)
                    buffer = new byte[1 << 16];
                if (end == buffer.Length)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    (start, end) = (0, end - start);
                }
                int read = ReadSome(buffer, end);
                if (read == 0)
                    return null;
                end += read;
            }
        }
        catch (InvalidDataException e)
        {
            return new ProtocolException(e.Message, e);
        }
        // Whatever it is, it must not end the process.
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            Dispose();
        }
    }

    // The number of bytes read; 0 if the connection has ended.
    private int ReadSome(byte[] buffer, int at)
    {
        try
        {
            return stream.Read(buffer, at, buffer.Length - at);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>
    /// Sends the queued messages and ends the connection. It gives up when the other side takes nothing for some seconds.
    /// </summary>
    public void End()
    {
        lock (gate)
        {
            isEnding = true;
            Monitor.Pulse(gate);
        }
        writer.Join(EndMilliseconds);
    }

    /// <summary>Ends the connection at once. The readers on both sides return.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isClosed)
                return;
            isClosed = true;
            Monitor.Pulse(gate);
        }
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        stream.Dispose();
    }

    private void Write()
    {
        try
        {
            while (true)
            {
                int bytes;
                lock (gate)
                {
                    while (length == 0 && !isClosed && !isEnding)
                        Monitor.Wait(gate);
                    if (isClosed || length == 0)
                        break;
                    (gathered, leaving) = (leaving, gathered);
                    (bytes, length) = (length, 0);
                }
                stream.Write(leaving, 0, bytes);
                if (leaving.Length > KeptBuffer)
                    leaving = new byte[1 << 14];
            }
        }
        // Whatever it is, it must not end the process: the reader takes note of the end of the connection.
        catch (Exception) { }
        Dispose();
    }
}
