using Gchunk.Dsl.Clusters.Kubernetes;
using Gchunk.Engine;

namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>A job that waits or runs.</summary>
/// <param name="Id">Its identifier, as the queue's command that cancels takes it.</param>
/// <param name="IsWaiting">True if it has not begun.</param>
/// <param name="IsLost">True if it does not run any more but is still there, to be cancelled.</param>
internal readonly record struct QueuedJob(string Id, bool IsWaiting, bool IsLost = false);

/// <summary>A system that runs jobs where there is room for them.</summary>
internal abstract class JobQueue
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<JobQueue> All =
    [
        new SlurmQueue(),
        new PbsQueue(),
        new LsfQueue(),
        new KubernetesQueue(),
    ];

    /// <summary>Its name in commands, and in the names of clusters and nodes.</summary>
    public abstract string Kind { get; }

    /// <summary>Its name in messages.</summary>
    public abstract string Title { get; }

    /// <summary>Returns the script of a job.</summary>
    /// <exception cref="GchunkException">A value could not be written as one word of a directive.</exception>
    public abstract string Script(NodeJob job);

    /// <summary>Submits jobs, and returns their identifiers as soon as the queue says them.</summary>
    /// <param name="file">The file of the script.</param>
    /// <param name="number">How many jobs.</param>
    /// <param name="cancel">Asked between submissions only: jobs that the queue took are always returned.</param>
    /// <exception cref="GchunkException">The queue refuses them.</exception>
    public abstract IEnumerable<string> Submit(string file, int number, CancellationToken cancel);

    /// <summary>Returns the user's jobs that wait or run, those of other clusters too.</summary>
    /// <param name="cluster">The name of the cluster.</param>
    /// <param name="submitted">The identifiers of what was submitted for it.</param>
    /// <param name="cancel">Ends the waiting for the queue.</param>
    /// <exception cref="GchunkException">The queue cannot be asked.</exception>
    public abstract IEnumerable<QueuedJob> List(
        string cluster,
        IReadOnlySet<string> submitted,
        CancellationToken cancel
    );

    /// <summary>
    /// Cancels jobs, all that it can if one is refused. Some may have ended, which the queue may call an error.
    /// </summary>
    /// <param name="ids">At least one.</param>
    /// <returns>What the queue calls an error, or null.</returns>
    public abstract string? Cancel(IEnumerable<string> ids);

    /// <summary>Returns the identifier of the submission that a job belongs to.</summary>
    public virtual string SubmissionOf(string id) => id;

    /// <summary>Returns what the queue itself knows of the output of the jobs; nothing where they write it.</summary>
    /// <param name="cluster">The name of the cluster.</param>
    /// <param name="submitted">The identifiers of what was submitted.</param>
    /// <param name="most">The most lines of each job.</param>
    public virtual IReadOnlyDictionary<string, IReadOnlyList<string>> Logs(
        string cluster,
        IReadOnlySet<string> submitted,
        int most
    ) => new Dictionary<string, IReadOnlyList<string>>();
}
