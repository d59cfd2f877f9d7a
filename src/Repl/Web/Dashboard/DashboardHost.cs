using Gchunk.Dsl;
using Gchunk.Dsl.Clients;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>Serves the dashboard of this process when it is asked for.</summary>
internal sealed class DashboardHost : IDashboardHost
{
    private readonly Lock gate = new();
    private WebServer? server;

    /// <summary>Lets <c>Dashboard()</c> and <c>client.Dashboard</c> find the dashboard. It loads nothing of it.</summary>
    public static void Install() => Prelude.DashboardHost ??= new DashboardHost();

    /// <inheritdoc/>
    public string Open(int port)
    {
        lock (gate)
        {
            if (server is null)
            {
                server = WebServer.Shared(port);
                _ = new DashboardPages(server);
            }
            return server.Address("/status");
        }
    }

    /// <inheritdoc/>
    public IDisposable Report(string path) => new ReportWriter(path);
}
