using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// Follows redirects one by one, each checked: only to http and https, never from https to http, and never from a public
/// address to one of this machine or its network. A redirect to another host is said once.
/// </summary>
/// <param name="resolve">Returns the addresses of a host.</param>
internal sealed class HttpRedirects(Func<string, IPAddress[]> resolve)
{
    private const int Most = 5;

    private readonly ConcurrentDictionary<(string From, string To), bool> said = [];

    /// <summary>Redirects by the system's names.</summary>
    public HttpRedirects()
        : this(Dns.GetHostAddresses) { }

    /// <summary>Sends a request and follows its redirects.</summary>
    /// <param name="client">The client, which does not follow redirects itself.</param>
    /// <param name="address">The address.</param>
    /// <param name="make">Makes the request for an address.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="GchunkException">A redirect is refused.</exception>
    public async Task<HttpResponseMessage> Send(
        HttpClient client,
        Uri address,
        Func<Uri, HttpRequestMessage> make,
        CancellationToken cancellation
    )
    {
        Uri at = address;
        for (int count = 0; ; count++)
        {
            using HttpRequestMessage request = make(at);
            HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            if (
                (int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
                || response.Headers.Location is not { } to
            )
            {
                return response;
            }

            response.Dispose();
            if (count == Most)
                throw new GchunkException($"cannot read {address}: it is redirected more than {Most} times");
            at = Next(address, at, to);
        }
    }

    /// <summary>Returns the address that a redirect leads to.</summary>
    /// <exception cref="GchunkException">It is refused.</exception>
    public Uri Next(Uri address, Uri from, Uri to)
    {
        if (!to.IsAbsoluteUri)
            to = new Uri(from, to);
        if (to.Scheme is not ("http" or "https") || (from.Scheme == "https" && to.Scheme == "http"))
            throw Refused("only https may follow https, and nothing but http and https is followed");
        if (from.IdnHost == to.IdnHost)
            return to;
        if (IsNear(to.IdnHost) && !IsNear(from.IdnHost))
            throw Refused("a public server may not lead to this machine or its network");
        if (said.TryAdd((from.Authority, to.Authority), true))
            Notice.Tell($"{from.Authority} redirects to {to.Authority}, which is read from then on");
        return to;

        GchunkException Refused(string why) =>
            new($"cannot read {address}: the redirect from {from.Authority} to {to} is refused: {why}");
    }

    /// <summary>
    /// Refuses a place that a public server names on this machine or its network: what a server says must not make gchunk
    /// read there.
    /// </summary>
    /// <param name="server">The address of what names the place.</param>
    /// <param name="place">The address that it names.</param>
    /// <exception cref="GchunkException">The place is refused.</exception>
    public void RequireReachable(string server, string place)
    {
        string from = new Uri(HttpStore.Map(server)).IdnHost,
            to = new Uri(HttpStore.Map(place)).IdnHost;
        if (from != to && IsNear(to) && !IsNear(from))
        {
            throw new GchunkException(
                $"{server} names {place}, which is refused: a public server may not lead to this machine or its network; open it by its own address if it is meant"
            );
        }
    }

    private bool IsNear(string host)
    {
        try
        {
            return (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal) ? [literal] : resolve(host)).Any(
                IsNear
            );
        }
        catch (SocketException)
        {
            return false; // a host without an address cannot be read either
        }
    }

    private static bool IsNear(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain))
            return true;
        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return plain.IsIPv6LinkLocal
                || plain.IsIPv6SiteLocal
                || plain.IsIPv6UniqueLocal
                || plain.Equals(IPAddress.IPv6Any);
        }

        return plain.GetAddressBytes() switch
        {
            [0 or 10, ..] or [192, 168, ..] or [169, 254, ..] => true,
            [172, var second, ..] => second is >= 16 and < 32,
            [100, var second, ..] => second is >= 64 and < 128,
            _ => false,
        };
    }
}
