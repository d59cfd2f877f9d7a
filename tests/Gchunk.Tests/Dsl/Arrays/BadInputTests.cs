using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>Mistakes with arrays, each with the words that its message must contain.</summary>
public class BadInputTests
{
    private static ChunkedArray X => Prelude.Ones((3, 4), chunks: (2, 2));

    public static TheoryData<string, Action, string[]> Mistakes =>
        new()
        {
            {
                "shapes that do not broadcast",
                () => _ = X + Prelude.Ones((3, 5)),
                ["(3, 4)", "(3, 5)", "do not broadcast"]
            },
            { "axis out of range", () => X.Sum(axis: 2), ["axis 2", "2 dimensions", "-2 to 1"] },
            { "axis named twice", () => X.Sum(axis: (0, -2)), ["given twice"] },
            { "index out of bounds", () => _ = X[3], ["index 3", "axis 0", "length 3"] },
            { "index from the end out of bounds", () => _ = X[^4], ["^4", "axis 0", "length 3"] },
            { "too many indices", () => _ = X[0, 0, 0], ["3 indices", "2 dimensions"] },
            { "a slice that is none", () => _ = X["one:two"], ["'one:two'", "is not a slice"] },
            { "a step of zero", () => _ = X["::0"], ["step cannot be 0"] },
            { "chunks of another rank", () => X.Rechunk((1, 2, 2)), ["3 axes", "2", "(3, 4)"] },
            { "a chunk of no length", () => Prelude.Ones((3, 4), chunks: (0, 4)), ["must be positive", "axis 0"] },
            {
                "a shape that does not fit",
                () => X.Reshape((5, 2)),
                ["(3, 4)", "12 elements", "(5, 2)", "10 elements"]
            },
            { "an order that leaves an axis out", () => X.Transpose(0, 0), ["each axis once"] },
            { "the least of nothing", () => Prelude.Ones((0, 4)).Min(axis: 0), ["min of an empty array", "axis 0"] },
            { "a number that the dtype cannot hold", () => _ = X.AsType(DType.Int8) + 300, ["300", "int8", "AsType"] },
            {
                "a fraction where whole numbers are",
                () => Prelude.Full((2, 2), 0.5, dtype: DType.Int32),
                ["0.5", "int32"]
            },
            {
                "concatenating unequal shapes",
                () => Prelude.Concatenate([X, Prelude.Ones((3, 5))]),
                ["(3, 4)", "(3, 5)", "axis 0"]
            },
            {
                "an array where one number is asked for",
                () => _ = (double)X.Compute(),
                ["(3, 4)", "not a scalar", "GetDouble(0, 0)"]
            },
            { "an unknown operation", () => ChunkedArray.Elementwise("cosinus", X), ["cosinus", "did you mean 'cos'"] },
            { "a memory limit that is none", () => Prelude.Configure(memoryLimit: "lots"), ["'lots'", "2GB"] },
            { "no threads", () => Prelude.Configure(threads: 0), ["at least one thread"] },
            {
                "values that do not fill the shape",
                () => NDArray.From(new[] { 1.0, 2 }, (2, 2)),
                ["2 values", "(2, 2)", "4"]
            },
            { "the wrong element type", () => NDArray.From(new[] { 1.0, 2 }).Span<float>(), ["float64", "float32"] },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_what_was_expected(string mistake, Action make, string[] words)
    {
        var error = Assert.Throws<GchunkException>(make);
        foreach (string word in words)
        {
            Assert.True(
                error.Message.Contains(word, StringComparison.Ordinal),
                $"{mistake}: \"{error.Message}\" does not say \"{word}\""
            );
        }
    }
}
