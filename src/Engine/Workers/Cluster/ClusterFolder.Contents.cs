using System.Diagnostics;
using System.Text;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Engine.Workers.Cluster;

// What is in it: the build, the nodes and their logs.
internal sealed partial class ClusterFolder
{
    /// <summary>Checks that a node is of the build that started the cluster.</summary>
    /// <exception cref="GchunkException">It is not, or that cannot be read.</exception>
    public void CheckBuild()
    {
        try
        {
            string made = Store.Read(BuildFile) is { } build ? Encoding.UTF8.GetString(build) : "another gchunk";
            if (made != NodeRequest.OwnBuild)
            {
                throw new GchunkException(
                    $"the cluster {Name} was started by {VisibleText.Of(made)}, and this node is {NodeRequest.OwnBuild}; start both from the same gchunk"
                );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the folder {Path} of the cluster cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Says where a node listens.</summary>
    public void Write(NodeInfo node) => Store.Write(NameOf(node), Encoding.UTF8.GetBytes(node.ToLine()));

    /// <summary>Takes back where a node listens.</summary>
    public void Forget(NodeInfo node)
    {
        try
        {
            Store.Delete(NameOf(node));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // it is not believed for long
    }

    /// <summary>Returns the nodes that have said where they listen. Some may have been killed since.</summary>
    public IReadOnlyList<NodeInfo> WrittenNodes()
    {
        var found = new List<NodeInfo>();
        try
        {
            foreach (string name in Store.Names(NodesFolder))
            {
                string line = Encoding.UTF8.GetString(Store.Read($"{NodesFolder}/{name}") ?? []);
                if (NodeInfo.Parse(line) is { } node && node.Name == name)
                    found.Add(node);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // the cluster has just ended
        return found;
    }

    /// <summary>Appends what a process writes to a log of the cluster, until it ends.</summary>
    /// <param name="name">The name of the log.</param>
    /// <param name="process">The process, whose outputs are redirected.</param>
    public void Log(string name, Process process)
    {
        var gate = new Lock();
        void Write(string text, bool ends)
        {
            lock (gate)
            {
                try
                {
                    Store.Append($"{LogsFolder}/{name}.log", ends ? text + "\n" : text);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // the cluster has ended
            }
        }
        _ = OutputRelay.Follow(process.StandardOutput, Write);
        _ = OutputRelay.Follow(process.StandardError, Write);
    }

    /// <summary>Returns the last lines of each log.</summary>
    /// <param name="most">The most lines of each.</param>
    public Dictionary<string, IReadOnlyList<string>> LogLines(int most) =>
        Reached(() =>
            Store
                .Names(LogsFolder)
                .Order(StringComparer.Ordinal)
                .ToDictionary(
                    name => System.IO.Path.GetFileNameWithoutExtension(name),
                    name => (IReadOnlyList<string>)[.. Lines(Store.Read($"{LogsFolder}/{name}") ?? []).TakeLast(most)]
                )
        );

    private static IEnumerable<string> Lines(byte[] text)
    {
        using var reader = new StringReader(Encoding.UTF8.GetString(text));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static string NameOf(NodeInfo node) => $"{NodesFolder}/{node.Name}";
}
