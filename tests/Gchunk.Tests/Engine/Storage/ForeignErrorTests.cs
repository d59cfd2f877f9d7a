using Gchunk.Engine;
using Gchunk.Engine.Storage;
using Xunit;

namespace Gchunk.Tests.Engine.Storage;

public class ForeignErrorTests
{
    public static TheoryData<Exception> Foreign() =>
        [
            new OverflowException("arithmetic"),
            new FormatException("format"),
            new ArgumentOutOfRangeException("count"),
            new InvalidCastException("cast"),
            new KeyNotFoundException("key"),
        ];

    [Theory]
    [MemberData(nameof(Foreign), DisableDiscoveryEnumeration = true)]
    public void An_exception_of_the_runtime_becomes_an_error_that_names_the_file(Exception e)
    {
        GchunkException error = Assert.Throws<GchunkException>(() => ForeignError.Guard<int>("a.nc", () => throw e));
        Assert.Same(e, error.InnerException);
        Assert.StartsWith(
            "a.nc is damaged, or has a form that gchunk does not know: ",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith($"({e.GetType().Name})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_memory_is_said()
    {
        Assert.Equal(
            "a.nc cannot be read: it needs more memory than there is",
            Assert
                .Throws<GchunkException>(() =>
                    ForeignError.Guard<int>("a.nc", () => throw new InsufficientMemoryException())
                )
                .Message
        );
    }

    [Fact]
    public void Errors_for_users_and_cancellations_pass()
    {
        var known = new GchunkException("x");
        Assert.Same(known, Assert.Throws<GchunkException>(() => ForeignError.Guard<int>("a.nc", () => throw known)));
        Assert.Throws<OperationCanceledException>(() =>
            ForeignError.Guard<int>("a.nc", () => throw new OperationCanceledException())
        );
    }
}
