using System.Collections;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Gchunk.Repl.Display;
using Xunit;

namespace Gchunk.Tests.Engine;

/// <summary>Exceptions of user code whose members throw, or never return.</summary>
[Collection("whole process")]
public sealed class HostileExceptionTests
{
    [Fact]
    public void What_a_message_throws_is_said_instead_of_it()
    {
        Assert.Equal("plain", ExceptionText.MessageOf(new FormatException("plain")));
        Assert.Equal("FormatException: plain", ExceptionText.Of(new FormatException("plain")));
        Assert.Equal(
            "ThrowingException: its Message cannot be read: it throws InsufficientMemoryException",
            ExceptionText.Of(new ThrowingException())
        );
        Assert.Equal(
            "its StackTrace cannot be read: it throws FormatException",
            ExceptionText.TraceOf(new ThrowingException())
        );
        Assert.Equal(
            "EndlessException: its Message cannot be read: it does not return",
            ExceptionText.Of(new EndlessException())
        );
        Assert.Equal("computed 3", ExceptionText.MessageOf(new ComputedException { Number = 3 }));
        Assert.Equal("HidingException: hidden", ExceptionText.Of(new HidingException()));
        Assert.Equal((1 << 16) + 1, ExceptionText.MessageOf(new FormatException(new string('x', 1 << 20))).Length);
        // The messages of these contain those of what they hold.
        Assert.Contains("it throws", ExceptionText.Of(new AggregateException(new ThrowingException())));
        Assert.Contains("it throws", ExceptionText.Of(new ArgumentOutOfRangeException("x", new Unspeakable(), "bad")));
    }

    [Fact]
    public void They_come_back_from_a_worker()
    {
        Exception[] all =
        [
            new ThrowingException(),
            new EndlessException(),
            new HidingException(),
            new AggregateException(new ThrowingException()),
        ];
        foreach (Exception exception in all)
        {
            Exception back = SerializedException.Deserialize(
                SerializedException.Serialize(exception),
                CodeSession.Local
            );
            Assert.Equal(ExceptionText.Of(exception), ExceptionText.Of(back));
        }
        var large = new FormatException(new string('x', 4 << 20));
        Assert.InRange(SerializedException.Serialize(large).Length, 1, 1 << 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_fail_the_call_or_the_run_and_nothing_else(bool processes)
    {
        using var client = new Client(1, threadsPerWorker: 1, memoryLimit: "1GB", processes: processes);
        Future<int> call = client.Submit<int>(() => throw new ThrowingException());
        Assert.Contains(
            "ThrowingException: its Message cannot be read: it throws InsufficientMemoryException",
            Assert.Throws<UserFunctionException>(() => call.Result()).Message
        );
        Assert.Contains(
            "ThrowingException: its Message cannot be read",
            Assert
                .Throws<UserFunctionException>(() =>
                    Prelude.Ones((4, 4), chunks: (2, 2)).MapBlocks(_ => throw new ThrowingException()).Compute()
                )
                .Message
        );
        Assert.Contains(
            "does not return",
            Assert
                .Throws<UserFunctionException>(() => client.Submit<int>(() => throw new EndlessException()).Result())
                .Message
        );
        Assert.Equal(16, Prelude.Ones((4, 4), chunks: (2, 2)).Sum().Compute().GetDouble());
    }

    [Fact]
    public void A_sink_that_throws_one_fails_the_run()
    {
        Gchunk.Engine.Expressions.ArrayExpr expression = Prelude.Ones((4, 4)).Expression;
        Assert.Contains(
            "block 0: its Message cannot be read",
            Assert
                .Throws<GchunkException>(() =>
                    new ThreadsExecutor(2).Run(Computation.Plan([expression]), [new ThrowingSink()], 1L << 30, default)
                )
                .Message
        );
    }

    [Fact]
    public void The_prompt_prints_them() =>
        Assert.Equal(
            "ThrowingException: its Message cannot be read: it throws InsufficientMemoryException",
            ErrorReport.OfException(new ThrowingException(), static (_, _) => null)
        );

    [Fact]
    public void An_observer_of_runs_that_throws_is_told_nothing_more()
    {
        var told = new List<string>();
        Action<string> before = Notice.Sink;
        Notice.Sink = told.Add;
        try
        {
            using var client = new Client(1, threadsPerWorker: 1, memoryLimit: "1GB");
            using (RunEvents.Subscribe(new ThrowingObserver()))
                Assert.Equal(16, Prelude.Ones((4, 4), chunks: (2, 2)).Sum().Compute().GetDouble());
        }
        finally
        {
            Notice.Sink = before;
        }
        Assert.Equal(
            "the observer ThrowingObserver of runs threw and is told nothing more: ThrowingException: its Message cannot be read: it throws InsufficientMemoryException",
            Assert.Single(told)
        );
    }

    public sealed class ThrowingException : Exception
    {
        public override string Message => throw new InsufficientMemoryException("not really");

        public override string? StackTrace => throw new FormatException();

        public override IDictionary Data => throw new FormatException();

        public override string? Source
        {
            get => throw new FormatException();
            set => throw new FormatException();
        }

        public override string? HelpLink
        {
            get => throw new FormatException();
            set => throw new FormatException();
        }

        public override string ToString() => throw new FormatException();
    }

    public sealed class EndlessException : Exception
    {
        public override string Message
        {
            get
            {
                Thread.Sleep(Timeout.Infinite);
                return "";
            }
        }
    }

    public sealed class ComputedException : Exception
    {
        public int Number { get; init; }

        public override string Message => "computed " + Number;
    }

    // Not an override, so it is never read.
    public sealed class HidingException() : Exception("hidden")
    {
        public new int Message => throw new FormatException();
    }

    private sealed class Unspeakable
    {
        public override string ToString() => throw new FormatException();
    }

    private sealed class ThrowingObserver : IRunObserver
    {
        public void OnEvent(in RunEvent e) => throw new ThrowingException();
    }

    private sealed class ThrowingSink : IBlockSink
    {
        public void Write(long[] origin, Gchunk.Engine.Arrays.NDArray block) => throw new ThrowingException();
    }
}
