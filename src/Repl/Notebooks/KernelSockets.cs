using System.Net.Sockets;
using Gchunk.Engine;
using NetMQ;
using NetMQ.Sockets;

namespace Gchunk.Repl.Notebooks;

/// <summary>
/// The five sockets of a kernel. One thread serves them all, so that the heartbeat answers and an interrupt arrives
/// while code runs.
/// </summary>
/// <remarks>Only this file names NetMQ, which is loaded when a kernel starts and never before.</remarks>
internal sealed class KernelSockets : IDisposable
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);

    private readonly RouterSocket shell = new();
    private readonly RouterSocket control = new();
    private readonly RouterSocket stdin = new();
    private readonly RouterSocket heartbeat = new();
    private readonly XPublisherSocket ioPub = new();
    private readonly NetMQQueue<Action> outgoing = new();
    private readonly NetMQPoller poller;
    private volatile bool isClosed;

    /// <exception cref="GchunkException">A port is taken.</exception>
    public KernelSockets(ConnectionFile connection)
    {
        // A subscriber that is slow must not lose output. One that stands still loses it when so many messages wait.
        ioPub.Options.SendHighWatermark = MostWaiting;
        foreach (
            var (socket, port) in new (NetMQSocket, int)[]
            {
                (shell, connection.Shell),
                (control, connection.Control),
                (stdin, connection.Stdin),
                (heartbeat, connection.Heartbeat),
                (ioPub, connection.IoPub),
            }
        )
        {
            socket.Options.Linger = Linger;
            socket.Options.MaxMsgSize = WireFormat.MostBytes;
            try
            {
                socket.Bind(connection.EndPoint(port));
            }
            catch (Exception e) when (e is NetMQException or SocketException)
            {
                throw new GchunkException($"cannot listen at {connection.EndPoint(port)}: {e.Message}", e);
            }
        }
        shell.ReceiveReady += (_, _) => Receive(shell, OnShell);
        control.ReceiveReady += (_, _) => Receive(control, OnControl);
        stdin.ReceiveReady += (_, _) => Receive(stdin, OnStdin);
        heartbeat.ReceiveReady += (_, _) => Receive(heartbeat, frames => SendNow(heartbeat, frames));
        ioPub.ReceiveReady += (_, _) => Receive(ioPub, OnSubscription);
        outgoing.ReceiveReady += (_, _) =>
        {
            while (outgoing.TryDequeue(out Action? send, TimeSpan.Zero))
                send();
        };
        poller = [shell, control, stdin, heartbeat, ioPub, outgoing];
    }

    /// <summary>Handles a request. It is called on the thread of the sockets, and must return at once.</summary>
    public Action<byte[][]> OnShell { get; set; } = _ => { };

    /// <inheritdoc cref="OnShell"/>
    public Action<byte[][]> OnControl { get; set; } = _ => { };

    /// <inheritdoc cref="OnShell"/>
    public Action<byte[][]> OnStdin { get; set; } = _ => { };

    /// <summary>Handles a subscription: a frame of 1 and the topic, or 0 and the topic for its end.</summary>
    public Action<byte[][]> OnSubscription { get; set; } = _ => { };

    public void Start() => poller.RunAsync("gchunk jupyter sockets", isBackgroundThread: true);

    public void SendShell(byte[][] frames) => Send(shell, frames);

    public void SendControl(byte[][] frames) => Send(control, frames);

    public void SendStdin(byte[][] frames) => Send(stdin, frames);

    public void Publish(byte[][] frames) => Send(ioPub, frames);

    /// <summary>Sends what waits, and closes the sockets.</summary>
    public void Dispose()
    {
        if (isClosed)
            return;
        using var sent = new ManualResetEventSlim();
        outgoing.Enqueue(sent.Set);
        isClosed = true;
        if (poller.IsRunning)
            sent.Wait(Linger);
        poller.Dispose();
        foreach (NetMQSocket socket in new NetMQSocket[] { shell, control, stdin, heartbeat, ioPub })
            socket.Dispose();
        outgoing.Dispose();
        NetMQConfig.Cleanup(block: true);
    }

    private void Send(NetMQSocket socket, byte[][] frames)
    {
        if (!isClosed)
            outgoing.Enqueue(() => SendNow(socket, frames));
    }

    private static void SendNow(NetMQSocket socket, byte[][] frames)
    {
        var message = new NetMQMessage(frames.Length);
        foreach (byte[] frame in frames)
            message.Append(frame);
        socket.TrySendMultipartMessage(message);
    }

    // Frames beyond the limit are received and dropped, so that a hostile message costs no memory.
    private static void Receive(NetMQSocket socket, Action<byte[][]> handle)
    {
        var frames = new List<byte[]>();
        long bytes = 0;
        bool isTooLong = false;
        while (true)
        {
            if (!socket.TryReceiveFrameBytes(out byte[]? frame, out bool more))
                return;
            bytes += frame.Length;
            isTooLong |= bytes > WireFormat.MostBytes || frames.Count == WireFormat.MostFrames;
            if (isTooLong)
                frames.Clear();
            else
                frames.Add(frame);
            if (!more)
                break;
        }
        if (!isTooLong)
            handle([.. frames]);
    }
}
