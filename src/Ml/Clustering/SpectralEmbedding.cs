using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// The leading eigenvectors of D⁻½ K D⁻½, divided by D½, where K holds the affinities (0 on the diagonal) and D their
/// row sums: exact, or by the Nyström extension.
/// </summary>
/// <param name="Vectors">Samples × (at most) the number of eigenvectors wanted.</param>
/// <param name="Values">The eigenvalues in descending order, and the next one if there is one.</param>
/// <param name="Method">How they were found.</param>
internal sealed record SpectralEmbedding(ArrayExpr Vectors, double[] Values, string Method)
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
    public void Write(ModelState state) =>
        state
            .Set("found", Method)
            .Set("eigenvalues", NDArray.From(Values))
            .Set("embedding", Computation.Compute(Vectors));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static SpectralEmbedding Read(ModelState state)
    {
        NDArray vectors = state.Array("embedding", DType.Float64, 2);
        double[] values = state.Array("eigenvalues", DType.Float64, 1).ToArray<double>();
        return new SpectralEmbedding(
            new MemoryExpr(vectors, ChunkGrid.Single(vectors.Shape)),
            values,
            state.Text("found")
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
            return new SpectralEmbedding(
                Rounded(found.Vectors),
                found.Values,
                isHeld ? "exact, held" : "exact, by tiles"
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
        return new SpectralEmbedding(
            Rounded(found.Vectors),
            found.Values,
            string.Create(CultureInfo.InvariantCulture, $"Nyström, {found.Components} landmarks")
        );
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
