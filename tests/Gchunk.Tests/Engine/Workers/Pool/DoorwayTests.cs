using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Transport;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>Connections to a client by what is not its worker.</summary>
[Collection("whole process")]
public sealed class DoorwayTests : IDisposable
{
    private static readonly byte[] Secret = Hello.NewSecret();

    private readonly List<Socket> opened = [];
    private readonly BlockingCollection<Hello> admitted = [];

    public void Dispose()
    {
        foreach (Socket socket in opened)
            socket.Dispose();
        admitted.Dispose();
    }

    private Doorway Open(int patience = 30_000, int most = 1024) =>
        new(
            Secret,
            (socket, hello) =>
            {
                lock (opened)
                    opened.Add(socket);
                admitted.Add(hello);
            },
            patience,
            most
        );

    private Socket Call(string address)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        lock (opened)
            opened.Add(socket);
        socket.Connect(Hello.EndPoint(address));
        return socket;
    }

    private static byte[] Greeting(byte[] secret, int ticket = 7)
    {
        var message = new MessageWriter(MessageKind.Hello);
        new Hello(
            Hello.CurrentProtocol,
            Hello.CurrentBuild,
            Hello.CurrentRuntime,
            secret,
            ticket,
            new PeerAddress(1, 3, 1 << 20)
        ).Write(message);
        return message.Finish().ToArray();
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[64]) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    [Fact]
    public void Two_thousand_idle_connections_keep_no_worker_away_and_take_no_threads()
    {
        using var client = new Client(workers: 1, memoryLimit: "1GB");
        int before = Directory.GetDirectories("/proc/self/task").Length;
        for (int i = 0; i < 2000; i++)
            Call(client.Address["unix:@".Length..]);
        client.Scale(2);
        Assert.Equal(42, client.Submit(() => 6 * 7).Result());
        Assert.Equal(2, client.Workers.Count);
        Assert.InRange(Directory.GetDirectories("/proc/self/task").Length, 0, before + 100);
    }

    [Fact]
    public void What_is_not_a_greeting_is_closed_and_workers_still_join()
    {
        using var client = new Client(workers: 1, memoryLimit: "1GB");
        string address = client.Address["unix:@".Length..];
        byte[][] garbage =
        [
            [0, 0, 0, 0, 1],
            [1, 0, 0, 0, 1],
            [255, 255, 255, 127, 1],
            [255, 255, 255, 255, 1],
            [1, 4, 0, 0, 1],
            [10, 0, 0, 0, (byte)MessageKind.Pulse],
            [4, 0, 0, 0, 1, 1, 255, 255],
            Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"),
            .. Enumerable
                .Range(0, 300)
                .Select(seed =>
                {
                    byte[] some = new byte[100];
                    new Random(seed).NextBytes(some);
                    return (byte[])[(byte)(seed % 96 + 2), 0, 0, 0, 1, .. some];
                }),
        ];
        foreach (byte[] bytes in garbage)
        {
            Socket socket = Call(address);
            socket.Send(bytes);
            socket.Shutdown(SocketShutdown.Send);
            Until.True(() => IsClosed(socket), "the end of the connection");
        }
        client.Scale(2);
        Assert.Equal(42, client.Submit(() => 6 * 7).Result());
    }

    [Fact]
    public void A_wrong_secret_is_refused_with_the_reason()
    {
        using Doorway doorway = Open();
        Socket socket = Call(doorway.Address);
        socket.Send(Greeting(Hello.NewSecret()));
        byte[] answer = new byte[1000];
        Assert.Contains("the secret is wrong", Encoding.UTF8.GetString(answer, 0, socket.Receive(answer)));
        Assert.True(IsClosed(socket));
        Assert.Empty(admitted);
    }

    // The secret of a worker's memory, as somebody has it who could read that.
    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public void A_greeting_that_is_sent_again_or_for_a_worker_that_was_not_started_is_refused(int ticket)
    {
        using var pool = new WorkerPool(workers: 1, threadsPerWorker: 1, memoryLimit: 1_000_000_000);
        FieldInfo secret = typeof(WorkerPool).GetField("secret", BindingFlags.NonPublic | BindingFlags.Instance)!;
        Socket socket = Call(pool.Address);
        socket.Send(Greeting((byte[])secret.GetValue(pool)!, ticket));
        byte[] answer = new byte[1000];
        Assert.Contains("did not start this worker", Encoding.UTF8.GetString(answer, 0, socket.Receive(answer)));
        Assert.True(IsClosed(socket));
        Assert.Equal(1, Assert.Single(pool.Workers).Threads);
    }

    [Fact]
    public void A_greeting_that_comes_byte_by_byte_is_taken_and_what_follows_it_is_left()
    {
        using Doorway doorway = Open();
        Socket socket = Call(doorway.Address);
        foreach (byte b in Greeting(Secret))
            socket.Send([b]);
        socket.Send("next"u8);
        Assert.True(admitted.TryTake(out Hello? hello, TimeSpan.FromMinutes(1)));
        Assert.Equal(7, hello.Ticket);
        byte[] next = new byte[10];
        Assert.Equal(4, opened[^1].Receive(next));
    }

    [Fact]
    public void A_caller_that_does_not_finish_its_greeting_in_time_is_closed()
    {
        using Doorway doorway = Open(patience: 100);
        Socket silent = Call(doorway.Address),
            slow = Call(doorway.Address);
        slow.Send(Greeting(Secret).AsSpan(0, 20));
        Assert.True(IsClosed(silent));
        Assert.True(IsClosed(slow));
        Assert.Empty(admitted);
        Assert.Equal(0, doorway.Waiting);
    }

    [Fact]
    public void If_too_many_wait_the_oldest_is_closed()
    {
        using Doorway doorway = Open(most: 10);
        Socket[] waiting = [.. Enumerable.Range(0, 12).Select(_ => Call(doorway.Address))];
        Assert.True(IsClosed(waiting[0]));
        Assert.True(IsClosed(waiting[1]));
        waiting[2].Send(Greeting(Secret));
        Assert.True(admitted.TryTake(out _, TimeSpan.FromMinutes(1)));
        Until.True(() => doorway.Waiting == 9, "the end of the handshake");
    }

    [Fact]
    public void A_doorway_that_is_closed_closes_those_that_wait()
    {
        Doorway doorway = Open();
        Socket socket = Call(doorway.Address);
        Until.True(() => doorway.Waiting == 1, "the connection");
        doorway.Dispose();
        Assert.True(IsClosed(socket));
    }

    [Fact]
    public void Another_user_is_not_heard()
    {
        Assert.SkipUnless(FileOwner.CurrentUser == 0, "only root can play another user");
        using Doorway doorway = Open();
        // Reads to the end, although nothing was sent.
        string program =
            "use Socket; socket(my $s, PF_UNIX, SOCK_STREAM, 0); connect($s, pack('S a*', AF_UNIX, \"\\0\" . $ARGV[0])) or die $!; "
            + "print defined(sysread($s, my $b, 1)) ? 'closed' : 'reset'";
        ProgramEnd end = new ExternalProgram("setpriv", "a test", "apt-get install util-linux").RunToEnd(
            ["--reuid", "65534", "--regid", "65534", "--clear-groups", "perl", "-e", program, doorway.Address],
            "/",
            default
        );
        Assert.Equal((0, "closed", ""), (end.ExitCode, end.Output, end.Errors));
        Assert.True(Doorway.IsOfSameUser(Call(doorway.Address)));
    }
}
