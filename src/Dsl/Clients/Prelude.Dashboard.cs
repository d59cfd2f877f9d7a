using Gchunk.Dsl.Clients;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>The program's dashboard, which it sets when it starts.</summary>
    internal static IDashboardHost? DashboardHost { get; set; }

    /// <summary>
    /// Returns the address of the dashboard, a page that shows computations while they run: tasks by worker and thread,
    /// progress, memory, bytes read and moved, where the time goes, errors. It can pause, cancel a run and restart a
    /// worker.
    /// </summary>
    /// <param name="port">
    /// The port. If it is taken, another port is used, and a message names it. Only the first call uses the port.
    /// </param>
    /// <remarks>
    /// The page is served on this machine only, and the address has a secret token. Nothing is recorded until the page is
    /// open. <c>/metrics</c> gives the totals in the text format of Prometheus.
    /// </remarks>
    /// <exception cref="GchunkException">This is not the gchunk program, or the port cannot be opened.</exception>
    /// <example><code>
    /// Console.WriteLine(Dashboard().StartsWith("http://127.0.0.1:")); // True
    /// </code></example>
    public static string Dashboard(int port = 8787) => Host("Dashboard").Open(port);

    /// <summary>Watches all runs until the result is disposed, which writes a report as one HTML file.</summary>
    /// <param name="path">The file, such as <c>out.html</c>. It appears whole or not at all.</param>
    /// <remarks>The report has the runs, the time of each stage, the tasks by worker and thread, and the errors.</remarks>
    /// <exception cref="GchunkException">This is not the gchunk program, or the file cannot be written.</exception>
    /// <example><code>
    /// using (PerformanceReport("out.html"))
    ///     Console.WriteLine(Ones((1_000, 1_000), chunks: (500, 500)).Mean().Compute()); // 1
    /// </code></example>
    public static IDisposable PerformanceReport(string path) => Host("PerformanceReport").Report(path);

    private static IDashboardHost Host(string what) =>
        DashboardHost
        ?? throw new GchunkException($"{what} is part of the gchunk program; use RunReport in a program of your own");
}
