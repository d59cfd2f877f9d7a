using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arithmetic;

/// <summary>Comparisons of grouped values with those of their groups, on either side.</summary>
public class GroupComparisonTests
{
    private static readonly DataArray Days = new DataArray(
        NDArray.From([1.0, 5, 2, 4]),
        ["time"],
        name: "t"
    ).AssignCoords("time", DateRange("2000-01-30", periods: 4));

    // The means of January and February are 3 and 3; a day equals none of them.
    public static TheoryData<string, bool[]> Cases =>
        new()
        {
            { ">", [true, false, true, false] },
            { "<", [false, true, false, true] },
            { ">=", [true, false, true, false] },
            { "<=", [false, true, false, true] },
            { "==", [false, false, false, false] },
            { "!=", [true, true, true, true] },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_values_of_groups_are_compared_from_the_left_too(string sign, bool[] expected)
    {
        GroupedArray groups = Days.GroupBy("time.month");
        DataArray means = groups.Mean();
        DataArray found = sign switch
        {
            ">" => means > groups,
            "<" => means < groups,
            ">=" => means >= groups,
            "<=" => means <= groups,
            "==" => means == groups,
            _ => means != groups,
        };
        Assert.Equal(expected, found.Compute().ToArray<bool>());
        var all = new Dataset([Days]);
        GroupedDataset sets = all.GroupBy("time.month");
        Dataset set = sets.Mean();
        Dataset both = sign switch
        {
            ">" => set > sets,
            "<" => set < sets,
            ">=" => set >= sets,
            "<=" => set <= sets,
            "==" => set == sets,
            _ => set != sets,
        };
        Assert.Equal(expected, both["t"].Compute().ToArray<bool>());
    }

    [Fact]
    public void Times_cast_to_floats_are_numbers()
    {
        DataArray numbers = Days["time"].AsType(DType.Float64);
        Assert.Null(numbers.Calendar);
        Assert.Equal(86_400e6, numbers.Diff("time").Isel("time", 0).Scalar());
        Assert.NotNull(Days["time"].AsType(DType.Int64).Calendar);
    }
}
