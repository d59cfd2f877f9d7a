namespace Gchunk.Engine.Workers.Transport;

/// <summary>
/// The kinds of messages between a client and its workers; see docs/protocol.md. A number never changes its meaning: a
/// new meaning takes a new number.
/// </summary>
internal enum MessageKind : byte
{
    /// <summary>Worker: who it is, its version, and the secret it was given.</summary>
    Hello = 1,

    /// <summary>Client: the worker is taken in; its number.</summary>
    Welcome = 2,

    /// <summary>Client: why the worker is not taken in.</summary>
    Refused = 3,

    /// <summary>Client: where another worker's memory is.</summary>
    Peer = 4,

    /// <summary>Client: another worker is gone.</summary>
    PeerGone = 5,

    /// <summary>Client: the image of an assembly with the user's code.</summary>
    Code = 6,

    /// <summary>Client: expressions whose tasks will follow.</summary>
    OpenGraph = 7,

    /// <summary>Client: a function whose calls will follow.</summary>
    OpenFunction = 8,

    /// <summary>Client: nothing more is wanted of a graph; its tasks end and its blocks go.</summary>
    CloseGraph = 9,

    /// <summary>Worker: nothing of a graph runs any more.</summary>
    GraphClosed = 10,

    /// <summary>Client: tasks to run.</summary>
    Tasks = 11,

    /// <summary>Worker: a task is done.</summary>
    Done = 12,

    /// <summary>Worker: a task failed.</summary>
    Failed = 13,

    /// <summary>Client: results that nobody needs any more.</summary>
    Free = 14,

    /// <summary>Client: results that are to go to disk.</summary>
    Spill = 15,

    /// <summary>Worker: a result is on disk.</summary>
    Spilled = 16,

    /// <summary>Client: tasks that are not to be begun any more.</summary>
    Revoke = 17,

    /// <summary>Worker: a task that was not begun and will not be.</summary>
    Revoked = 18,

    /// <summary>Client: a task that is to stop.</summary>
    CancelTask = 19,

    /// <summary>Worker: it lives, and what memory it takes.</summary>
    Pulse = 20,

    /// <summary>Client: the worker is to end.</summary>
    Stop = 21,
}
