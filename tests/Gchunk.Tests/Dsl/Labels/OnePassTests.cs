using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>Group-by and resample read their input once, and hold only the groups of a block.</summary>
public class OnePassTests
{
    private static (DataArray Array, CountingArray Source) Daily()
    {
        var source = new CountingArray((400, 6, 4), [10, 6, 4]);
        return (
            new DataArray(
                new StoredExpr(source, ChunkGrid.Regular(source.Shape, [10, 6, 4])),
                ["time", "lat", "lon"]
            ).AssignCoords("time", DateRange("2001-01-01", periods: 400)),
            source
        );
    }

    [Theory]
    [InlineData("month")]
    [InlineData("dayofyear")]
    [InlineData("weeks")]
    [InlineData("anomaly")]
    public void Every_element_is_read_once(string what)
    {
        (DataArray array, CountingArray source) = Daily();
        DataArray result = what switch
        {
            "weeks" => array.Resample("time", "1W").Std(),
            "anomaly" => array.GroupBy("time.month") - array.GroupBy("time.month").Mean().Load(),
            _ => array.GroupBy("time." + what).Std(),
        };
        using NDArray values = result.Compute();
        // Loading the climatology was a separate pass.
        Assert.Equal(400 * 6 * 4 * (what == "anomaly" ? 2 : 1), source.Elements);
    }

    [Fact]
    public void No_block_of_states_has_more_rows_than_there_are_groups()
    {
        (DataArray array, _) = Daily();
        var states = new List<ArrayExpr>();
        Collect(array.GroupBy("time.month").Std().Expression, states);
        Assert.NotEmpty(states);
        Assert.All(states, s => Assert.InRange(s.Chunks.MaxBlock[0], 1, 12 * 3));
        // The states of a chunk have rows only for its own groups: at most two months.
        Assert.Contains(states, s => s.Name == "dsl.group-fold" && s.Chunks.MaxBlock[0] == 2 * 3);
    }

    [Fact]
    public void A_block_of_one_group_is_folded_where_it_is_read()
    {
        (DataArray array, _) = Daily();
        DataArray result = array.Isel("time", ..350).Resample("time", "10D").Mean();
        var states = new List<ArrayExpr>();
        Collect(result.Expression, states);
        Assert.Empty(states);
    }

    private static void Collect(ArrayExpr expr, List<ArrayExpr> states)
    {
        if (expr.Name.StartsWith("dsl.group-", StringComparison.Ordinal))
            states.Add(expr);
        foreach (ArrayExpr input in expr.Inputs)
            Collect(input, states);
    }

    private sealed class CountingArray(Shape shape, long[] chunk) : IStoredArray
    {
        private long elements;

        public long Elements => Interlocked.Read(ref elements);

        public StoredArrayAddress Address { get; } = new("test", "counted", "x");

        public string Version => "1";

        public Shape Shape => shape;

        public DType DType => DType.Float64;

        public long[]? StoredChunk => chunk;

        public unsafe void Read(in Region region, byte* destination, CancellationToken cancellation)
        {
            long count = region.Shape.Size;
            Interlocked.Add(ref elements, count);
            for (long i = 0; i < count; i++)
                ((double*)destination)[i] = i % 13;
        }

        public long ScratchBytes(in Region region) => 0;
    }
}
