using System.Net;
using System.Net.Sockets;

namespace Gchunk.Repl.Gateways;

/// <summary>
/// Counts wrong tokens by the address that they came from. Whoever has a right one is served all the same, since others
/// may share the address.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class WrongTokens(TimeProvider? clock = null)
{
    /// <summary>The most wrong tokens of an address in a minute.</summary>
    public const int MostInAMinute = 10;

    // It must not grow, whoever sends from however many addresses.
    private const int MostAddresses = 4096;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider time = clock ?? TimeProvider.System;
    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, (long Began, int Number)> counts = [];

    /// <summary>Takes note of a wrong token.</summary>
    /// <param name="from">Where it came from.</param>
    /// <returns>How many there were from there within a minute.</returns>
    public int Count(IPAddress from)
    {
        IPAddress network = NetworkOf(from);
        long now = time.GetTimestamp();
        lock (gate)
        {
            bool isKnown = counts.TryGetValue(network, out var count);
            if (!isKnown && counts.Count >= MostAddresses)
                counts.Clear();
            bool isOver = !isKnown || time.GetElapsedTime(count.Began, now) > Window;
            counts[network] = count = isOver ? (now, 1) : (count.Began, Math.Min(count.Number + 1, int.MaxValue - 1));
            return count.Number;
        }
    }

    // Who has an address of version 6 has a whole network of them.
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
