namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>An identifier of libhdf5 that is given back at the end of its scope.</summary>
internal readonly unsafe ref struct Hdf5Handle
{
    private readonly delegate*<long, int> close;

    /// <summary>Takes over an identifier that a call returned.</summary>
    /// <exception cref="GchunkException">The call failed.</exception>
    public Hdf5Handle(long id, delegate*<long, int> close, string what)
    {
        if (id < 0) throw new GchunkException(what);
        Id = id;
        this.close = close;
    }

    public long Id { get; }

    public void Dispose() => _ = close(Id);
}
