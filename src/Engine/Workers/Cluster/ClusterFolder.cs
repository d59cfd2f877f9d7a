using System.Text;
using Gchunk.Engine.Workers.Cluster.Stores;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// The folder of a cluster: its certificate authority, who belongs to it, and what its nodes write. All nodes see it.
/// </summary>
internal sealed partial class ClusterFolder
{
    /// <summary>The folder of the documents of the membership.</summary>
    public const string Members = "members";

    private const string OwnerFile = "owner",
        BuildFile = "build",
        NodesFolder = "nodes",
        LogsFolder = "logs";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    // What messages and arguments of programs call a cluster in the database that GCHUNK_CLUSTERS names.
    private const string InDatabase = "store:";

    private ClusterFolder(string path, Func<IClusterStore, IClusterStore>? over = null)
    {
        Path = path;
        Store = over is null ? new FolderStore(path) : over(new FolderStore(path));
    }

    private ClusterFolder(string name, string database)
    {
        (IsDatabase, Path) = (true, InDatabase + name);
        Store = StoreAddress.Open(database, name);
    }

    /// <summary>
    /// Where it is: a folder, or <c>store:NAME</c> in the database that <c>GCHUNK_CLUSTERS</c> names. Programs are given it
    /// as an argument, so it has no secrets.
    /// </summary>
    public string Path { get; }

    /// <summary>True if it is in a database, and no folder.</summary>
    public bool IsDatabase { get; }

    /// <summary>What is in it.</summary>
    public IClusterStore Store { get; }

    /// <summary>The name of the cluster.</summary>
    public string Name => IsDatabase ? Path[InDatabase.Length..] : System.IO.Path.GetFileName(Path);

    /// <summary>The folder in which clients say what they have to do. It is there while somebody asks for that.</summary>
    public string Loads => System.IO.Path.Combine(Path, "loads");

    /// <summary>The folder of the runs that outlive their clients. It exists when there has been one.</summary>
    public string Runs => System.IO.Path.Combine(Path, "runs");

    // The address of the database of the clusters, or null if they are in a folder.
    private static string? Database =>
        Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS") is { } stated && StoreAddress.Is(stated) ? stated : null;

    /// <summary>
    /// The folder of all clusters of the user: <c>GCHUNK_CLUSTERS</c>, or one in the home folder. It may be the address of
    /// a database.
    /// </summary>
    public static string Root =>
        Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS") is { Length: > 0 } stated
            ? Database ?? System.IO.Path.GetFullPath(stated)
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
        if (Database is { } database)
            return CreateIn(database, name);
        string path = System.IO.Path.Combine(Root, name);
        if (!UserFolder.Prepare(Root))
        {
            throw new GchunkException(
                $"the folder {Root} cannot be used for clusters; name a folder of your own that all machines see with GCHUNK_CLUSTERS"
            );
        }
        return CreateAt(path);
    }

    private static ClusterFolder CreateIn(string database, string name)
    {
        var folder = new ClusterFolder(name, database);
        try
        {
            IClusterStore list = StoreAddress.Open(database, null);
            list.Create("");
            if (!list.TryAdd(name, "1"u8))
                throw Taken(name);
            folder.Store.Create("");
            folder.Fill();
            return folder;
        }
        catch (IOException e)
        {
            throw new GchunkException($"the cluster {name} cannot be created: {e.Message}", e);
        }
    }

    private void Fill()
    {
        foreach (string sub in (string[])[Members, NodesFolder, LogsFolder])
            Store.Create(sub);
        ClusterAuthority.Create(this);
        Store.Write(BuildFile, Encoding.UTF8.GetBytes(NodeRequest.OwnBuild));
    }

    private static GchunkException Taken(string name) =>
        new($"there is a cluster {name} already; choose another name, or end it: gchunk cluster stop {name}");

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
                throw Taken(folder.Name);
            Directory.CreateDirectory(path, Private);
            folder.Fill();
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
    /// <param name="over">Returns the store for the one of the folder.</param>
    /// <exception cref="GchunkException">It is not a name.</exception>
    public static ClusterFolder CreateCopy(string parent, string name, Func<IClusterStore, IClusterStore>? over = null)
    {
        if (OperatingSystem.IsWindows())
            throw NotHere();
        CheckName(name);
        var folder = new ClusterFolder(System.IO.Path.Combine(parent, name), over);
        Directory.CreateDirectory(folder.Path, Private);
        folder.Store.Create(NodesFolder);
        return folder;
    }

    /// <summary>True for what <see cref="Path"/> can be.</summary>
    public static bool IsPlace(string path) =>
        path.StartsWith(InDatabase, StringComparison.Ordinal)
            ? IsName(path[InDatabase.Length..])
            : System.IO.Path.IsPathFullyQualified(path);

    /// <summary>Opens the folder of a cluster.</summary>
    /// <exception cref="GchunkException">
    /// There is none, or somebody else owns it, or can read it: then its keys are no secret.
    /// </exception>
    public static ClusterFolder Open(string path)
    {
        if (OperatingSystem.IsWindows())
            throw NotHere();
        if (path.StartsWith(InDatabase, StringComparison.Ordinal))
        {
            return Database is null ? throw NoDatabase(path[InDatabase.Length..]) : Find(path[InDatabase.Length..]);
        }
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

    private static GchunkException NoDatabase(string name) =>
        new(
            $"the cluster {VisibleText.Of(name)} is in a database, and GCHUNK_CLUSTERS on {Environment.MachineName} is {(Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS") is { Length: > 0 } ? "a folder" : "not set")}; set it here to the address that it has where the cluster was started, as export GCHUNK_CLUSTERS=redis://:PASSWORD@HOST:6379: in the prologue of a job, or by AcceptEnv GCHUNK_CLUSTERS in the sshd_config of a host"
        );

    /// <summary>Opens a cluster of the user by its name.</summary>
    /// <exception cref="GchunkException">There is none of that name.</exception>
    public static ClusterFolder Find(string name)
    {
        CheckName(name);
        string path = System.IO.Path.Combine(Root, name);
        if (Database is { } database)
        {
            if (new ClusterFolder(name, database) is { Exists: true } there)
                return there;
        }
        else if (Directory.Exists(path))
        {
            return Open(path);
        }
        string[] known = All();
        throw new GchunkException(
            $"there is no cluster {name}; there {(known.Length == 0 ? "is none" : "are " + string.Join(", ", known))} in {(Database is null ? Root : "the store")}"
        );
    }

    /// <summary>The names of the user's clusters.</summary>
    public static string[] All() =>
        Database is { } database ? [.. Reached(() => StoreAddress.Open(database, null).Names("")).Order()]
        : Directory.Exists(Root)
            ? [.. Directory.GetDirectories(Root).Select(d => System.IO.Path.GetFileName(d)).Order()]
        : [];

    /// <summary>True while the folder is there. Without it the cluster is at its end.</summary>
    public bool Exists
    {
        get
        {
            if (!IsDatabase)
                return Directory.Exists(Path);
            try
            {
                return Database is { } database && StoreAddress.Open(database, null).Read(Name) is not null;
            }
            catch (IOException)
            {
                return false; // as a folder that is away
            }
        }
    }

    /// <summary>
    /// Lets the folder be deleted by <see cref="Sweep(string)"/> once this process has ended, however that ended.
    /// </summary>
    public void Own() =>
        Store.Write(OwnerFile, Encoding.UTF8.GetBytes($"{Environment.MachineName} {Environment.ProcessId}"));

    /// <summary>Deletes the folders of clusters whose owners on this machine were killed.</summary>
    /// <param name="root">The folder of the clusters.</param>
    public static void Sweep(string root)
    {
        foreach (string path in Directory.GetDirectories(root))
            new ClusterFolder(path).DeleteIfLeft();
    }

    /// <summary>As <see cref="Sweep(string)"/>, of the user's clusters.</summary>
    public static void Sweep()
    {
        if (Database is not { } database)
        {
            Sweep(Root);
            return;
        }
        foreach (string name in All())
            new ClusterFolder(name, database).DeleteIfLeft();
    }

    private void DeleteIfLeft()
    {
        try
        {
            string[] owner = Encoding.UTF8.GetString(Store.Read(OwnerFile) ?? []).Split(' ');
            bool isHere = owner is [var host, _] && host == Environment.MachineName;
            if (isHere && !Directory.Exists($"/proc/{owner[1]}"))
                Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // it has just ended
    }

    private static T Reached<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException(
                $"the clusters in {(Database is null ? Root : "the store")} cannot be read: {e.Message}",
                e
            );
        }
    }

    /// <summary>Deletes the folder.</summary>
    /// <returns>False if it was not there, as while a shared folder is away, or could not be deleted.</returns>
    public bool Delete()
    {
        bool wasThere = Exists;
        if (!IsDatabase)
        {
            Delete(Path);
            return wasThere && !Exists;
        }
        try
        {
            Store.DeleteFolder("");
            StoreAddress.Open(Database!, null).Delete(Name);
            return wasThere;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Deletes a folder to which processes that are about to end may still write.</summary>
    public static void Delete(string path)
    {
        for (int attempt = 0; attempt < 20 && !Leftovers.TryDelete(path, isFolder: true); attempt++)
            Thread.Sleep(50);
    }

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
