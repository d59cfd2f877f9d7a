using System.Globalization;
using System.Text.Json;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Cluster.Stores;

namespace Gchunk.Engine.Workers.Runs;

/// <summary>
/// The folder of a run that outlives its client, in the store of its cluster: its plan, its state, the blocks and the
/// result that it has so far. Clients, nodes and the scheduler of the run meet here; none of them keeps anything that matters in its memory.
/// </summary>
internal sealed class RunFolder
{
    private const string Runs = "runs",
        StateFolder = "state",
        RecordsFolder = "records",
        ProgressFile = "progress";

    private readonly IClusterStore store;
    private readonly string path;
    private readonly SharedDocument state;

    private RunFolder(ClusterFolder cluster, string name, bool isCreated = false)
    {
        (store, Name) = (cluster.Store, name);
        path = $"{Runs}/{name}";
        if (isCreated)
            store.Create($"{path}/{RecordsFolder}");
        state = new SharedDocument(store, $"{path}/{StateFolder}", isCreated);
        Records = new ContentRecords(store, $"{path}/{RecordsFolder}");
    }

    /// <summary>The name of the run.</summary>
    public string Name { get; }

    /// <summary>Its records.</summary>
    public ContentRecords Records { get; }

    /// <summary>Submits a run; it is durable when this returns.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">The name of the run.</param>
    /// <param name="plan">An expression, or a function.</param>
    /// <returns>The run: if there is one of that name with an equal plan, that one.</returns>
    /// <exception cref="GchunkException">The plan cannot travel, or there is another run of that name.</exception>
    public static RunFolder Submit(ClusterFolder cluster, string name, object plan)
    {
        CheckName(name);
        try
        {
            var folder = new RunFolder(cluster, name, isCreated: true);
            string record = RecordedValue.Write(folder.Records, plan, $"the run {name}");
            long now = DateTime.UtcNow.Ticks;
            // A later run of the same name has other epochs, since it begins with the time.
            var first = new RunState(RunStatus.Pending, record, now, now) { Id = Guid.NewGuid().ToString("N") };
            if (folder.state.Read() is { Number: 0 } none && folder.state.TryWrite(none, Serialize(first)))
                return folder;
            return folder.Read()?.Plan == record
                ? folder
                : throw new GchunkException(
                    $"there is a run {name} of another computation, or of code that was compiled anew, as that of the prompt, of a notebook and of a changed script is; client.Runs[\"{name}\"] is that run; choose another name, or delete it: client.Runs[\"{name}\"].Delete()"
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the run {name} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Returns a run of a cluster, or null if there is none of that name.</summary>
    public static RunFolder? Find(ClusterFolder cluster, string name)
    {
        CheckName(name);
        try
        {
            return cluster.Store.Has($"{Runs}/{name}/{StateFolder}") ? new RunFolder(cluster, name) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the run {name} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Returns the runs of a cluster by their names.</summary>
    public static IReadOnlyList<RunFolder> All(ClusterFolder cluster)
    {
        try
        {
            return
            [
                .. cluster
                    .Store.Folders(Runs)
                    .Where(ClusterFolder.IsName)
                    .Where(n => cluster.Store.Has($"{Runs}/{n}/{StateFolder}"))
                    .Order(StringComparer.Ordinal)
                    .Select(n => new RunFolder(cluster, n)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the runs of {cluster.Path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the state; null if the run was deleted, or is being submitted.</summary>
    /// <exception cref="GchunkException">It cannot be read.</exception>
    public RunState? Read() => Parse(ReadDocument());

    /// <summary>True if there is a run, even if it is damaged.</summary>
    public bool IsThere
    {
        get
        {
            try
            {
                return Read() is not null;
            }
            catch (GchunkException)
            {
                return true;
            }
        }
    }

    /// <summary>Changes the state by compare-and-set.</summary>
    /// <param name="change">Returns the new state for the current one, or null to leave it.</param>
    /// <returns>The state that was written, or null if nothing was.</returns>
    /// <exception cref="GchunkException">It cannot be read or written.</exception>
    public RunState? Change(Func<RunState, RunState?> change)
    {
        while (true)
        {
            SharedDocument.State now = ReadDocument();
            if (Parse(now) is not { } current || change(current) is not { } next)
                return null;
            if (state.TryWrite(now, Serialize(next)))
                return next;
        }
    }

    /// <summary>
    /// When the state changed last, by the clock of the store, or null if that does not know it. It says nothing of a run
    /// that is gone.
    /// </summary>
    public DateTime? Changed => store.Changed($"{path}/{StateFolder}");

    /// <summary>Opens the blocks of the result, which belong to one submission.</summary>
    public RecordedBlocks Blocks(RunState of, RecordedForm form) => new(store, BlocksOf(of), form);

    /// <summary>Returns how many blocks of the result there are.</summary>
    public int CountBlocks(RunState of) => store.Names(BlocksOf(of)).Count;

    /// <summary>How much is done: from 0 to 1.</summary>
    public double Progress
    {
        get
        {
            try
            {
                string text = System.Text.Encoding.ASCII.GetString(store.Read($"{path}/{ProgressFile}") ?? []);
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double done)
                    ? Math.Clamp(done, 0, 1)
                    : 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }
        set
        {
            try
            {
                store.Write(
                    $"{path}/{ProgressFile}",
                    System.Text.Encoding.ASCII.GetBytes(value.ToString("0.####", CultureInfo.InvariantCulture)),
                    flush: false
                );
            }
            catch (GchunkException) { } // the store is away, or the run was deleted
        }
    }

    /// <summary>Deletes the run and its results.</summary>
    /// <exception cref="GchunkException">It cannot be deleted.</exception>
    public void Delete()
    {
        try
        {
            store.DeleteFolder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the run {Name} cannot be deleted: {e.Message}", e);
        }
    }

    private string BlocksOf(RunState of) => $"{path}/blocks-{of.Id}";

    private SharedDocument.State ReadDocument()
    {
        try
        {
            return state.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the state of the run {Name} cannot be read: {e.Message}", e);
        }
    }

    private RunState? Parse(SharedDocument.State document)
    {
        try
        {
            return document.Number == 0 ? null : JsonSerializer.Deserialize<RunState>(document.Content);
        }
        catch (JsonException e)
        {
            throw new GchunkException($"the state of the run {Name} is damaged: {e.Message}", e);
        }
    }

    private static byte[] Serialize(RunState state) => JsonSerializer.SerializeToUtf8Bytes(state);

    private static void CheckName(string name)
    {
        if (!ClusterFolder.IsName(name))
        {
            throw new GchunkException(
                $"the name of a run is up to 64 letters, digits, '-' and '_'; got {(name.Length == 0 ? "none" : VisibleText.Of(name))}"
            );
        }
    }
}
