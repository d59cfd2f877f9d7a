using System.Net;
using System.Net.Sockets;

namespace Gchunk.Tests.Engine.Storage;

/// <summary>A web server in this process, at a free port of this machine.</summary>
internal abstract class LoopbackListener : IDisposable
{
    private readonly HttpListener listener = new();

    /// <summary>Starts the server.</summary>
    /// <param name="path">The path of <see cref="Address"/>.</param>
    protected LoopbackListener(string path)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}{path}");
        }
        listener.Prefixes.Add(new Uri(Address).GetLeftPart(UriPartial.Authority) + "/");
        listener.Start();
        _ = Task.Run(Serve);
    }

    public string Address { get; }

    /// <summary>Answers a request.</summary>
    protected abstract void Answer(HttpListenerContext context);

    private async Task Serve()
    {
        try
        {
            while (true)
                Answer(await listener.GetContextAsync().ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        { }
    }

    public virtual void Dispose() => listener.Close();
}
