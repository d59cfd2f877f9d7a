using System.Text;

namespace Gchunk.Engine.Workers.Cluster.Stores;

/// <summary>
/// A store in a database that keeps contents by a folder and a name. Folders are contents too, of their own names in the
/// folder above and in themselves, so that one that was created is there before anything is in it.
/// </summary>
internal abstract class KeyedStore : IClusterStore
{
    // A name of a content has no slash.
    private const string Itself = "/";

    // The last bytes of a log, which is written again with each line.
    private const int MostLog = 1 << 16;

    /// <inheritdoc/>
    public abstract string Address { get; }

    /// <summary>Returns a content, or null.</summary>
    protected abstract byte[]? Get(string folder, string name);

    /// <summary>Writes a content.</summary>
    protected abstract void Set(string folder, string name, ReadOnlySpan<byte> content);

    /// <summary>Writes a content if there is none.</summary>
    protected abstract bool Add(string folder, string name, ReadOnlySpan<byte> content);

    /// <summary>Deletes a content.</summary>
    protected abstract void Remove(string folder, string name);

    /// <summary>Deletes all contents of a folder.</summary>
    protected abstract void Clear(string folder);

    /// <summary>Returns the names in a folder.</summary>
    protected abstract IEnumerable<string> List(string folder);

    /// <summary>Returns the time of the database.</summary>
    protected abstract DateTime Time();

    /// <summary>The error for a database that cannot be reached or refuses.</summary>
    protected IOException Away(Exception error) => new($"the store {Address} does not answer: {error.Message}", error);

    /// <inheritdoc/>
    public byte[]? Read(string name)
    {
        (string folder, string last) = Split(name);
        return Get(folder, last);
    }

    /// <inheritdoc/>
    public void Write(string name, ReadOnlySpan<byte> content, bool flush = true)
    {
        (string folder, string last) = Split(name);
        try
        {
            Set(folder, last, content);
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
        return Add(folder, last, content);
    }

    /// <inheritdoc/>
    public void Append(string name, string text)
    {
        (string folder, string last) = Split(name);
        byte[] whole = [.. Get(folder, last) ?? [], .. Encoding.UTF8.GetBytes(text)];
        Set(folder, last, whole.AsSpan(Math.Max(0, whole.Length - MostLog)));
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
    public bool Has(string folder) => Get(folder, Itself) is not null;

    /// <inheritdoc/>
    public void Create(string folder)
    {
        while (folder.Length > 0)
        {
            Set(folder, Itself, "1"u8);
            (string above, string last) = Split(folder);
            Set(above, last + "/", "1"u8);
            folder = above;
        }
    }

    /// <inheritdoc/>
    public void DeleteFolder(string folder)
    {
        // From above, so that nobody finds it.
        if (folder.Length > 0)
        {
            (string above, string last) = Split(folder);
            Remove(above, last + "/");
        }
        var open = new Stack<string>();
        open.Push(folder);
        while (open.TryPop(out string? each))
        {
            foreach (string inner in Folders(each))
                open.Push(each.Length == 0 ? inner : $"{each}/{inner}");
            Clear(each);
        }
    }

    /// <inheritdoc/>
    public DateTime Now(string folder) => Time();

    private static (string Folder, string Name) Split(string name) =>
        name.LastIndexOf('/') is var at and >= 0 ? (name[..at], name[(at + 1)..]) : ("", name);
}
