using Gchunk.Engine.Execution;

namespace Gchunk.Engine.Storage;

/// <summary>
/// What opening a file takes into memory at once (labels, texts, metadata), checked against the memory limit before it is
/// taken. Used by one thread.
/// </summary>
internal sealed class OpeningBudget
{
    // So little is always taken, without asking the system for its free memory.
    private const long Small = 16 << 20;

    private readonly Lazy<long> limit = new(() => Limit);
    private long taken;

    /// <summary>The bytes that opening may hold: the memory limit of a run.</summary>
    public static long Limit => RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();

    /// <summary>What is left of the limit.</summary>
    public long Left => Math.Max(0, limit.Value - taken);

    /// <summary>Takes some bytes, or returns why they do not fit.</summary>
    public string? TryTake(Int128 bytes)
    {
        Int128 total = taken + bytes;
        if ((total > Small || RunOptions.Default.MemoryLimit < Small) && total > limit.Value)
        {
            string others = taken > Small ? $", after {MemoryBudget.Format(taken)} for others" : "";
            return $"it takes {Format(bytes)} of memory when it is opened{others}, but the memory limit is {MemoryBudget.Format(limit.Value)}";
        }

        taken = (long)total;
        return null;
    }

    /// <summary>Takes the bytes of a variable.</summary>
    /// <exception cref="GchunkException">They do not fit the limit.</exception>
    public void Take(StoredVariable variable, Int128 bytes)
    {
        if (TryTake(bytes) is { } reason)
        {
            throw new GchunkException(
                $"{variable.Place} cannot be opened: {reason}; leave it out with dropVariables: [\"{variable.Name}\"], or raise the limit (--memory, Configure or GCHUNK_MEMORY)"
            );
        }
    }

    private static string Format(Int128 bytes) => MemoryBudget.Format((long)Int128.Min(bytes, long.MaxValue));
}
