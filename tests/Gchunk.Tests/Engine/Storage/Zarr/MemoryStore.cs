using System.Collections.Concurrent;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>A store in memory.</summary>
internal sealed class MemoryStore : IZarrStore
{
    private readonly ConcurrentDictionary<string, byte[]> values = [];

    public string Location => "memory";

    public bool IsWritable => true;

    public bool CanList => true;

    public int Concurrency => 1;

    public ICollection<string> Keys => values.Keys;

    public bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        if (!values.TryGetValue(key, out byte[]? value))
            return false;
        (long start, long count) = range.In(value.Length);
        if (count > limit)
            throw new GchunkException($"{key} has {count} bytes");
        into.Clear();
        into.Append(value.AsSpan((int)start, (int)count));
        return true;
    }

    public byte[] this[string key] => values[key];

    public void Write(string key, ReadOnlySpan<byte> value) => values[key] = value.ToArray();

    public void Delete(string key) => values.TryRemove(key, out _);

    public IReadOnlyList<string> Children(string folder) =>
        [
            .. values
                .Keys.Where(k => folder.Length == 0 || k.StartsWith(folder + "/", StringComparison.Ordinal))
                .Select(k => k[(folder.Length == 0 ? 0 : folder.Length + 1)..].Split('/')[0])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    public string? Stamp(string key) => values.TryGetValue(key, out byte[]? value) ? $"{value.Length}" : null;

    public void Dispose() { }
}
