using System.Collections.Concurrent;

namespace Gchunk.Dsl.Files.Open;

/// <summary>
/// The indexes of files that are opened together. Most have the same longitudes and latitudes, which are then decoded
/// and kept once. Used by several threads.
/// </summary>
internal sealed class SharedIndexes
{
    // The first index of each name, with its stored bytes. Times differ from file to file, and are few.
    private readonly ConcurrentDictionary<string, (CfVariable Variable, byte[] Stored, DimensionIndex Index)> first =
    [];

    /// <summary>Returns the first index of this name if its stored bytes and its decoding are the same.</summary>
    public DimensionIndex? Find(CfVariable variable, ReadOnlySpan<byte> stored) =>
        first.TryGetValue(variable.Stored.Name, out var known)
        && stored.SequenceEqual(known.Stored)
        && variable.DecodesAs(known.Variable)
            ? known.Index
            : null;

    /// <summary>Keeps an index unless one of this name is kept already.</summary>
    public void Add(CfVariable variable, ReadOnlySpan<byte> stored, DimensionIndex index)
    {
        if (!first.ContainsKey(variable.Stored.Name))
            first.TryAdd(variable.Stored.Name, (variable, stored.ToArray(), index));
    }
}
