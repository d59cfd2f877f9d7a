using System.Diagnostics;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// The folder of a cluster: its certificate authority, who belongs to it, and what its nodes write. All nodes see it.
/// </summary>
internal sealed class ClusterFolder
{
    private const string OwnerFile = "owner",
        BuildFile = "build";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private ClusterFolder(string path) => Path = path;

    /// <summary>
    /// True for a folder of a client alone, in which it keeps the addresses of the nodes: these do not see it.
    /// </summary>
    public bool IsOwnCopy { get; private init; }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The name of the cluster.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The folder of the documents of the membership.</summary>
    public string Members => Sub("members");

    /// <summary>The folder in which each node says where it listens.</summary>
    public string Nodes => Sub("nodes");

    /// <summary>The folder of what the nodes write.</summary>
    public string Logs => Sub("logs");

    /// <summary>
    /// The folder in which clients say what they have to do. It is there while the number of machines follows that.
    /// </summary>
    public string Loads => Sub("loads");

    /// <summary>The folder of the runs that outlive their clients. It exists when there has been one.</summary>
    public string Runs => Sub("runs");

    /// <summary>The folder of all clusters of the user: <c>GCHUNK_CLUSTERS</c>, or one in the home folder.</summary>
    public static string Root =>
        Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS") is { Length: > 0 } stated
            ? System.IO.Path.GetFullPath(stated)
            : System.IO.Path.Combine(
                UserFolder.State
                    ?? throw new GchunkException(
                        "there is no home folder for clusters; name a folder that all machines see with GCHUNK_CLUSTERS"
                    ),
                "clusters"
            );

    /// <summary>Creates the folder of a new cluster, with a certificate authority of its own.</summary>
    /// <param name="name">The name of the cluster.</param>
    /// <exception cref="GchunkException">The name is taken or not a name, or the folder cannot be created.</exception>
    public static ClusterFolder Create(string name)
    {
        CheckName(name);
        string path = System.IO.Path.Combine(Root, name);
        if (!UserFolder.Prepare(Root))
        {
            throw new GchunkException(
                $"the folder {Root} cannot be used for clusters; name a folder of your own that all machines see with GCHUNK_CLUSTERS"
            );
        }
        return CreateAt(path);
    }

    /// <summary>Creates the folder of a new cluster at a path.</summary>
    /// <exception cref="GchunkException">There is one already, or it cannot be created.</exception>
    public static ClusterFolder CreateAt(string path)
    {
        if (OperatingSystem.IsWindows())
            throw NotHere();
        var folder = new ClusterFolder(path);
        try
        {
            if (Directory.Exists(path))
            {
                throw new GchunkException(
                    $"there is a cluster {folder.Name} already; choose another name, or end it: gchunk cluster stop {folder.Name}"
                );
            }
            Directory.CreateDirectory(path, Private);
            foreach (string sub in (string[])[folder.Members, folder.Nodes, folder.Logs])
                Directory.CreateDirectory(sub, Private);
            ClusterAuthority.Create(folder);
            AtomicFile.WriteText(System.IO.Path.Combine(path, BuildFile), NodeRequest.OwnBuild, isPrivate: true);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the folder {path} of a cluster cannot be created: {e.Message}", e);
        }
    }

    /// <summary>Creates a folder for the addresses of the nodes of a cluster whose folder is not seen here.</summary>
    /// <param name="parent">A folder of this process alone.</param>
    /// <param name="name">The name of the cluster.</param>
    /// <exception cref="GchunkException">It is not a name.</exception>
    public static ClusterFolder CreateCopy(string parent, string name)
    {
        if (OperatingSystem.IsWindows())
            throw NotHere();
        CheckName(name);
        var folder = new ClusterFolder(System.IO.Path.Combine(parent, name)) { IsOwnCopy = true };
        Directory.CreateDirectory(folder.Nodes, Private);
        return folder;
    }

    /// <summary>Opens the folder of a cluster.</summary>
    /// <exception cref="GchunkException">
    /// There is none, or somebody else owns it, or can read it: then its keys are no secret.
    /// </exception>
    public static ClusterFolder Open(string path)
    {
        if (OperatingSystem.IsWindows())
            throw NotHere();
        string full = System.IO.Path.GetFullPath(path);
        if (FileOwner.Of(full) is not { IsFolder: true } owner)
            throw new GchunkException($"there is no cluster in {full}; was it shut down?");
        if (owner.User != FileOwner.CurrentUser)
            throw new GchunkException($"the folder {full} of a cluster belongs to user {owner.User}, not to you");
        if ((File.GetUnixFileMode(full) & Others) != 0)
        {
            throw new GchunkException(
                $"others can read or write the folder {full} of a cluster, so that its keys are no secret; shut it down and start another one"
            );
        }
        return new ClusterFolder(full);
    }

    /// <summary>Opens a cluster of the user by its name.</summary>
    /// <exception cref="GchunkException">There is none of that name.</exception>
    public static ClusterFolder Find(string name)
    {
        CheckName(name);
        string path = System.IO.Path.Combine(Root, name);
        if (Directory.Exists(path))
            return Open(path);
        string[] known = All();
        throw new GchunkException(
            $"there is no cluster {name}; there {(known.Length == 0 ? "is none" : "are " + string.Join(", ", known))} in {Root}"
        );
    }

    /// <summary>The names of the user's clusters.</summary>
    public static string[] All() =>
        Directory.Exists(Root)
            ? [.. Directory.GetDirectories(Root).Select(d => System.IO.Path.GetFileName(d)).Order()]
            : [];

    /// <summary>True while the folder is there. Without it the cluster is at its end.</summary>
    public bool Exists => Directory.Exists(Path);

    /// <summary>Lets the folder be deleted by <see cref="Sweep"/> once this process has ended, however that ended.</summary>
    public void Own() =>
        AtomicFile.WriteText(
            System.IO.Path.Combine(Path, OwnerFile),
            $"{Environment.MachineName} {Environment.ProcessId}",
            isPrivate: true
        );

    /// <summary>Deletes the folders of clusters whose owners on this machine were killed.</summary>
    /// <param name="root">The folder of the clusters.</param>
    public static void Sweep(string root)
    {
        foreach (string path in Directory.GetDirectories(root))
        {
            var folder = new ClusterFolder(path);
            try
            {
                string[] owner = File.ReadAllText(System.IO.Path.Combine(folder.Path, OwnerFile)).Split(' ');
                bool isHere = owner is [var host, _] && host == Environment.MachineName;
                if (isHere && !Directory.Exists($"/proc/{owner[1]}"))
                    folder.Delete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // it has no owner
        }
    }

    /// <summary>Checks that a node is of the build that started the cluster.</summary>
    /// <exception cref="GchunkException">It is not, or that cannot be read.</exception>
    public void CheckBuild()
    {
        try
        {
            string file = System.IO.Path.Combine(Path, BuildFile),
                made = File.Exists(file) ? File.ReadAllText(file) : "another gchunk";
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
    public void Write(NodeInfo node) => AtomicFile.WriteText(FileOf(node), node.ToLine(), isPrivate: true);

    /// <summary>Takes back where a node listens.</summary>
    public void Forget(NodeInfo node) => Leftovers.TryDelete(FileOf(node));

    /// <summary>Returns the nodes that have said where they listen. Some may have been killed since.</summary>
    public IReadOnlyList<NodeInfo> WrittenNodes()
    {
        var found = new List<NodeInfo>();
        try
        {
            foreach (string path in Directory.EnumerateFiles(Nodes))
            {
                try
                {
                    // A file that is being written has another name.
                    if (NodeInfo.Parse(File.ReadAllText(path)) is { } node && path == FileOf(node))
                        found.Add(node);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // the node has just left
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
        string path = System.IO.Path.Combine(Logs, name + ".log");
        var gate = new Lock();
        void Write(string text, bool ends)
        {
            lock (gate)
            {
                try
                {
                    File.AppendAllText(path, ends ? text + "\n" : text);
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
        Directory
            .EnumerateFiles(Logs)
            .Order(StringComparer.Ordinal)
            .ToDictionary(
                path => System.IO.Path.GetFileNameWithoutExtension(path),
                path => (IReadOnlyList<string>)[.. File.ReadLines(path).TakeLast(most)]
            );

    private string FileOf(NodeInfo node) => System.IO.Path.Combine(Nodes, node.Name);

    /// <summary>Deletes the folder.</summary>
    /// <returns>False if it was not there, as while a shared folder is away, or could not be deleted.</returns>
    public bool Delete()
    {
        bool wasThere = Exists;
        Delete(Path);
        return wasThere && !Exists;
    }

    /// <summary>Deletes a folder to which processes that are about to end may still write.</summary>
    public static void Delete(string path)
    {
        for (int attempt = 0; attempt < 20 && !Leftovers.TryDelete(path, isFolder: true); attempt++)
            Thread.Sleep(50);
    }

    private string Sub(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>True if a text can be the name of a cluster or of a run.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static void CheckName(string name)
    {
        if (IsName(name))
            return;
        throw new GchunkException(
            $"the name of a cluster is up to 64 letters, digits, '-' and '_'; got {(name.Length == 0 ? "none" : VisibleText.Of(name))}"
        );
    }

    private static GchunkException NotHere() =>
        new("clusters of several machines need Linux; use new Client(workers: 4) for processes of this machine");
}
