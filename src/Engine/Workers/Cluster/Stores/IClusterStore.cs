namespace Gchunk.Engine.Workers.Cluster.Stores;

/// <summary>
/// What the members of a cluster share: contents by their names, in folders, such as <c>runs/mean/state/000000000001</c>.
/// It is a folder that all machines see, or a database.
/// </summary>
/// <remarks>
/// While the store is away, members throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, and
/// those that write whole contents <see cref="GchunkException"/>.
/// </remarks>
internal interface IClusterStore
{
    /// <summary>Where it is, for messages. It has no secrets.</summary>
    string Address { get; }

    /// <summary>The most bytes of a content.</summary>
    int MostBytes => Array.MaxLength;

    /// <summary>Returns a content, or null if there is none of that name.</summary>
    byte[]? Read(string name);

    /// <summary>As <see cref="Read"/>, for a content that may be so large that it takes long.</summary>
    byte[]? ReadBlock(string name) => Read(name);

    /// <summary>Writes a content, at once or not at all; the one before is replaced.</summary>
    /// <param name="name">The name. Its folder was created.</param>
    /// <param name="content">The content.</param>
    /// <param name="flush">False if it may be lost when a machine crashes.</param>
    void Write(string name, ReadOnlySpan<byte> content, bool flush = true);

    /// <summary>As <see cref="Write"/>, for one of many contents of a folder.</summary>
    void WriteBlock(string name, ReadOnlySpan<byte> content) => Write(name, content);

    /// <summary>Adds a content. Of several who add one of the same name at once, exactly one succeeds.</summary>
    /// <returns>False if there is one of that name.</returns>
    bool TryAdd(string name, ReadOnlySpan<byte> content);

    /// <summary>Appends text to a log. A store may keep only the last lines, of about 64 kB.</summary>
    void Append(string name, string text);

    /// <summary>Deletes a content, if there is one.</summary>
    void Delete(string name);

    /// <summary>Returns the names of the contents of a folder, without the folder; none if there is no folder.</summary>
    IReadOnlyList<string> Names(string folder);

    /// <summary>Returns the names of the folders in a folder.</summary>
    IReadOnlyList<string> Folders(string folder);

    /// <summary>True if a folder was created and not deleted.</summary>
    bool Has(string folder);

    /// <summary>Creates a folder, and those that it is in.</summary>
    /// <param name="folder">
    /// The folder. The one that all are in is the empty text, which the first of all creates: if it is gone, a folder
    /// in it cannot be created.
    /// </param>
    void Create(string folder);

    /// <summary>
    /// Deletes a folder with all that is in it. Nobody sees a part of it, and what others write to it later is refused.
    /// </summary>
    void DeleteFolder(string folder);

    /// <summary>Returns when the contents of a folder changed last, or null if that is not known.</summary>
    DateTime? Changed(string folder) => null;

    /// <summary>Returns the time by the clock of the store; it may be written to a folder for that.</summary>
    DateTime Now(string folder);
}
