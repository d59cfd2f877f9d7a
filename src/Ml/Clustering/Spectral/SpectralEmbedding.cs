using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Affinities;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>
/// The leading eigenvectors of D⁻½ K D⁻½, divided by D½, where K holds the affinities (0 on the diagonal) and D their
/// row sums: exact, or by the Nyström extension.
/// </summary>
/// <param name="Vectors">Samples × (at most) the number of eigenvectors wanted.</param>
/// <param name="Values">The eigenvalues in descending order, and the next one if there is one.</param>
/// <param name="Method">How they were found.</param>
/// <param name="Extension">Makes the eigenvectors of other samples; null if that is not possible.</param>
internal sealed record SpectralEmbedding(
    ArrayExpr Vectors,
    double[] Values,
    string Method,
    SpectralExtension? Extension = null
)
{
    // Blocks of affinities have at most so many rows and columns.
    private const long MostRows = 2048;

    // A pass over all pairs of 50,000 samples of 365 features: some ten seconds.
    private const double MostWork = 1.1e12;

    // What an affinity costs besides the products of its features.
    private const double WorkOfPair = 50;

    // Where the affinities to all others are less in sum, float32 may have lost some.
    private const double LeastDegree = 1e-25;

    /// <summary>Computes the embedding.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="affinity">The affinity of two samples.</param>
    /// <param name="method">"exact", "nystrom", or "auto" to decide by the number of samples.</param>
    /// <param name="components">The number of landmarks.</param>
    /// <param name="wanted">The number of eigenvectors.</param>
    /// <param name="seed">The seed of the search and of the landmarks.</param>
    public static SpectralEmbedding Make(
        Samples samples,
        PairAffinity affinity,
        string method,
        int components,
        int wanted,
        long seed
    )
    {
        double work = (double)samples.Count * samples.Count * (samples.Features + WorkOfPair);
        bool isExact = method == "exact" || (method == "auto" && work <= MostWork);
        return isExact
            ? Exact(samples, affinity, wanted, seed)
            : Approximate(samples, affinity, components, wanted, seed);
    }

    /// <summary>Writes the embedding.</summary>
    public void Write(ModelState state)
    {
        state
            .Set("found", Method)
            .Set("eigenvalues", NDArray.From(Values))
            .Set("embedding", Computation.Compute(Vectors));
        Extension?.Write(state);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="state">The state of the clustering.</param>
    /// <param name="affinity">The affinity of the clustering.</param>
    /// <param name="features">The number of features of a sample.</param>
    public static SpectralEmbedding Read(ModelState state, Affinity affinity, long features)
    {
        NDArray found = state.Array("embedding", DType.Float64, 2);
        double[] values = state.Array("eigenvalues", DType.Float64, 1).ToArray<double>();
        if (values.Length == 0 || found.Shape[1] > values.Length)
            throw new GchunkException($"it has {found.Shape[1]} eigenvectors, but {values.Length} eigenvalues");
        var vectors = new MemoryExpr(found, ChunkGrid.Single(found.Shape));
        return new SpectralEmbedding(
            vectors,
            values,
            state.Text("found"),
            SpectralExtension.Read(state, affinity, features, vectors, values)
        );
    }

    private static SpectralEmbedding Exact(Samples samples, PairAffinity affinity, int wanted, long seed)
    {
        ArrayExpr rows = RechunkExpr.Create(samples.Expr, Blocks(samples));
        foreach (DType dtype in affinity.IsNarrow ? [DType.Float32, DType.Float64] : (DType[])[DType.Float64])
        {
            ArrayExpr affinities = affinity.Among(rows, dtype);
            // The blocks do not depend on the limit, so neither do the bits.
            bool isHeld = affinities.NBytes <= (RunOptions.Default.MemoryLimit ?? MemoryBudget.Free()) / 3;
            if (isHeld)
                affinities = Computation.Persist([affinities])[0];
            LeadingEigenvectors found = LeadingEigenvectors.Find(new DenseAffinities(affinities), wanted, seed);
            if (dtype == DType.Float32 && Computation.Compute(Exprs.Min(found.Degrees)).GetDouble() < LeastDegree)
                continue;
            ArrayExpr vectors = Rounded(found.Vectors);
            return new SpectralEmbedding(
                vectors,
                found.Values,
                isHeld ? "exact, held" : "exact, by tiles",
                new SampleExtension(affinity, rows, vectors, found.Values)
            );
        }
        throw new InvalidOperationException("float64 is always enough");
    }

    private static SpectralEmbedding Approximate(
        Samples samples,
        PairAffinity affinity,
        int components,
        int wanted,
        long seed
    )
    {
        NystromEmbedding found = NystromEmbedding.Find(samples, affinity, components, wanted, seed);
        ArrayExpr vectors = Rounded(found.Vectors);
        HeldBlocks.Release(found.Vectors);
        return new SpectralEmbedding(
            vectors,
            found.Values,
            string.Create(CultureInfo.InvariantCulture, $"Nyström, {found.Extension.Features.Count} landmarks"),
            found.Extension
        );
    }

    /// <summary>Computes the embedding of the graph of nearest neighbors.</summary>
    public static SpectralEmbedding OfNeighbors(Samples samples, int neighbors, int wanted, long seed)
    {
        AffinityMeasure measure = KernelAffinity.Rbf(samples, 1).Measure with { Precision = DistancePrecision.Double };
        ArrayExpr rows = RechunkExpr.Create(samples.Expr, Blocks(samples));
        SparseGraph graph = NeighborGraph.Of(rows, measure, neighbors);
        LeadingEigenvectors found = LeadingEigenvectors.Find(graph, wanted, seed);
        ArrayExpr vectors = Rounded(found.Vectors);
        return new SpectralEmbedding(
            vectors,
            found.Values,
            "exact, sparse graph",
            new NeighborExtension(measure, neighbors, rows, vectors, found.Values)
        );
    }

    /// <summary>Computes the embedding of the graph of samples that touch.</summary>
    public static SpectralEmbedding OfConnected(
        Samples samples,
        AffinityMeasure measure,
        List<(int A, int B)> pairs,
        int wanted,
        long seed
    )
    {
        // In runs of neighbours at the same offset, so that samples are read in runs too.
        (int A, int B)[] ordered =
        [
            .. pairs
                .Where(pair => pair.A != pair.B)
                .Select(pair => (A: Math.Min(pair.A, pair.B), B: Math.Max(pair.A, pair.B)))
                .OrderBy(pair => pair.B - pair.A)
                .ThenBy(pair => pair.A),
        ];
        double[] values = [];
        if (ordered.Length > 0)
        {
            using NDArray found = Computation.Compute(
                PairAffinitiesOp.Create(
                    samples,
                    [.. ordered.Select(pair => (long)pair.A)],
                    [.. ordered.Select(pair => (long)pair.B)],
                    measure with
                    {
                        Precision = DistancePrecision.Double,
                    }
                )
            );
            values = found.ToArray<double>();
        }
        SparseGraph graph = SparseGraph.OfPairs(checked((int)samples.Count), ordered, values);
        LeadingEigenvectors vectors = LeadingEigenvectors.Find(graph, wanted, seed);
        return new SpectralEmbedding(Rounded(vectors.Vectors), vectors.Values, "exact, graph of connected samples");
    }

    // Rounding errors must not tell apart samples that are equal: the last bits, which are not exact, are cleared.
    private static ArrayExpr Rounded(ArrayExpr vectors)
    {
        const int Bits = 30;
        using NDArray most = Computation.Compute(Exprs.Max(Exprs.Abs(vectors), [0]));
        double[] steps = most.ToArray<double>();
        for (int i = 0; i < steps.Length; i++)
            steps[i] = steps[i] > 0 ? Math.ScaleB(1, Math.Clamp(Math.ILogB(steps[i]) - Bits, -1000, 1000)) : 1;
        var step = new MemoryExpr(NDArray.From(steps), ChunkGrid.Single(new Shape(steps.Length)));
        return Computation.Persist([Exprs.Multiply(Exprs.Rint(Exprs.Divide(vectors, step)), step)])[0];
    }

    private static ChunkGrid Blocks(Samples samples)
    {
        long rows = Math.Min(MostRows, samples.BlockRows);
        return ChunkGrid.Regular(samples.Expr.Shape, [rows, samples.Features]);
    }
}
