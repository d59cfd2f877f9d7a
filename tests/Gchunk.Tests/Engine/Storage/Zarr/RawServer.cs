using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>
/// A server of this process that answers every connection with the same bytes, valid or not, and closes it, or is
/// silent from then on; an answer of null never comes.
/// </summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> open = [];
    private readonly string? answer;
    private readonly bool isSilent;
    private int connections;

    public RawServer(string? answer, bool isSilent = false)
    {
        (this.answer, this.isSilent) = (answer, isSilent);
        listener.Start();
        _ = Task.Run(Serve);
    }

    public string Address => FormattableString.Invariant($"http://{listener.LocalEndpoint}/store.zarr");

    public int Connections => connections;

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
                connections++;
                lock (open)
                    open.Add(client);
                if (answer is null)
                    continue;
                NetworkStream stream = client.GetStream();
                var request = new byte[4096];
                _ = await stream.ReadAsync(request).ConfigureAwait(false);
                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer)).ConfigureAwait(false);
                if (!isSilent)
                    client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e)
            when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException) { }
    }

    public void Dispose()
    {
        listener.Stop();
        lock (open)
            open.ForEach(c => c.Dispose());
    }
}
