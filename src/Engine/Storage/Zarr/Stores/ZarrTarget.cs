namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// The target of a writer: a new store that becomes visible as a whole, or an existing store that changes key by key.
/// </summary>
internal abstract class ZarrTarget : IDisposable
{
    /// <summary>The target, for messages.</summary>
    public abstract string Location { get; }

    /// <summary>Writes a key; called from many threads at once.</summary>
    public abstract void Write(string key, ReadOnlySpan<byte> value);

    /// <summary>Removes a key if it exists.</summary>
    public abstract void Delete(string key);

    /// <summary>Makes all keys visible.</summary>
    public abstract void Commit();

    /// <summary>Discards keys that are not visible yet.</summary>
    public abstract void Dispose();
}

/// <summary>An existing store, which others may read: each key is visible at once.</summary>
internal sealed class OpenTarget(IZarrStore store) : ZarrTarget
{
    public override string Location => store.Location;

    public override void Write(string key, ReadOnlySpan<byte> value) => store.Write(key, value);

    public override void Delete(string key) => store.Delete(key);

    public override void Commit() { }

    public override void Dispose() { }
}
