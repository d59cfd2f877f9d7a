namespace Gchunk.Engine.Workers.Transport;

/// <summary>
/// The kinds of messages between a client and its workers; see docs/protocol.md. A number never changes its meaning.
/// </summary>
internal enum MessageKind : byte
{
    /// <summary>Worker: its identity, versions and secret.</summary>
    Hello = 1,

    /// <summary>Client: the worker is accepted.</summary>
    Welcome = 2,

    /// <summary>Client: the worker is refused.</summary>
    Refused = 3,

    /// <summary>Client: the address of another worker's memory.</summary>
    Peer = 4,

    /// <summary>Client: another worker is gone.</summary>
    PeerGone = 5,

    /// <summary>Client: the image of an assembly with user code.</summary>
    Code = 6,

    /// <summary>Client: expressions; their tasks will follow.</summary>
    OpenGraph = 7,

    /// <summary>Client: a function; its calls will follow.</summary>
    OpenFunction = 8,

    /// <summary>Client: a graph is no longer needed; its tasks end and its results are freed.</summary>
    CloseGraph = 9,

    /// <summary>Worker: no task of a closed graph is running any more.</summary>
    GraphClosed = 10,

    /// <summary>Client: tasks to run.</summary>
    Tasks = 11,

    /// <summary>Worker: a task is done.</summary>
    Done = 12,

    /// <summary>Worker: a task failed.</summary>
    Failed = 13,

    /// <summary>Client: results to free.</summary>
    Free = 14,

    /// <summary>Client: results to write to disk.</summary>
    Spill = 15,

    /// <summary>Worker: a result is on disk.</summary>
    Spilled = 16,

    /// <summary>Client: tasks to give back unless they have been started.</summary>
    Revoke = 17,

    /// <summary>Worker: the tasks that it gives back.</summary>
    Revoked = 18,

    /// <summary>Client: a task to cancel.</summary>
    CancelTask = 19,

    /// <summary>Worker: it is alive, and uses this much memory.</summary>
    Pulse = 20,

    /// <summary>Client: the worker must exit.</summary>
    Stop = 21,

    /// <summary>Worker: calls that a call submits.</summary>
    Submit = 22,

    /// <summary>Client: such a call is done, has failed or was cancelled.</summary>
    Ended = 23,

    /// <summary>Worker: it wants to read a result.</summary>
    Fetch = 24,

    /// <summary>Client: where the result is; it stays there until it was read.</summary>
    Fetched = 25,

    /// <summary>Worker: it has read a result.</summary>
    Read = 26,

    /// <summary>Worker: it no longer needs a future.</summary>
    Release = 27,

    /// <summary>Worker: calls to cancel that it submitted.</summary>
    CancelFutures = 28,

    /// <summary>Worker: a call to run again that it submitted and that failed.</summary>
    Retry = 29,

    /// <summary>Worker: so many of its calls wait, and take none of its slots.</summary>
    Waiting = 30,

    /// <summary>Worker: a request to the coordinator.</summary>
    Ask = 31,

    /// <summary>Client: the answer.</summary>
    Answer = 32,

    /// <summary>Client: the files of the libraries that the code of the session may load by name.</summary>
    Libraries = 33,

    /// <summary>Client or worker, to a node: what a connection is for.</summary>
    Connect = 34,

    /// <summary>Node: the connection is accepted.</summary>
    Connected = 35,

    /// <summary>Node, to its worker: the folder of the cluster.</summary>
    Cluster = 36,

    /// <summary>Client: a worker of another node, whose blocks are pulled from there.</summary>
    RemotePeer = 37,

    /// <summary>Node: its worker has ended.</summary>
    WorkerEnded = 38,

    /// <summary>Client or worker, to a node: a block that it wants.</summary>
    Pull = 39,

    /// <summary>Node: the bytes of the block follow.</summary>
    Block = 40,

    /// <summary>Node: the nodes that are alive.</summary>
    Nodes = 41,

    /// <summary>Client: results of a worker that ends, to copy and to hold.</summary>
    TakeOver = 42,

    /// <summary>Worker: it holds such a result, or could not copy it.</summary>
    TakenOver = 43,
}
