using System.Collections.Concurrent;

namespace Gchunk.Engine.Expressions;

/// <summary>Opens stored arrays by their addresses. A format registers itself when its assembly is loaded.</summary>
public static class StoredArrays
{
    private static readonly ConcurrentDictionary<string, Func<StoredArrayAddress, IStoredArray>> Formats = new();

    /// <summary>Registers a format.</summary>
    /// <param name="format">The name of the format, as in <see cref="StoredArrayAddress.Format"/>.</param>
    /// <param name="open">A function that opens an array of the format; it reads no values.</param>
    public static void Register(string format, Func<StoredArrayAddress, IStoredArray> open) => Formats[format] = open;

    /// <summary>True if arrays of a format can be opened by their addresses.</summary>
    public static bool Knows(string format) => Formats.ContainsKey(format);

    /// <summary>Opens the array at an address.</summary>
    /// <exception cref="GchunkException">
    /// The format is not known, or the file or the array is gone or corrupt.
    /// </exception>
    public static IStoredArray Open(StoredArrayAddress address) =>
        Formats.TryGetValue(address.Format, out var open)
            ? open(address)
            : throw new GchunkException(Spelling.Unknown("storage format", address.Format, Formats.Keys));
}
