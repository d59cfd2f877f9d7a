using System.Buffers.Binary;
using System.Net.Sockets;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>
/// The listening socket of a client. Connections wait here until they have sent Hello with the client's secret.
/// </summary>
/// <remarks>
/// One thread serves all that wait, so that a connection costs no thread and no more memory than its first message.
/// Connections of other users are closed at once, and those that send nothing after some time. If too many wait, the
/// oldest is closed: a worker sends Hello as soon as it is connected.
/// </remarks>
internal sealed class Doorway : IDisposable
{
    private const int SocketLevel = 1,
        PeerCredentials = 17; // SO_PEERCRED

    // No more than this passes before the end of the doorway, a deadline or a lack of descriptors is looked at again.
    private const int LongestWait = 500;

    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] secret;
    private readonly Action<Socket, Hello> admit;
    private readonly int patience;
    private readonly int most;
    private readonly Dictionary<Socket, Caller> callers = [];
    private readonly Queue<Caller> byAge = new();
    private volatile bool isClosed;

    /// <param name="secret">The secret that callers must know.</param>
    /// <param name="admit">Takes over the connection of a worker that knows it, on the thread of the doorway.</param>
    /// <param name="patience">The time in milliseconds in which a caller must send Hello.</param>
    /// <param name="most">The number of connections that may wait; at least as many as workers start at once.</param>
    public Doorway(byte[] secret, Action<Socket, Hello> admit, int patience = 30_000, int most = 1024)
    {
        (this.secret, this.admit, this.patience, this.most) = (secret, admit, patience, most);
        listener.Bind(Hello.EndPoint(Address));
        listener.Listen(128);
        new Thread(Serve) { IsBackground = true, Name = "gchunk doorway" }.Start();
    }

    /// <summary>The address of the Unix socket in the abstract namespace.</summary>
    public string Address { get; } = Hello.NewAddress();

    /// <summary>The number of connections that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (callers)
                return callers.Count;
        }
    }

    /// <summary>True if the process at the other end belongs to the user of this one.</summary>
    public static bool IsOfSameUser(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12]; // process, user, group
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
            && BinaryPrimitives.ReadInt32LittleEndian(credentials[4..]) == (int)FileOwner.CurrentUser;
    }

    /// <summary>Tells a worker why it is refused and ends the connection.</summary>
    public static void Refuse(Socket socket, string why)
    {
        var refused = new MessageWriter(MessageKind.Refused);
        refused.WriteText(why);
        try
        {
            // Nothing was sent to it before, so the message fits the buffer of the system.
            socket.Send(refused.Finish());
        }
        catch (SocketException) { } // it is gone
        socket.Dispose();
    }

    /// <summary>Stops listening and closes the connections that wait, soon.</summary>
    public void Dispose() => isClosed = true;

    private void Serve()
    {
        var ready = new List<Socket>();
        while (!isClosed)
        {
            ready.Clear();
            ready.Add(listener);
            ready.AddRange(callers.Keys);
            try
            {
                Socket.Select(ready, null, null, LongestWait * 1000);
            }
            catch (SocketException)
            {
                Thread.Sleep(LongestWait); // the system has no memory for it
                continue;
            }
            foreach (Socket socket in ready)
            {
                if (socket != listener)
                    Hear(callers[socket]);
            }
            if (ready.Contains(listener))
                Accept();
            while (byAge.TryPeek(out Caller? oldest) && (oldest.IsDone || Environment.TickCount64 >= oldest.Deadline))
                Close(byAge.Dequeue());
        }
        listener.Dispose();
        while (byAge.TryDequeue(out Caller? caller))
            Close(caller);
    }

    private void Accept()
    {
        Socket socket;
        try
        {
            socket = listener.Accept();
        }
        catch (SocketException)
        {
            // There are no descriptors left: those who wait longest give theirs.
            if (!CloseOldest())
                Thread.Sleep(LongestWait / 10);
            return;
        }
        if (!IsOfSameUser(socket))
        {
            socket.Dispose();
            return;
        }
        if (callers.Count >= most)
            CloseOldest();
        var caller = new Caller(socket, Environment.TickCount64 + patience);
        lock (callers)
            callers.Add(socket, caller);
        byAge.Enqueue(caller);
    }

    private bool CloseOldest()
    {
        while (byAge.TryDequeue(out Caller? oldest))
        {
            if (oldest.IsDone)
                continue;
            Close(oldest);
            return true;
        }
        return false;
    }

    // Reads what a caller has sent, and decides when its first message is whole.
    private void Hear(Caller caller)
    {
        Hello? hello;
        try
        {
            if (!caller.Read())
                return;
            hello = caller.Hello();
        }
        catch (Exception e) when (e is SocketException or InvalidDataException or GchunkException)
        {
            Close(caller);
            return;
        }
        Forget(caller);
        if (hello.Check(secret) is { } refusal)
            Refuse(caller.Socket, refusal);
        else
            admit(caller.Socket, hello);
    }

    private void Close(Caller caller)
    {
        if (caller.IsDone)
            return;
        Forget(caller);
        caller.Socket.Dispose();
    }

    private void Forget(Caller caller)
    {
        caller.IsDone = true;
        lock (callers)
            callers.Remove(caller.Socket);
    }

    /// <summary>A connection that waits, and what it has sent of its first message.</summary>
    private sealed class Caller(Socket socket, long deadline)
    {
        private byte[] message = new byte[MessageWriter.HeaderLength];
        private int length;

        public Socket Socket => socket;

        public long Deadline => deadline;

        public bool IsDone { get; set; }

        /// <summary>Reads what is there, and nothing beyond the first message.</summary>
        /// <returns>True if the message is whole.</returns>
        public bool Read()
        {
            int read = socket.Receive(message, length, message.Length - length, SocketFlags.None);
            if (read == 0)
                throw new ProtocolException("the connection ended before Hello");
            length += read;
            if (length == MessageWriter.HeaderLength && message.Length == length)
            {
                int size = BinaryPrimitives.ReadInt32LittleEndian(message);
                if (size is < 2 or > Transport.Hello.MostBytes || message[4] != (byte)MessageKind.Hello)
                    throw new ProtocolException("the first message was not Hello");
                Array.Resize(ref message, 4 + size);
            }
            return length == message.Length;
        }

        public unsafe Hello Hello()
        {
            fixed (byte* fields = message.AsSpan(MessageWriter.HeaderLength))
            {
                var reader = new ByteReader(fields, message.Length - MessageWriter.HeaderLength);
                return Transport.Hello.Read(ref reader);
            }
        }
    }
}
