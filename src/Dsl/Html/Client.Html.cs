using System.Globalization;
using System.Text;
using Gchunk.Dsl.Html;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Dsl;

public sealed partial class Client
{
    /// <summary>Describes the client and its worker processes as HTML, for pages and notebooks.</summary>
    /// <example><code>
    /// using var client = new Client(workers: 2, processes: false);
    /// Console.WriteLine(client.ToHtml().Contains("Client on threads")); // True
    /// </code></example>
    public string ToHtml()
    {
        var html = new StringBuilder($"<p><b>{HtmlText.Of(ToString().Split('\n')[0])}</b></p>");
        IReadOnlyList<WorkerInfo> workers = IsOpen ? Workers : [];
        if (workers.Count > 0)
        {
            html.Append(
                "<table><tr><th>Worker</th><th>Process</th><th>Threads</th><th>Memory</th><th>Limit</th><th>Tasks done</th><th>State</th></tr>"
            );
            foreach (WorkerInfo worker in workers)
            {
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><td>{HtmlText.Of(worker.Name)}</td><td>{worker.Pid}</td><td>{worker.Threads}</td><td>{MemoryBudget.Format(worker.Memory)}</td><td>{MemoryBudget.Format(worker.MemoryLimit)}</td><td>{worker.TasksDone}</td><td>{HtmlText.Of(worker.State)}</td></tr>"
                );
            }
            html.Append("</table>");
        }
        return HtmlText.Framed(html.ToString());
    }
}
