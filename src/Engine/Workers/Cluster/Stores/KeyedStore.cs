using System.Text;
using Gchunk.Engine.Execution;

namespace Gchunk.Engine.Workers.Cluster.Stores;

/// <summary>
/// A store in a database that keeps contents by a folder and a name. Folders are contents too, of their own names in
/// the folder above and in themselves, so that one that was created is there before anything is in it. What is written
/// to a folder that is not there is refused, in the statement that writes.
/// </summary>
internal abstract class KeyedStore : IClusterStore
{
    /// <summary>The name of a folder in itself. A name of a content has no slash.</summary>
    protected const string Itself = "/";

    /// <summary>A log that is longer keeps about half of its bytes, the last ones, from the begin of a line.</summary>
    protected const int MostLog = 1 << 17;

    /// <summary>How many bytes of a log are kept at least.</summary>
    protected const int KeptLog = 1 << 16;

    /// <inheritdoc/>
    public abstract string Address { get; }

    /// <inheritdoc/>
    public abstract int MostBytes { get; }

    /// <summary>Returns a content, or null.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name.</param>
    /// <param name="isLarge">True if it may have so many bytes that it takes long.</param>
    protected abstract byte[]? Get(string folder, string name, bool isLarge);

    /// <summary>Writes a content; false if the folder is not there.</summary>
    protected abstract bool Set(string folder, string name, byte[] content);

    /// <summary>Writes a content if there is none; false if there is one, or if the folder is not there.</summary>
    protected abstract bool Add(string folder, string name, byte[] content);

    /// <summary>Appends to a log, of which the first lines are left out; false if the folder is not there.</summary>
    protected abstract bool Extend(string folder, string name, byte[] content);

    /// <summary>Deletes a content.</summary>
    protected abstract void Remove(string folder, string name);

    /// <summary>Creates the folder that all others are in.</summary>
    protected abstract void CreateRoot();

    /// <summary>Creates a folder, and its name in the one above, if that is there.</summary>
    protected abstract void CreateIn(string above, string name, string folder);

    /// <summary>Deletes a folder, all that is in it and its name in the one above, in one transaction.</summary>
    protected abstract void RemoveTree(string folder, string above, string name);

    /// <summary>Returns the names in a folder.</summary>
    protected abstract IEnumerable<string> List(string folder);

    /// <summary>Returns the time of the database.</summary>
    protected abstract DateTime Time();

    /// <summary>The error for a database that cannot be reached or refuses.</summary>
    protected IOException Away(Exception error) => new($"the store {Address} does not answer: {error.Message}", error);

    /// <inheritdoc/>
    public byte[]? Read(string name) => Read(name, isLarge: false);

    /// <inheritdoc/>
    public byte[]? ReadBlock(string name) => Read(name, isLarge: true);

    /// <inheritdoc/>
    public void Write(string name, ReadOnlySpan<byte> content, bool flush = true)
    {
        if (content.Length > MostBytes)
        {
            throw new GchunkException(
                $"{name} has {MemoryBudget.Format(content.Length)}, and a content of the store {Address} has at most {MemoryBudget.Format(MostBytes)}; rechunk the array, or use a folder that all machines see"
            );
        }
        (string folder, string last) = Split(name);
        try
        {
            if (!Set(folder, last, content.ToArray()))
                throw Gone(folder);
        }
        catch (IOException e)
        {
            throw new GchunkException($"cannot write {name}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public bool TryAdd(string name, ReadOnlySpan<byte> content)
    {
        (string folder, string last) = Split(name);
        return Add(folder, last, content.ToArray()) || (Has(folder) ? false : throw Gone(folder));
    }

    /// <inheritdoc/>
    public void Append(string name, string text)
    {
        (string folder, string last) = Split(name);
        if (!Extend(folder, last, Encoding.UTF8.GetBytes(text)))
            throw Gone(folder);
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        (string folder, string last) = Split(name);
        Remove(folder, last);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names(string folder) => [.. List(folder).Where(n => !n.EndsWith('/'))];

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string folder) =>
        [.. List(folder).Where(n => n.EndsWith('/') && n != Itself).Select(n => n[..^1])];

    /// <inheritdoc/>
    public bool Has(string folder) => Get(folder, Itself, isLarge: false) is not null;

    /// <inheritdoc/>
    public void Create(string folder)
    {
        if (folder.Length == 0)
        {
            CreateRoot();
            return;
        }
        string above = "";
        foreach (string name in folder.Split('/'))
        {
            string inner = above.Length == 0 ? name : $"{above}/{name}";
            CreateIn(above, name + "/", inner);
            above = inner;
        }
        if (!Has(folder))
            throw Gone("");
    }

    /// <inheritdoc/>
    public void DeleteFolder(string folder)
    {
        (string above, string last) = Split(folder);
        RemoveTree(folder, above, last + "/");
    }

    /// <inheritdoc/>
    public DateTime Now(string folder) => Time();

    private byte[]? Read(string name, bool isLarge)
    {
        (string folder, string last) = Split(name);
        return Get(folder, last, isLarge);
    }

    private DirectoryNotFoundException Gone(string folder) => new($"the folder {Address}/{folder} is gone");

    private static (string Folder, string Name) Split(string name) =>
        name.LastIndexOf('/') is var at and >= 0 ? (name[..at], name[(at + 1)..]) : ("", name);
}
