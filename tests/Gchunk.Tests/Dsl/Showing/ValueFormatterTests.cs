using Gchunk.Dsl;
using Gchunk.Dsl.Showing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Printing;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Showing;

/// <summary>How values are shown, by the prompt and by Print alike.</summary>
// The width of lines is a setting of the whole process.
[Collection("whole process")]
public class ValueFormatterTests
{
    public static TheoryData<object, string> Values =>
        new()
        {
            { Ones(3).Sum().Compute(), "3.0" },
            { (Ones(3).Sum() / 8).Compute(), "0.375" },
            { Full(1, 1e20).Sum().Compute(), "1E+20" },
            { Full(1, double.NaN).Sum().Compute(), "NaN" },
            { NDArray.Scalar(1 / 7f), "0.14285715" },
            { NDArray.Scalar(2f), "2.0" },
            { NDArray.Scalar((Half)0.5), "0.5" },
            { NDArray.Scalar(7L), "7" },
            { NDArray.Scalar(true), "true" },
            { Linspace(-1, 1, 5).Compute(), "(5,) float64\n[-1  , -0.5,  0  ,  0.5,  1  ]" },
            {
                FromArray([1.5, double.NaN, -12.25, double.PositiveInfinity]).Compute(),
                "(4,) float64\n[    1.5 ,      NaN,   -12.25, Infinity]"
            },
            { FromArray([1e-7, 1, 20]).Compute(), "(3,) float64\n[ 1E-07,  1    , 20    ]" },
            { Arange(3).Compute(), "(3,) int64\n[0, 1, 2]" },
            { Arange(4).Compute() > 2, "(4,) bool\n[false, false, false,  true]" },
            { Zeros((0, 3)).Compute(), "(0, 3) float64\n[]" },
            {
                new DataArray(Arange(4).Reshape((2, 2)), ["a", "b"]).Persist(),
                "DataArray (a: 2, b: 2) int64, 32 B in 1 block\n[[0, 1],\n [2, 3]]\nDimensions without coordinates: a, b"
            },
            {
                new DataArray(Arange(3).Rechunk(2), ["a"], name: "n").Persist(),
                "DataArray 'n' (a: 3) int64, 24 B in 2 blocks of (2,)\n[0, 1, 2]\nDimensions without coordinates: a"
            },
            {
                new DataArray(Arange(3), ["a"]),
                "DataArray (a: 3) int64, 24 B in 1 block\nDimensions without coordinates: a"
            },
            { typeof(Delayed<double>), "Delayed<double>" },
            { typeof(Dictionary<string, List<int?>>), "Dictionary<string, List<int?>>" },
            { "two\twords\"", "\"two\\twords\\\"\"" },
            { 'q', "'q'" },
            { new[] { "a", "b" }, "[\"a\", \"b\"]" },
            { (1.5, "x", true), "(1.5, \"x\", true)" },
            { new DateTime(2000, 1, 31), "2000-01-31" },
            {
                new Dictionary<string, int> { ["a"] = 1 },
                "{\"a\": 1}"
            },
            { new object[] { 1, Arange(2).Compute(), 2 }, "[1,\n (2,) int64\n [0, 1],\n 2]" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_shown_alike_by_the_prompt_and_by_Print(object value, string shown)
    {
        Assert.Equal(shown, ValueFormatter.Format(value));
        if (value is not (string or char))
            Assert.Equal(shown, ValueFormatter.Line([value]));
    }

    [Fact]
    public void Print_writes_texts_as_they_are() =>
        Assert.Equal("mean 2.0 null c", ValueFormatter.Line(["mean", Full(1, 2).Mean().Compute(), null, 'c']));

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public void Rows_break_between_numbers_at_the_width(int width)
    {
        LineWidth.Window = () => width;
        try
        {
            foreach (Shape shape in new Shape[] { 1000, (2, 60), (2, 2, 30) })
            {
                NDArray values = (Arange(shape.Size).Reshape(shape) * 0.25).Compute();
                string[] lines = values.ToString().Split('\n')[1..];
                Assert.All(lines, l => Assert.InRange(l.Length, 1, width));
                Assert.True(lines.Length > 1);
                string[] numbers = string.Join(' ', lines)
                    .Split(['[', ']', ',', ' '], StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal(
                    values.ToArray<double>(),
                    numbers.Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))
                );
            }
        }
        finally
        {
            LineWidth.Window = null;
        }
    }

    [Fact]
    public void Pipes_have_a_hundred_columns()
    {
        Assert.Null(LineWidth.Window);
        string[] lines = Arange(500).Compute().ToString().Split('\n');
        Assert.InRange(lines[1].Length, 95, 100);
    }
}
