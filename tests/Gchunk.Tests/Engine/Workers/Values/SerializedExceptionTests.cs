using Gchunk.Engine;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Gchunk.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>Exceptions arrive with their own type, message and stack trace.</summary>
[Collection("whole process")]
public class SerializedExceptionTests
{
    [Fact]
    public void An_exception_keeps_type_message_data_and_what_is_inside()
    {
        var inner = new ArgumentOutOfRangeException("count", 5, "too many");
        var thrown = Thrown(
            new OwnException("own", 7, inner)
            {
                Data = { ["place"] = "here", ["number"] = 3 },
                HelpLink = "https://example.org",
            }
        );
        var back = Assert.IsType<OwnException>(Around(thrown));
        Assert.Equal(
            ("own", 7, "here", 3, "https://example.org"),
            (back.Message, back.Code, back.Data["place"], back.Data["number"], back.HelpLink)
        );
        Assert.Equal(thrown.HResult, back.HResult);
        var inside = Assert.IsType<ArgumentOutOfRangeException>(back.InnerException);
        Assert.Equal((inner.Message, "count", 5), (inside.Message, inside.ParamName, inside.ActualValue));
        Assert.Contains("SerializedExceptionTests.Thrown", back.StackTrace, StringComparison.Ordinal);
        var again = Assert.Throws<OwnException>(new Action(() => throw back));
        Assert.Contains("SerializedExceptionTests.Thrown", again.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void The_framework_s_and_gchunk_s_exceptions_come_back()
    {
        Exception[] all =
        [
            new GchunkException("a"),
            new UserFunctionException("in F(x)", new FormatException("b")),
            new AggregateException(new FormatException("a"), new TimeoutException("b")),
            new TaskCanceledException("c", null, new CancellationTokenSource().Token),
            new OperationCanceledException(new CancellationTokenSource().Token),
            new FileNotFoundException("d", "file"),
            new DivideByZeroException(),
            new KeyNotFoundException("e"),
            new System.ComponentModel.Win32Exception(2),
        ];
        foreach (Exception exception in all)
        {
            Exception back = Around(exception);
            Assert.Equal(
                (exception.GetType(), exception.Message, exception.InnerException?.Message),
                (back.GetType(), back.Message, back.InnerException?.Message)
            );
        }
    }

    [Fact]
    public void An_exception_declared_in_a_script_comes_back_as_the_script_s_with_its_line()
    {
        var host = new ScriptHost([], Path.GetTempPath());
        Evaluation done = host.Evaluate(
            "class Bad(int code) : Exception(\"bad \" + code) { public int Code => code; }\nAction f = () =>\n    throw new Bad(5);\nf",
            "script.csx"
        );
        Assert.True(done.Succeeded);
        var there = (Action)new Journey().Send(done.Value)!;
        Exception thrown = Assert.ThrowsAny<Exception>(there);
        Exception back = SerializedException.Deserialize(SerializedException.Serialize(thrown), CodeSession.Local);
        Assert.NotSame(thrown.GetType(), back.GetType());
        Assert.Equal("bad 5", back.Message);
        Assert.Same(host.Evaluate("typeof(Bad)", "two").Value, back.GetType());
        Assert.Contains("script.csx:line 3", back.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_made_again_comes_as_an_error_that_names_its_type()
    {
        using var stream = new FileStream(
            Path.GetTempFileName(),
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1,
            FileOptions.DeleteOnClose
        );
        var back = Assert.IsType<UserFunctionException>(Around(Thrown(new HoldingException(stream))));
        Assert.Equal("HoldingException: holds a stream", back.Message);
        Assert.Contains("SerializedExceptionTests.Thrown", back.StackTrace, StringComparison.Ordinal);
        Assert.Equal(
            "in F",
            Assert
                .IsType<UserFunctionException>(Around(new UserFunctionException("in F") { Data = { ["x"] = 1 } }))
                .Message
        );
        Assert.IsType<InvalidDataException>(SerializedException.Deserialize([1, 2], CodeSession.Local));
    }

    private static Exception Around(Exception exception) =>
        SerializedException.Deserialize(SerializedException.Serialize(exception), CodeSession.Local);

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception e) when (ReferenceEquals(e, exception))
        {
            return e;
        }
    }

    public sealed class OwnException(string message, int code, Exception inner) : Exception(message, inner)
    {
        public int Code { get; } = code;
    }

    public sealed class HoldingException(Stream stream) : Exception("holds a stream")
    {
        public Stream Stream { get; } = stream;
    }
}
