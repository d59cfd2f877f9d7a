using System.Globalization;
using Gchunk.Dsl.Exploring;
using Gchunk.Repl.Web;

namespace Gchunk.Repl.Explorer;

/// <summary>The explorers of this process. Only the newest are kept, because each holds on to its arrays.</summary>
internal sealed class ExplorerPages : IExplorerPages
{
    private const int MostOpen = 32;

    private readonly Lock gate = new();
    private readonly Queue<IDisposable[]> open = [];
    private int count;

    /// <inheritdoc/>
    public string Open(IReadOnlyList<ExploredArray[]> panels) => Open(panels, WebServer.Shared());

    /// <inheritdoc/>
    public string Whole(ExploredArray[] arrays) => WholePage.Of(arrays);

    /// <summary>Opens an explorer on a server.</summary>
    public string Open(IReadOnlyList<ExploredArray[]> panels, WebServer server)
    {
        lock (gate)
        {
            string path = "/explore/" + (++count).ToString(CultureInfo.InvariantCulture);
            open.Enqueue([.. new ExplorerRoutes(path, panels).All().Select(server.Add)]);
            while (open.Count > MostOpen)
            {
                foreach (IDisposable route in open.Dequeue())
                    route.Dispose();
            }
            return server.Address(path);
        }
    }
}
