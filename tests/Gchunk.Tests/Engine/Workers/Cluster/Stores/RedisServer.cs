using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gchunk.Engine;

namespace Gchunk.Tests.Engine.Workers.Cluster.Stores;

/// <summary>A Redis of a test, on loopback, which keeps nothing.</summary>
internal sealed class RedisServer : IDisposable
{
    private const string Password = "secret";

    private readonly Process process;

    private RedisServer(Process process, int port) => (this.process, Address) = (process, AddressOf(port));

    /// <summary>Its address, with its password.</summary>
    public string Address { get; }

    /// <summary>Starts it; null if it is not installed.</summary>
    public static RedisServer? TryStart(string folder)
    {
        if (ExternalProgram.Find("redis-server") is not { } program)
            return null;
        string port = FreePort().ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(
            program,
            ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder, "--requirepass", Password]
        )
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                return new RedisServer(process, int.Parse(port, CultureInfo.InvariantCulture));
        }
        throw new InvalidOperationException("redis-server ended at once");
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static string AddressOf(int port) => $"redis://:{Password}@127.0.0.1:{port}";

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
