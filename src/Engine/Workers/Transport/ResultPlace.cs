namespace Gchunk.Engine.Workers.Transport;

/// <summary>Where a result is.</summary>
internal enum ResultPlace : byte
{
    /// <summary>Nowhere; or, in a message to a worker, in the memory of that worker.</summary>
    None,

    /// <summary>In the client, as bytes. Small results travel in messages, and no worker's death loses them.</summary>
    Inline = 2,

    /// <summary>In the shared memory of a worker.</summary>
    Memory = 3,

    /// <summary>In the spill file of a worker.</summary>
    File = 4,
}
