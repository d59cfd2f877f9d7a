namespace Gchunk.Engine.Workers.Transport;

/// <summary>Where the messages to a worker go.</summary>
internal interface IMessageChannel : IDisposable
{
    /// <summary>Queues a message to be sent. It is dropped if the connection has ended.</summary>
    void Send(MessageWriter message);
}
