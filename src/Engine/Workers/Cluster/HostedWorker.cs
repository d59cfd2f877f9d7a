using System.Net.Sockets;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// A worker process of this node that works for a client elsewhere. The node passes on the messages between the two as
/// they are.
/// </summary>
internal sealed class HostedWorker(NodeServer node, TlsConnection client, ulong pool, int ticket, long memoryLimit)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<(Socket Socket, Hello Hello)?> connected = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the worker and passes on its messages until it or its client ends.</summary>
    public void Run()
    {
        client.WaitForEver();
        var up = new WorkerLink(client.Socket, client.Stream, "gchunk node");
        byte[] secret = Hello.NewSecret();
        WorkerProcess process;
        using (var doorway = new Doorway(secret, (socket, hello) => connected.TrySetResult((socket, hello))))
        {
            try
            {
                process = WorkerProcess.Start(
                    doorway.Address,
                    secret,
                    ticket,
                    SharedArena.LengthFor(memoryLimit, node.Cores)
                );
            }
            catch (Exception e)
            {
                Tell(up, $"a worker process could not be started: {e.Message}", Blame.None);
                return;
            }
            process.OnEnd(() =>
            {
                connected.TrySetResult(null);
                ended.TrySetResult();
            });
            try
            {
                if (connected.Task.Wait(StartTime) && connected.Task.Result is var (socket, hello))
                    PassOn(up, socket, hello, process);
            }
            // It has ended already, or its memory cannot be mapped.
            catch (GchunkException e)
            {
                process.Reason ??= e.Message;
            }
        }
        process.Kill();
        ended.Task.Wait();
        process.WaitForOutput();
        Tell(up, process.Ending(), process.WasKilledFromOutside ? Blame.Kill : Blame.Task);
        process.Dispose();
    }

    private void PassOn(WorkerLink up, Socket socket, Hello hello, WorkerProcess process)
    {
        using PeerMemory memory = Map(socket, hello.Memory);
        var down = new WorkerLink(socket, "gchunk node");
        using IDisposable entry = node.Add(pool, ticket, memory);
        var where = new MessageWriter(MessageKind.Cluster);
        where.WriteText(node.Folder.Path);
        down.Send(where);
        var greeting = new MessageWriter(MessageKind.Hello);
        // The secret is between the node and its worker.
        (hello with { Secret = [] }).Write(greeting);
        up.Send(greeting);
        new Thread(() =>
        {
            Follow(up, down);
            // The client is gone, or wants the worker to end at once.
            if (ended.Task.IsCompleted)
                return;
            process.Reason ??= "its client ended it";
            process.Kill();
        })
        {
            IsBackground = true,
            Name = "gchunk node",
        }.Start();
        Follow(down, up);
        // A worker that ends its connection ends.
        ended.Task.Wait(5000);
    }

    private static PeerMemory Map(Socket socket, PeerAddress address)
    {
        try
        {
            return new PeerMemory(address);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Follow(WorkerLink from, WorkerLink to) =>
        from.Read(
            (MessageKind kind, ref ByteReader message) =>
            {
                var copy = new MessageWriter(kind);
                copy.WriteBytes(message.ReadBytes(message.Left));
                to.Send(copy);
            }
        );

    private static void Tell(WorkerLink up, string how, Blame blame)
    {
        var message = new MessageWriter(MessageKind.WorkerEnded);
        message.WriteByte((byte)blame);
        message.WriteText(how);
        up.Send(message);
        up.End();
    }
}
