using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>Samples, labels and weights as rows, which are read block by block.</summary>
/// <remarks>
/// The features are centred as float64 before they are cast to float32, which keeps seven digits of the differences
/// between samples rather than of their distance from 0. The blocks depend on the shape alone. Arrays that take at most
/// a third of the memory limit are computed by the first cursor and kept in this process, because trainers pass over
/// them many times; others are read again in each pass.
/// </remarks>
internal sealed class SampleTable : IRowSource
{
    private const long BlockBytes = 4 << 20;
    private const long LeastRows = 64;

    private readonly SampleCoordinate[] coordinates;
    private readonly long rows;
    private readonly long blockRows;
    private readonly ArrayExpr?[] arrays;
    private readonly Lazy<NDArray?[]?> held;

    private SampleTable(
        SampleInput input,
        SampleFacts facts,
        LabelKind kind,
        SampleCoordinate[] coordinates,
        FoldFilter? fold
    )
    {
        this.coordinates = coordinates;
        rows = input.Rows;
        blockRows = RowsOfBlock(rows, input.Features.Shape[1]);
        ArrayExpr features = CastExpr.Create(input.Features, DType.Float64);
        if (facts.Center is { } center)
            features = Exprs.Subtract(features, new MemoryExpr(center, ChunkGrid.Auto(center.Shape, 8)));
        arrays =
        [
            Divided(CastExpr.Create(features, DType.Float32)),
            Divided(kind == LabelKind.Number ? facts.Labels(input.Labels) : input.Labels),
            Divided(input.Weights),
            Divided(facts.Keep(input, fold)),
        ];
        held = new Lazy<NDArray?[]?>(Held);
        Blocks = (int)((rows + blockRows - 1) / blockRows);
        Count = fold is null ? facts.Count : null;
    }

    /// <summary>Makes a view of samples.</summary>
    /// <param name="input">The samples.</param>
    /// <param name="facts">What is subtracted and left out.</param>
    /// <param name="kind">The type of the label.</param>
    /// <param name="coordinates">The coordinates that are columns.</param>
    /// <param name="fold">The rows to take; null for all.</param>
    public static SampleDataView View(
        SampleInput input,
        SampleFacts facts,
        LabelKind kind,
        SampleCoordinate[] coordinates,
        FoldFilter? fold = null
    ) =>
        new(
            new SampleTable(input, facts, kind, coordinates, fold),
            new ViewLayout(
                (int)input.Features.Shape[1],
                FeatureNames.Of(input.Source, input.FeatureDim),
                kind,
                facts.Classes
            )
            {
                Weighted = input.Weights is not null,
                Coordinates = [.. coordinates.Select(c => (c.Name, c.Type))],
            },
            facts.Center is null
                ? null
                : new DataArray(facts.Center, [input.FeatureDim], input.Source.Coords, "center"),
            kind == LabelKind.Number ? facts.LabelCenter : 0
        );

    public int Blocks { get; }

    public long? Count { get; }

    public RowBlock Read(int block, in RowNeeds needs)
    {
        long first = block * blockRows;
        int count = (int)Math.Min(blockRows, rows - first);
        bool[] wanted = [needs.Features, needs.Label, needs.Weight, true];
        NDArray?[] by = held.Value is { } kept
            ? [.. kept.Select((array, i) => wanted[i] ? array?.Share() : null)]
            : Computed(wanted, first, count);
        return new RowBlock(first, count, held.Value is null ? 0 : first)
        {
            Features = by[0],
            Labels = by[1],
            Weights = by[2],
            Keep = by[3],
            Coordinates = [.. needs.Coordinates.Length == 0 ? [] : Coordinates(needs.Coordinates, first, count)],
        };
    }

    private Array?[] Coordinates(int[] wanted, long first, int count)
    {
        var values = new Array?[coordinates.Length];
        foreach (int c in wanted)
            values[c] = coordinates[c].Rows(first, count);
        return values;
    }

    private static ArrayExpr Rows(ArrayExpr array, long first, long count) =>
        SliceExpr.Create(array, [new AxisSlice(first, count), .. array.Shape.ToArray()[1..].Select(AxisSlice.All)]);

    private ArrayExpr? Divided(ArrayExpr? array) =>
        array is null
            ? null
            : RechunkExpr.Create(array, ChunkGrid.Regular(array.Shape, [blockRows, .. array.Shape.ToArray()[1..]]));

    private NDArray?[]? Held()
    {
        ArrayExpr[] some = [.. arrays.OfType<ArrayExpr>()];
        if (some.Sum(a => a.NBytes) > (RunOptions.Default.MemoryLimit ?? MemoryBudget.Free()) / 3)
            return null;
        var computed = new Queue<NDArray>(Computation.Compute(some));
        return Array.ConvertAll(arrays, a => a is null ? null : computed.Dequeue());
    }

    private NDArray?[] Computed(bool[] wanted, long first, long count)
    {
        int[] chosen = [.. Enumerable.Range(0, wanted.Length).Where(i => wanted[i] && arrays[i] is not null)];
        var by = new NDArray?[wanted.Length];
        if (chosen.Length == 0)
            return by;
        NDArray[] read = Computation.Compute([.. chosen.Select(i => Rows(arrays[i]!, first, count))]);
        for (int i = 0; i < chosen.Length; i++)
            by[chosen[i]] = read[i];
        return by;
    }

    // At least eight blocks if there are enough samples, each of a few megabytes at most.
    private static long RowsOfBlock(long rows, long features) =>
        Math.Max(Math.Min(BlockBytes / Math.Max(1, features * sizeof(float)), (rows + 7) / 8), LeastRows);
}
