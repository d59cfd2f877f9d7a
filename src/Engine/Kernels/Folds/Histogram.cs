using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>
/// The counts of a histogram: a reduction over all axes with a counter for each bin. The counts do not depend on any
/// order.
/// </summary>
/// <remarks>Elements are compared as float64. NaN and values outside the edges are not counted.</remarks>
internal unsafe class Histogram : ReductionOp
{
    // Up to this many bins, several copies of the counters are kept, which fit the cache together.
    private const int FewBins = 1000;

    private readonly BinEdges bins;
    private readonly NDArray edges;

    /// <summary>Creates the operation for edges, which are float64 in ascending order.</summary>
    public Histogram(NDArray edges)
        : this("histogram", "The number of elements in each bin.", edges) { }

    protected Histogram(string name, string summary, NDArray edges)
        : base(name, summary, Copies(edges) * ((int)edges.Size + 1)) =>
        (this.edges, bins) = (edges, new BinEdges(edges));

    public override bool GivesVector => true;

    public override int Results => bins.Count;

    public override IReadOnlyList<NDArray> Parameters => [edges];

    private int Slots => bins.Count + 2;

    public override DType OperandType(DType input) => DType.Float64;

    public override DType ResultType(DType input) => DType.Int64;

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells) =>
        new Span<ulong>(state, Components).Clear();

    public override void FoldRun(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    ) => bins.Tally((double*)values, length, state, Components / Slots);

    public override void FoldEach(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    ) => throw new InvalidOperationException($"{Name} reduces all axes");

    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        for (int i = 0; i < Components; i++)
            earlier[i] += later[i];
    }

    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result)
    {
        for (int copy = Components / Slots - 1; copy > 0; copy--)
        {
            for (int i = 0; i < Slots; i++)
                state[i] += state[copy * Slots + i];
        }

        CheckOutside((long)state[0], (long)state[Slots - 1]);
        new Span<ulong>(state + 1, bins.Count).CopyTo(new Span<ulong>(result, bins.Count));
    }

    /// <summary>Receives the number of elements below the first edge (or NaN) and above the last.</summary>
    protected virtual void CheckOutside(long below, long above) { }

    private static int Copies(NDArray edges) => edges.Size <= FewBins ? 4 : 1;
}

/// <summary>The counts of each non-negative integer: a histogram that allows no value outside its edges.</summary>
internal sealed class Bincount(NDArray edges)
    : Histogram("bincount", "The number of times each non-negative integer occurs.", edges)
{
    protected override void CheckOutside(long below, long above)
    {
        if (below > 0)
            throw new GchunkException($"Bincount counts integers from 0; {below} elements are negative");
        if (above > 0)
        {
            throw new GchunkException(
                $"Bincount was given room for {Results} numbers, 0 to {Results - 1}; {above} elements are greater; give a larger length"
            );
        }
    }
}
