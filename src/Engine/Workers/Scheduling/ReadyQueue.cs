using System.Diagnostics.CodeAnalysis;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>Ready tasks: those of higher priority first, and of each priority those that became ready last.</summary>
internal sealed class ReadyQueue
{
    // Descending by priority. There are few priorities, and mostly one.
    private readonly List<(int Priority, Deque<ScheduledTask> Tasks)> levels = [];

    public int Count { get; private set; }

    /// <summary>The highest priority of a task, or null if there is none.</summary>
    public int? MostUrgent
    {
        get
        {
            foreach ((int priority, Deque<ScheduledTask> tasks) in levels)
            {
                if (tasks.Count > 0)
                    return priority;
            }
            return null;
        }
    }

    public void Push(ScheduledTask task)
    {
        int priority = task.Run.Priority,
            at = 0;
        while (at < levels.Count && levels[at].Priority > priority)
            at++;
        if (at == levels.Count || levels[at].Priority != priority)
            levels.Insert(at, (priority, new Deque<ScheduledTask>()));
        levels[at].Tasks.Push(task);
        Count++;
    }

    public bool TryPopNewest([MaybeNullWhen(false)] out ScheduledTask task)
    {
        task = null;
        foreach ((_, Deque<ScheduledTask> tasks) in levels)
        {
            if (!tasks.TryPopNewest(out task))
                continue;
            Count--;
            return true;
        }
        return false;
    }

    /// <summary>Returns the task that <see cref="TryPopOldest"/> would, and leaves it.</summary>
    public ScheduledTask? Oldest
    {
        get
        {
            foreach ((_, Deque<ScheduledTask> tasks) in levels)
            {
                if (tasks.Count > 0)
                    return tasks.Oldest;
            }
            return null;
        }
    }

    public bool TryPopOldest([MaybeNullWhen(false)] out ScheduledTask task)
    {
        task = null;
        foreach ((_, Deque<ScheduledTask> tasks) in levels)
        {
            if (!tasks.TryPopOldest(out task))
                continue;
            Count--;
            return true;
        }
        return false;
    }
}
