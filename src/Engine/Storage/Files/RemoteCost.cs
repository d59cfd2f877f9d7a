using Gchunk.Engine.Execution;

namespace Gchunk.Engine.Storage.Files;

/// <summary>
/// What opening a file on a server may cost if all of it is read for that: neither a large file nor a slow server keeps a
/// user for ever.
/// </summary>
internal sealed record RemoteCost
{
    /// <summary>The most bytes of the file.</summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>The longest time, that of one read of a value.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the length of a file.</summary>
    /// <param name="address">The address.</param>
    /// <param name="length">The length.</param>
    /// <returns>What is called before each part of the file is read; it throws when the time is over.</returns>
    /// <exception cref="GchunkException">The file is too large.</exception>
    public Action Begin(string address, long length)
    {
        if (length > MostBytes)
        {
            throw new GchunkException(
                $"{address} has {MemoryBudget.Format(length)}, all of which is read to open it, and {MemoryBudget.Format(MostBytes)} is the most; download it, or open references to it that kerchunk made"
            );
        }
        long began = Clock.GetTimestamp();
        return () =>
        {
            if (Clock.GetElapsedTime(began) > Total)
            {
                throw new GchunkException(
                    $"{address} was not open after {Total.TotalSeconds:0} s, because all of it is read to open it; download it, or open references to it that kerchunk made"
                );
            }
        };
    }
}
