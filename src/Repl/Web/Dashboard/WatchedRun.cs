using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>A stage of a run, as a box of the plan.</summary>
/// <param name="name">Its name.</param>
/// <param name="tasks">The number of its tasks; 0 if it is not known.</param>
/// <param name="inputs">The places of the stages that it reads.</param>
internal sealed class WatchedStage(NamedWork name, long tasks, int[] inputs)
{
    /// <summary>Its name.</summary>
    public NamedWork Name { get; } = name;

    /// <summary>The number of its tasks; 0 if it is not known.</summary>
    public long Tasks { get; } = tasks;

    /// <summary>The places of the stages that it reads.</summary>
    public int[] Inputs { get; } = inputs;

    /// <summary>The number of tasks that ended.</summary>
    public long Done { get; set; }

    /// <summary>The time of its tasks, in milliseconds.</summary>
    public double Time { get; set; }
}

/// <summary>A run and its progress.</summary>
internal sealed class WatchedRun
{
    private const int MostStages = 120;

    private readonly List<WatchedStage> stages = [];
    private int last;

    /// <summary>Takes note of a run.</summary>
    /// <param name="e">The first event of it.</param>
    /// <param name="start">When it started, in milliseconds of the record.</param>
    /// <param name="names">The names.</param>
    public WatchedRun(in RunEvent e, double start, NameTable names)
    {
        (Number, Tasks, Start) = (e.Run, e.Tasks, start);
        if (e.Graph is not { } graph)
            return;
        foreach (Stage stage in graph.Stages.Take(MostStages))
        {
            stages.Add(
                new WatchedStage(
                    names[stage.Name],
                    stage.Tasks,
                    [.. stage.InputStages.Where(i => i < MostStages).Distinct()]
                )
            );
        }
    }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>When it started, in milliseconds of the record.</summary>
    public double Start { get; }

    /// <summary>How long it took, in milliseconds; null while it runs.</summary>
    public double? Length { get; private set; }

    /// <summary>The number of its tasks.</summary>
    public long Tasks { get; private set; }

    /// <summary>The number of tasks that ended.</summary>
    public long Done { get; private set; }

    /// <summary>The bytes that it holds.</summary>
    public long Held { get; private set; }

    /// <summary>The most bytes that it held.</summary>
    public long Peak { get; private set; }

    /// <summary>The bytes that it read from files.</summary>
    public long Read { get; private set; }

    /// <summary>Its error, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether it was cancelled.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Its stages.</summary>
    public IReadOnlyList<WatchedStage> Stages => stages;

    /// <summary>Takes note of a task that ended.</summary>
    public void Finish(in RunEvent e, NamedWork name)
    {
        Done = Math.Max(Done, e.Done);
        Tasks = Math.Max(Tasks, e.Tasks);
        Held = e.Bytes;
        Peak = Math.Max(Peak, e.Bytes);
        Read += e.Read;
        WatchedStage? stage = StageOf(name);
        if (stage is null)
            return;
        stage.Done += e.Count;
        stage.Time += e.Elapsed.TotalMilliseconds;
    }

    /// <summary>Takes note of the end.</summary>
    /// <param name="e">The event.</param>
    /// <param name="error">The text of the error, or null.</param>
    public void End(in RunEvent e, string? error)
    {
        (Length, Error, IsCancelled) = (e.Elapsed.TotalMilliseconds, error, e.Error is OperationCanceledException);
        (Done, Tasks, Held) = (Math.Max(Done, e.Done), Math.Max(Tasks, e.Tasks), 0);
    }

    // Several stages may have one name: the first that is not complete is the one.
    private WatchedStage? StageOf(NamedWork name)
    {
        if (last < stages.Count && Fits(stages[last]))
            return stages[last];
        int found = stages.FindIndex(Fits);
        if (found < 0)
            found = stages.FindIndex(s => s.Name == name);
        if (found < 0 && stages.Count < MostStages)
        {
            stages.Add(new WatchedStage(name, 0, []));
            found = stages.Count - 1;
        }
        if (found < 0)
            return null;
        last = found;
        return stages[found];

        bool Fits(WatchedStage stage) => stage.Name == name && (stage.Tasks == 0 || stage.Done < stage.Tasks);
    }
}
