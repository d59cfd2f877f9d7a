using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling.Placement;

/// <summary>Where the bytes lie that a task reads. Guarded by the scheduler's lock.</summary>
internal sealed class InputBytes
{
    private readonly Dictionary<object, int> numbers = [];
    private readonly List<long> ofMachine = [0];

    /// <summary>Returns the number of a machine; that of this one, which is null, is 0.</summary>
    public int NumberOf(object? machine)
    {
        if (machine is null)
            return 0;
        if (!numbers.TryGetValue(machine, out int number))
        {
            numbers[machine] = number = ofMachine.Count;
            ofMachine.Add(0);
        }
        return number;
    }

    /// <summary>
    /// Returns the worker that holds most of the input bytes of a task, of the machine whose workers do, or null if no
    /// machine holds as many as given.
    /// </summary>
    public WorkerState? HolderOfMost(ScheduledTask task, long least)
    {
        foreach (ScheduledTask input in task.Inputs)
        {
            if (!IsHeld(input))
                continue;
            input.Worker!.Counted = 0;
            ofMachine[input.Worker.Machine] = 0;
        }
        foreach (ScheduledTask input in task.Inputs)
        {
            if (!IsHeld(input))
                continue;
            input.Worker!.Counted += input.Bytes;
            ofMachine[input.Worker.Machine] += input.Bytes;
        }
        WorkerState? holder = null;
        foreach (ScheduledTask input in task.Inputs)
        {
            if (!IsHeld(input) || ofMachine[input.Worker!.Machine] < least)
                continue;
            if (
                holder is null
                || (ofMachine[input.Worker.Machine], input.Worker.Counted).CompareTo(
                    (ofMachine[holder.Machine], holder.Counted)
                ) > 0
            )
            {
                holder = input.Worker;
            }
        }
        return holder;
    }

    /// <summary>Returns the input bytes of a task that are on other machines than one.</summary>
    public static long Elsewhere(ScheduledTask task, int machine)
    {
        long bytes = 0;
        foreach (ScheduledTask input in task.Inputs)
        {
            if (IsHeld(input) && input.Worker!.Machine != machine)
                bytes += input.Bytes;
        }
        return bytes;
    }

    private static bool IsHeld(ScheduledTask input) =>
        input is { Worker: not null } && input.Place != ResultPlace.Inline;
}
