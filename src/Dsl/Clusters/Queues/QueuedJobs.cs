using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>The jobs of a cluster. Their script and their identifiers are in its folder.</summary>
internal sealed class QueuedJobs(JobQueue queue, ClusterFolder folder, string script)
{
    private const int CancelMilliseconds = 5000;

    // A content each, since several programs submit at once: its name is the identifier.
    private const string Submissions = "jobs";

    /// <summary>The queue.</summary>
    public JobQueue Queue => queue;

    /// <summary>The script of each job.</summary>
    public string Script => script;

    /// <summary>Returns the jobs of a cluster that was started before, or null if none of the queues started it.</summary>
    /// <exception cref="GchunkException">Its folder cannot be read.</exception>
    public static QueuedJobs? Of(ClusterFolder folder) =>
        JobQueue.All.FirstOrDefault(q => Text(folder, FileOf(q)) is not null) is { } queue
            ? new QueuedJobs(queue, folder, Text(folder, FileOf(queue)) ?? "")
            : null;

    /// <summary>Submits jobs. Those before one that is refused are jobs of the cluster like any others.</summary>
    /// <param name="number">How many jobs.</param>
    /// <param name="cancel">Ends the waiting for the queue.</param>
    /// <exception cref="GchunkException">The queue refuses them; the message says how many it took.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public void Submit(int number, CancellationToken cancel)
    {
        folder.Store.Write(FileOf(queue), Encoding.UTF8.GetBytes(script));
        Prepare();
        int done = 0;
        string scratch = "";
        try
        {
            if (folder.IsDatabase)
                scratch = Directory.CreateTempSubdirectory("gchunk-job-").FullName;
            string file = Path.Combine(folder.IsDatabase ? scratch : folder.Path, FileOf(queue));
            if (folder.IsDatabase)
                AtomicFile.WriteText(file, script, isPrivate: true);
            foreach (string id in queue.Submit(file, number, cancel))
            {
                Record(id);
                done++;
            }
        }
        catch (GchunkException e) when (done > 0)
        {
            throw new GchunkException($"{done} of {Quantity.Of(number, "job")} were submitted, then: {e.Message}", e);
        }
        finally
        {
            if (scratch.Length > 0)
                Leftovers.TryDelete(scratch, isFolder: true);
        }
    }

    private void Prepare()
    {
        try
        {
            folder.Store.Create(Submissions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the cluster {folder.Name} cannot be written: {e.Message}", e);
        }
    }

    // A job that is not known here would never be ended.
    private void Record(string id)
    {
        try
        {
            folder.Store.Write($"{Submissions}/{Uri.EscapeDataString(id)}", "1"u8);
        }
        catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
        {
            string? refused = queue.Cancel([id]);
            throw new GchunkException(
                $"the job {id} was {(refused is null ? "cancelled" : $"submitted and goes on ({refused})")}, because the folder of the cluster cannot be written: {e.Message}",
                e
            );
        }
    }

    /// <summary>Returns the jobs that wait or run.</summary>
    /// <param name="cancel">Ends the waiting for the queue.</param>
    public IReadOnlyList<QueuedJob> Alive(CancellationToken cancel) => [.. Listed(cancel).Where(j => !j.IsLost)];

    private IReadOnlyList<QueuedJob> Listed(CancellationToken cancel)
    {
        HashSet<string> ours = Submitted();
        return ours.Count == 0
            ? []
            : [.. queue.List(folder.Name, ours, cancel).Where(j => ours.Contains(queue.SubmissionOf(j.Id)))];
    }

    /// <summary>Returns the last lines of each log, those of the folder and those that the queue keeps.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> LogLines(int most)
    {
        Dictionary<string, IReadOnlyList<string>> all = folder.LogLines(most);
        if (Submitted() is { Count: > 0 } ours)
        {
            foreach ((string name, IReadOnlyList<string> lines) in queue.Logs(folder.Name, ours, most))
                all[name] = lines;
        }
        return all;
    }

    /// <summary>Cancels all jobs.</summary>
    /// <exception cref="GchunkException">Some of them go on.</exception>
    public void CancelAll() => Cancel([.. Listed(CancellationToken.None)]);

    /// <summary>Cancels jobs that wait, as many as given.</summary>
    public void CancelWaiting(int number, CancellationToken cancel) =>
        Cancel([.. Alive(cancel).Where(j => j.IsWaiting).Take(number)]);

    private void Cancel(QueuedJob[] jobs)
    {
        if (jobs.Length == 0 || queue.Cancel(jobs.Select(j => j.Id)) is not { } error)
            return;
        // A job that ended by itself meanwhile cannot be cancelled, and need not be. The others take a moment to end.
        string[] ids = [.. jobs.Select(j => j.Id)];
        for (
            long end = Environment.TickCount64 + CancelMilliseconds;
            Alive(CancellationToken.None).Any(j => ids.Contains(j.Id));

        )
        {
            if (Environment.TickCount64 > end)
                throw new GchunkException(error);
            Thread.Sleep(100);
        }
    }

    private HashSet<string> Submitted() =>
        Known(folder, () => folder.Store.Names(Submissions)).Select(Uri.UnescapeDataString).ToHashSet();

    private static string? Text(ClusterFolder folder, string name) =>
        Known(folder, () => folder.Store.Read(name)) is { } content ? Encoding.UTF8.GetString(content) : null;

    // While the store is away, it says nothing. The jobs would count as ended.
    private static T Known<T>(ClusterFolder folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException(
                $"the jobs of the cluster {folder.Name} are not known, because its folder {folder.Path} cannot be read: {e.Message}; try again when it can be",
                e
            );
        }
    }

    private static string FileOf(JobQueue queue) => $"job.{queue.Kind}";
}
