using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>Watches runs until it is disposed, and then writes a report.</summary>
internal sealed class ReportWriter : IDisposable
{
    private readonly string path;
    private readonly RunRecord record = new();
    private readonly IDisposable subscription;
    private bool isWritten;

    /// <summary>Begins to watch.</summary>
    /// <exception cref="GchunkException">The file cannot be written.</exception>
    public ReportWriter(string path)
    {
        this.path = Path.GetFullPath(path);
        // It fails now rather than after hours of computing.
        AtomicFile.Create(this.path).Dispose();
        subscription = RunEvents.Subscribe(record);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isWritten)
            return;
        isWritten = true;
        subscription.Dispose();
        AtomicFile.WriteText(path, ReportPage.Of(record));
    }
}
