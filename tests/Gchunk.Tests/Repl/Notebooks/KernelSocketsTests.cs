using System.Net;
using System.Net.Sockets;
using System.Text;
using Gchunk.Repl.Notebooks;
using NetMQ;
using NetMQ.Sockets;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

/// <summary>Bytes at the ports of a kernel that no client of Jupyter sends.</summary>
public sealed class KernelSocketsTests
{
    // A greeting of ZMTP 1, with which a frame is its length, a flag that says whether more follow, and its bytes.
    private const string Greeting = "\u0001\0";
    private const string Last = "\u0002\0a",
        More = "\u0002\u0001a";

    /// <summary>What is sent, and whether the caller then waits until the kernel ends the connection.</summary>
    public static TheoryData<string, bool> Calls =>
        new()
        {
            { "", false },
            { "\xFF\0\0\0", false },
            { "GET / HTTP/1.1\r\nHost: x\r\n\r\n", false },
            { "\xFF\0\0\0\0\0\0\0\x01\x7F\x03\0XULL", false },
            { Greeting + "\x02", false },
            { Greeting + "\0\0", true },
            { Greeting + "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0", true },
            { Greeting + "\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0", true },
            // One byte more than a frame may have.
            { Greeting + "\xFF\0\0\0\0\x04\0\0\x02\0", true },
            { Greeting + "\xFF\0\0\0\0\x04\0\0\x01\0", false },
            { Greeting + string.Concat(Enumerable.Repeat(More, 65)) + Last, false },
            { Greeting + string.Concat(Enumerable.Repeat(More, 100_000)), false },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Each_is_ignored_and_the_kernel_goes_on(string sent, bool isClosed)
    {
        int[] ports = FreePorts(5);
        using var sockets = new KernelSockets(
            new ConnectionFile(IPAddress.Loopback, ports[0], ports[1], ports[2], ports[3], ports[4], "key")
        );
        int handled = 0;
        using var heard = new ManualResetEventSlim();
        sockets.OnShell = frames =>
        {
            Interlocked.Increment(ref handled);
            if (frames is [_, [7]])
                heard.Set();
        };
        sockets.Start();
        using var stranger = new TcpClient();
        stranger.Connect(IPAddress.Loopback, ports[0]);
        NetworkStream stream = stranger.GetStream();
        try
        {
            stream.Write(Encoding.Latin1.GetBytes(sent));
            if (isClosed)
                stream.CopyTo(Stream.Null);
        }
        catch (IOException) { } // it was reset
        using var client = new DealerSocket();
        client.Options.Linger = TimeSpan.Zero;
        client.Connect($"tcp://127.0.0.1:{ports[0]}");
        client.SendFrame([7]);
        Assert.True(heard.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, handled);
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
            listener.Dispose();
        return ports;
    }
}
