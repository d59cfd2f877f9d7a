using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>A result is memory of its own, also where it is the one block that a task made.</summary>
public class ResultMemoryTests
{
    public static TheoryData<string, Func<ChunkedArray, ChunkedArray>> Expressions =>
        new()
        {
            { "the array", x => x },
            { "a copy", x => x.Copy() },
            { "a reshape", x => x.Reshape((2, 3)) },
            { "a function that returns its block", x => x.MapBlocks(b => b) },
            { "an operation", x => x + 1.0 },
        };

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Writing_to_a_result_changes_nothing_else(string name, Func<ChunkedArray, ChunkedArray> of)
    {
        Assert.NotEmpty(name);
        ChunkedArray x = FromArray(NDArray.From(new double[] { 1, 2, 3, 4, 5, 6 })).Persist();
        ChunkedArray expression = of(x).Persist();
        NDArray[] results = Computation.Compute([
            expression.Expression,
            expression.Expression,
            of(x).Expression,
            of(x).Expression,
        ]);
        double[][] before = [.. results.Select(r => r.ToArray<double>())];
        results[0].Span<double>()[0] = -1;
        results[2].Span<double>()[1] = -1;
        Assert.Equal(before[1], results[1].ToArray<double>());
        Assert.Equal(before[3], results[3].ToArray<double>());
        Assert.Equal(before[1], expression.Compute().ToArray<double>());
        Assert.Equal([1, 2, 3, 4, 5, 6], x.Compute().ToArray<double>());
    }

    [Fact]
    public void An_array_without_elements_has_a_result() => Assert.Equal(0, (Zeros((0, 3)) + 1.0).Compute().Size);
}
