using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Repl.Nodes;

/// <summary>The options of <c>gchunk node</c>.</summary>
/// <param name="Folder">The folder of the cluster.</param>
/// <param name="Name">The name of the node.</param>
/// <param name="Address">The address of this machine to listen on; loopback by default.</param>
/// <param name="Cores">The number of workers; by default that of the processors.</param>
/// <param name="Memory">The memory of the workers together, or null for 60 % of what is free.</param>
/// <param name="Idle">The time without a client after which the node ends, or null to go on.</param>
internal sealed record NodeOptions(
    string Folder,
    string Name,
    IPAddress Address,
    int Cores,
    long? Memory,
    TimeSpan? Idle
)
{
    /// <summary>Reads the options.</summary>
    /// <exception cref="GchunkException">One is unknown, lacks its value or has a wrong one.</exception>
    public static NodeOptions Parse(string[] arguments)
    {
        var options = new NodeOptions(
            "",
            $"{Environment.MachineName}-{Environment.ProcessId}",
            IPAddress.Loopback,
            Environment.ProcessorCount,
            null,
            null
        );
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length)
                throw new GchunkException($"{arguments[i]} needs a value; usage: {NodeProgram.Usage}");
            string value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--cluster" => options with { Folder = value },
                "--name" => options with { Name = NameOf(value) },
                "--bind" => options with { Address = AddressOf(value) },
                "--cores" => options with { Cores = Number("--cores", value, 1024) },
                "--memory" => options with { Memory = MemoryBudget.Parse(value) },
                "--idle" => options with { Idle = TimeSpan.FromSeconds(Number("--idle", value, int.MaxValue)) },
                _ => throw new GchunkException($"unknown option '{arguments[i]}'; usage: {NodeProgram.Usage}"),
            };
        }
        return options.Folder.Length > 0
            ? options
            : throw new GchunkException($"a node needs the folder of its cluster; usage: {NodeProgram.Usage}");
    }

    private static string NameOf(string value) =>
        value.Length is > 0 and <= 200 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? value
            : throw new GchunkException(
                $"the name of a node is made of letters, digits, '-', '_' and '.'; got '{VisibleText.Of(value)}'"
            );

    private static int Number(string option, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number > 0
        && number <= most
            ? number
            : throw new GchunkException($"{option} is a number from 1 to {most}; got '{VisibleText.Of(value)}'");

    /// <summary>Returns the first address of what is named: an address, an interface or a host.</summary>
    /// <exception cref="GchunkException">There is nothing of that name.</exception>
    public static IPAddress AddressOf(string value)
    {
        if (IPAddress.TryParse(value, out IPAddress? address))
            return address;
        NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
        IEnumerable<IPAddress> found = all.Where(i => i.Name == value)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address);
        return found
                .Concat(HostAddresses(value))
                .OrderBy(a => a.AddressFamily != AddressFamily.InterNetwork)
                .FirstOrDefault()
            ?? throw new GchunkException(
                $"there is no network interface, address or host {VisibleText.Of(value)}; the interfaces are {string.Join(", ", all.Select(i => i.Name))}"
            );
    }

    private static IPAddress[] HostAddresses(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }
}
