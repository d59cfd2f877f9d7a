using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Dsl.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Computing;

/// <summary>Computations compared with the results of NumPy and SciPy that make_compute_values.py wrote.</summary>
public class ComputeTests
{
    public static TheoryData<string> Names => [.. ComputeCases.ExpectedNames];

    [Fact]
    public void Every_case_of_NumPy_is_run() =>
        Assert.Equal(ComputeCases.ExpectedNames.Order(), ComputeCases.Names.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_agrees_with_NumPy_however_it_is_chunked(string name)
    {
        NDArray[] expected = ComputeCases.Expected(name);
        foreach (int longest in new[] { 0, 4, 1 })
        {
            NDArray[] actual = Compute(ComputeCases.Run(name, longest));
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].Shape, actual[i].Shape);
                Assert.Equal(expected[i].DType, actual[i].DType);
                NumericsTests.AssertClose(expected[i], actual[i]);
            }
        }
    }

    public static TheoryData<string, Func<object>, string[]> Mistakes =>
        new()
        {
            { "no conditions", () => Select([], []), ["one condition", "0 conditions"] },
            { "a choice too few", () => Select([Ones(3) > 0, Ones(3) > 1], [1.0]), ["2 conditions and 1 choices"] },
            { "condition of numbers", () => Select([Ones(3)], [1.0]), ["condition 0", "float64", "x > 0"] },
            { "piecewise functions", () => Piecewise(Ones(3), [Ones(3) > 0]), ["1 conditions and 0 functions"] },
            { "choose by floats", () => Choose(Ones(3), [1.0]), ["float64", "AsType"] },
            { "choose mode", () => Choose(Arange(3), [1.0], "clp"), ["'clp'", "clip"] },
            { "choose out of range", () => Choose(Arange(3), [1.0, 2.0]).Compute(), ["number 2", "2 choices"] },
            { "coarsen of a rest", () => Ones(7).Coarsen("mean", [(0, 2)]), ["length 7", "trimExcess: true"] },
            { "coarsen by too much", () => Ones(7).Coarsen("mean", [(0, 8)]), ["from 1 to 7", "8"] },
            { "coarsen of an axis twice", () => Ones(8).Coarsen("mean", [(0, 2), (-1, 2)]), ["axis -1 twice"] },
            { "trace of a vector", () => Trace(Ones(3)), ["(3,)"] },
            { "negative moment", () => Ones(3).Moment(-1), ["-1"] },
            { "weights of another length", () => Cov(Ones((2, 3)), aweights: Ones(2)), ["3 observations", "(2,)"] },
            { "counts of floats", () => Cov(Ones((2, 3)), fweights: Ones(3)), ["float64", "aweights"] },
            { "signature", () => ApplyGufunc("i->j", b => b, Ones(3)), ["'i->j'", "(i,j),(j)->(i)"] },
            {
                "signature of another length",
                () => ApplyGufunc("(i),(i)->()", (a, b) => a, Ones(3), Ones(4)),
                ["'i'", "length 3", "has 4"]
            },
            { "result axis without length", () => ApplyGufunc("(i)->(k)", b => b, Ones(3)), ["'k'", "sizes:"] },
            { "letters", () => Blockwise(b => b[0], "i", [(Ones((3, 3)), "i")]), ["\"i\"", "(3, 3)"] },
            { "depths", () => Ones((3, 3)).MapOverlap(b => b, [(1, 1)]), ["1 depths", "(3, 3)"] },
            { "boundary", () => Ones(3).MapOverlap(b => b, [(1, 1)], ["periodical"]), ["'periodical'", "periodic"] },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_explained(string what, Func<object> mistake, string[] named)
    {
        var error = Assert.Throws<GchunkException>(mistake);
        Assert.All(
            named,
            text => Assert.True(error.Message.Contains(text, StringComparison.Ordinal), $"{what}: {error.Message}")
        );
    }
}
