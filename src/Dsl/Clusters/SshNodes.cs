using System.Diagnostics;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Dsl.Clusters;

/// <summary>The connections of ssh under which nodes run: one a host, and the node ends with it.</summary>
internal sealed class SshNodes(
    ClusterFolder folder,
    string[] hosts,
    IReadOnlyList<string> program,
    IReadOnlyList<string> options
)
{
    private const int EndMilliseconds = 5000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Process> running = [];

    /// <summary>Returns the command for a host.</summary>
    public string Command(string host)
    {
        string words = string.Join(' ', program.Select(ShellWord.Of));
        // The shell of the host evaluates $(hostname).
        string rest = string.Join(' ', options.Select(o => o == "$(hostname)" ? "\"$(hostname)\"" : ShellWord.Of(o)));
        // What is written to the input of ssh never ends; its end tells that this process is gone. If the node ends first,
        // so does the connection, and another node can be started.
        return $"exec 3<&0; {words} --name {ShellWord.Of(NameOf(host))} {rest} 3<&- & node=$!; "
            + "{ while read -r _; do :; done <&3; kill $node; } & watch=$!; "
            + "wait $node; code=$?; kill $watch 2>/dev/null; exit $code";
    }

    /// <summary>Returns the number of hosts on which a node runs.</summary>
    public int Started()
    {
        lock (gate)
        {
            foreach ((string host, Process process) in running.ToArray())
            {
                if (process.HasExited)
                {
                    running.Remove(host);
                    process.Dispose();
                }
            }
            return running.Count;
        }
    }

    /// <summary>Starts nodes on hosts that have none.</summary>
    public void Launch(int number)
    {
        string ssh =
            ExternalProgram.Find("ssh")
            ?? throw new GchunkException(
                "a cluster by ssh needs the program ssh; install it with: apt install openssh-client"
            );
        lock (gate)
        {
            string[] free = [.. hosts.Where(h => !running.ContainsKey(h)).Take(number)];
            if (free.Length < number)
            {
                throw new GchunkException(
                    $"the cluster has {Quantity.Of(hosts.Length, "host")}; name more hosts for more machines"
                );
            }
            foreach (string host in free)
                running[host] = Start(ssh, host);
        }
    }

    /// <summary>Ends nodes that are not ready yet, the last hosts first.</summary>
    /// <param name="number">How many.</param>
    /// <param name="ready">The names of those that are ready.</param>
    public void Withdraw(int number, IReadOnlySet<string> ready)
    {
        lock (gate)
        {
            foreach (
                string host in hosts
                    .Reverse()
                    .Where(h => running.ContainsKey(h) && !ready.Contains(NameOf(h)))
                    .Take(number)
                    .ToArray()
            )
            {
                running[host].StandardInput.Close();
            }
        }
    }

    /// <summary>Ends all nodes.</summary>
    public void EndAll()
    {
        lock (gate)
        {
            foreach (Process process in running.Values)
                process.StandardInput.Close();
            foreach (Process process in running.Values)
            {
                if (!process.WaitForExit(EndMilliseconds))
                    process.Kill();
                process.Dispose();
            }
            running.Clear();
        }
    }

    private Process Start(string ssh, string host)
    {
        if (host.Length == 0 || host.StartsWith('-'))
            throw new GchunkException($"'{VisibleText.Of(host)}' is no name of a host");
        var start = new ProcessStartInfo(
            ssh,
            ["-o", "BatchMode=yes", "-o", "ServerAliveInterval=5", .. SentVariables(folder), host, Command(host)]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Spawner.Start(start);
        folder.Log(NameOf(host), process);
        return process;
    }

    // The address of a database has a password, which no command line shows. The host has to accept the variable.
    private static string[] SentVariables(ClusterFolder folder) =>
        folder.IsDatabase ? ["-o", "SendEnv=GCHUNK_CLUSTERS"] : [];

    private static string NameOf(string host) =>
        string.Concat(host.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
}
