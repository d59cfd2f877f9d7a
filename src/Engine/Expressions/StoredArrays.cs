using System.Collections.Concurrent;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// Opens stored arrays by their addresses: formats make themselves known when their assembly is loaded.
/// </summary>
public static class StoredArrays
{
    private static readonly ConcurrentDictionary<string, Func<StoredArrayAddress, IStoredArray>> Formats = new();

    /// <summary>Makes a format known.</summary>
    /// <param name="format">As in <see cref="StoredArrayAddress.Format"/>.</param>
    /// <param name="open">Opens an array of it; reads no values.</param>
    public static void Register(string format, Func<StoredArrayAddress, IStoredArray> open) => Formats[format] = open;

    /// <summary>Whether arrays of a format can be opened by their addresses.</summary>
    public static bool Knows(string format) => Formats.ContainsKey(format);

    /// <summary>The array at an address.</summary>
    /// <exception cref="GchunkException">
    /// The format is not known, or the file or the array is gone or damaged.
    /// </exception>
    public static IStoredArray Open(StoredArrayAddress address) =>
        Formats.TryGetValue(address.Format, out var open)
            ? open(address)
            : throw new GchunkException(Spelling.Unknown("storage format", address.Format, Formats.Keys));
}
