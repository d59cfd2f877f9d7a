namespace Gchunk.Engine;

/// <summary>
/// An object that belongs to one process, and that has a counterpart in each: a client, a lock of the client. Another
/// process receives its stand-in.
/// </summary>
public interface IRepresented
{
    /// <summary>What travels in place of the object.</summary>
    IStandIn StandIn { get; }
}

/// <summary>What travels in place of an object that has a counterpart in each process.</summary>
public interface IStandIn
{
    /// <summary>Returns the counterpart in this process.</summary>
    object Counterpart();
}
