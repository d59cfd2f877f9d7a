using System.Numerics;
using Gchunk.Engine.Execution;

namespace Gchunk.Engine.Workers.Scheduling.Placement;

/// <summary>
/// Gives each machine a part of its own of an order of tasks, so that neighbouring blocks are computed on one machine and
/// a reduction joins them there before anything moves. Each part keeps the order; a machine that is at the end of its
/// part takes half of the longest other one.
/// </summary>
/// <remarks>
/// The order is depth first, and the inputs of a task come before it. A task whose inputs are in a part before, and have
/// not been given out, waits until they are. There are few of these where a part begins amid a reduction. A part with
/// many of them depends on the parts before it, so it waits for these, and its machine helps there.
/// </remarks>
/// <param name="isReady">True if the inputs of the task at a position have been given out.</param>
/// <param name="joins">True if the task at a position has inputs.</param>
internal sealed class OrderParts(Func<int, bool> isReady, Func<int, bool> joins)
{
    // Shorter rests are shared rather than divided.
    private const int LeastDivided = 4;

    // A part is divided where a reduction has come to the end of some of its branches, among so many positions.
    private const int MostLooked = 64;

    // In order, without those that are at their end.
    private readonly List<Part> parts = [new(0, int.MaxValue)];
    private readonly Dictionary<int, Part> byMachine = [];
    private int passed;

    /// <summary>The number of positions that have been given out.</summary>
    public int Given { get; private set; }

    /// <summary>Returns the next position for a machine, or -1 if there is none yet.</summary>
    /// <param name="machine">The number of the machine.</param>
    /// <param name="helps">True if the machine has nothing to do, so that it takes from the parts of others.</param>
    /// <param name="order">The order, which may grow.</param>
    public int Next(int machine, bool helps, TaskOrder order)
    {
        bool isComplete = order.IsComplete;
        return Next(machine, helps, order.Count, isComplete);
    }

    /// <summary>Returns the next position for a machine, or -1 if there is none yet.</summary>
    /// <param name="machine">The number of the machine.</param>
    /// <param name="helps">True if the machine has nothing to do, so that it takes from the parts of others.</param>
    /// <param name="count">The length of the order so far.</param>
    /// <param name="isComplete">True if it will not grow.</param>
    public int Next(int machine, bool helps, int count, bool isComplete)
    {
        if (isComplete && parts is [.., { End: > 0 } last] && last.End > count)
            last.End = Math.Max(last.Next, count);
        while (true)
        {
            DropEnded();
            if (parts.Count == 0)
                return -1;
            // All that the first part needs has been given out.
            if (parts[0].Waiting.TryDequeue(out int position))
                return Give(position);
            if (!helps && !HasOwn(machine, count))
                return -1;
            Part part = PartOf(machine, count) ?? parts[0];
            if (TryWaiting(part, out position))
                return Give(position);
            if (part.Left(count) == 0)
                return -1;
            position = part.Next++;
            if (ReferenceEquals(part, parts[0]) || isReady(position))
                return Give(position);
            part.Waiting.Enqueue(position);
            if (IsBlocked(part))
                byMachine.Remove(machine);
        }
    }

    private int Give(int position)
    {
        Given++;
        return position;
    }

    private void DropEnded()
    {
        while (parts is [{ Waiting.Count: 0 } first, ..] && first.Next >= first.End)
        {
            parts.RemoveAt(0);
            passed++;
        }
    }

    // What a task waits for may have been given out once a part before has come to its end.
    private bool TryWaiting(Part part, out int position)
    {
        if (part.Waiting.TryPeek(out position) && part.Seen != passed)
        {
            if (isReady(position))
            {
                part.Waiting.Dequeue();
                return true;
            }
            part.Seen = passed;
        }
        return false;
    }

    private static bool IsBlocked(Part part) =>
        part.Waiting.Count > 2 + BitOperations.Log2((uint)(part.Next - part.Start));

    private bool HasOwn(int machine, int count) =>
        byMachine.TryGetValue(machine, out Part? own) && IsUsable(own, count);

    private Part? PartOf(int machine, int count)
    {
        if (HasOwn(machine, count))
            return byMachine[machine];
        byMachine.Remove(machine);
        Part? longest = null;
        foreach (Part part in parts)
        {
            if (IsUsable(part, count) && part.Left(count) > (longest?.Left(count) ?? 0))
                longest = part;
        }
        if (longest is null)
            return null;
        if (!byMachine.ContainsValue(longest))
        {
            byMachine[machine] = longest;
            return longest;
        }
        int left = longest.Left(count);
        if (left < LeastDivided)
            return longest;
        var half = new Part(Middle(longest.Next, left), longest.End);
        longest.End = half.Start;
        parts.Insert(parts.IndexOf(longest) + 1, half);
        byMachine[machine] = half;
        return half;
    }

    // The more tasks that join results follow each other, the larger is the branch that ends there.
    private int Middle(int start, int left)
    {
        int middle = start + (left + 1) / 2,
            best = middle,
            longest = 0,
            width = Math.Min(MostLooked, left / 4);
        for (int at = middle - width; at <= middle + width; at++)
        {
            if (at <= start || at >= start + left || joins(at))
                continue;
            int length = 0;
            while (at - 1 - length > start && joins(at - 1 - length))
                length++;
            if (length > longest || (length == longest && Math.Abs(at - middle) < Math.Abs(best - middle)))
                (best, longest) = (at, length);
        }
        return best;
    }

    private bool IsUsable(Part part, int count)
    {
        if (!ReferenceEquals(part, parts[0]) && part.Seen != passed && part.Waiting.TryPeek(out int first))
        {
            if (isReady(first))
                return true;
            part.Seen = passed;
        }
        return part.Left(count) > 0 && (ReferenceEquals(part, parts[0]) || !IsBlocked(part));
    }

    private sealed class Part(int start, int end)
    {
        public int Start { get; } = start;

        public int Next { get; set; } = start;

        public int End { get; set; } = end;

        // The positions that wait for a part before this one.
        public Queue<int> Waiting { get; } = [];

        // How many parts were at their end when it was last asked whether the first of them can be given out.
        public int Seen { get; set; } = -1;

        public int Left(int count) => Math.Max(0, Math.Min(End, count) - Next);
    }
}
