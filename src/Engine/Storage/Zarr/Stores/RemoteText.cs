using System.Text;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>Texts at addresses, such as catalogues.</summary>
public static class RemoteText
{
    /// <summary>Reads the text at an address.</summary>
    /// <param name="address">A URL that begins with <c>http</c>, <c>https</c>, <c>gs</c> or <c>s3</c>.</param>
    /// <param name="limit">The most bytes.</param>
    /// <returns>The text, or null if the server has none there.</returns>
    /// <exception cref="GchunkException">The server does not answer, or the text is longer.</exception>
    public static string? Read(string address, long limit)
    {
        using var bytes = new Scratch();
        if (!HttpStore.ReadAddress(address, limit, bytes, Interrupt.Token))
            return null;
        // With the mark of the byte order, if there is one.
        using var reader = new StreamReader(new MemoryStream(bytes.Span.ToArray()), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// Returns the place that a text at an address names: a URL, or a path relative to the text. Places on this machine
    /// and its network are refused, unless the text itself comes from there.
    /// </summary>
    /// <param name="address">The address of the text.</param>
    /// <param name="place">The place that it names.</param>
    /// <exception cref="GchunkException">The place is a file of this machine, or on its network.</exception>
    public static string Place(string address, string place)
    {
        string full = place;
        if (!ZarrLocation.IsRemote(place))
        {
            if (Path.IsPathRooted(place) || place.Contains("://", StringComparison.Ordinal) || place.Contains('\\'))
            {
                throw new GchunkException(
                    $"{address} names {place}; what comes from a server names paths below its own address, or http, https, gs and s3 addresses"
                );
            }

            // The scheme of gs: and s3: is kept.
            int query = address.IndexOf('?', StringComparison.Ordinal);
            full = new Uri(new Uri(query < 0 ? address : address[..query]), place).AbsoluteUri;
        }
        HttpStore.Redirects.RequireReachable(address, full);
        return full;
    }
}
