using System.Collections;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>The length of each dimension, in order.</summary>
public sealed class Sizes : IReadOnlyList<KeyValuePair<string, long>>
{
    private readonly OrderedDictionary<string, long> lengths = [];

    internal Sizes(IEnumerable<KeyValuePair<string, long>> sizes)
    {
        foreach (var (dim, length) in sizes)
            lengths[dim] = length;
    }

    /// <summary>The length of a dimension.</summary>
    /// <exception cref="GchunkException">The dimension is unknown; the message suggests the nearest name.</exception>
    public long this[string dim] => lengths.TryGetValue(dim, out long length) ? length : throw Unknown(dim);

    private GchunkException Unknown(string dim) => new(Spelling.Unknown("dimension", dim, lengths.Keys));

    /// <inheritdoc/>
    public KeyValuePair<string, long> this[int index] => lengths.GetAt(index);

    /// <summary>The number of dimensions.</summary>
    public int Count => lengths.Count;

    /// <summary>The names of the dimensions.</summary>
    public IEnumerable<string> Names => lengths.Keys;

    /// <summary>True if there is such a dimension.</summary>
    public bool Contains(string dim) => lengths.ContainsKey(dim);

    /// <summary>Throws if a dimension is unknown.</summary>
    /// <exception cref="GchunkException">A dimension is unknown; the message suggests the nearest name.</exception>
    internal void Require(params IEnumerable<string> dims)
    {
        foreach (string dim in dims)
        {
            if (!Contains(dim))
                throw Unknown(dim);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, long>> GetEnumerator() => lengths.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As <c>time: 365, lat: 36</c>.</summary>
    public override string ToString() => string.Join(", ", lengths.Select(d => $"{d.Key}: {d.Value}"));
}
