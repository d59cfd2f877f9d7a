using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Affinities;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>
/// The leading eigenvectors of D⁻½ K D⁻½, divided by D½, where the affinities K are approximated by those to some
/// landmarks.
/// </summary>
/// <remarks>
/// The Nyström extension: Williams and Seeger (2001, "Using the Nyström method to speed up kernel machines"), Fowlkes et
/// al. (2004, "Spectral grouping using the Nyström method", section 3). With features F = C L^(-½), where C
/// holds the affinities to the landmarks and L theirs to each other, K is F Fᵀ less its diagonal. The eigenvectors are
/// D⁻¹ F c, with the coefficients c of a problem as small as the landmarks are many (Rayleigh-Ritz).
/// </remarks>
internal sealed class NystromEmbedding
{
    private readonly PairAffinity affinity;
    private readonly ArrayExpr degrees;

    private NystromEmbedding(Samples samples, PairAffinity affinity, int components, int wanted, long seed)
    {
        this.affinity = affinity;
        NDArray landmarks = Landmarks.Find(samples, affinity, components, seed);
        NystromFeatures form = NystromFeatures.Of(affinity, landmarks);
        ArrayExpr features = form.Of(samples.Expr);
        if (features.NBytes <= (RunOptions.Default.MemoryLimit ?? MemoryBudget.Free()) / 3)
            features = Computation.Persist([features])[0];
        NDArray sum = Computation.Compute(Exprs.Sum(CastExpr.Create(features, DType.Float64), [0]));
        degrees = NystromDegreesOp.Create(features, sum, isFitted: true);
        // In one pass, since features that are not held are computed in each.
        ArrayExpr[] kept = Computation.Persist([degrees, NystromGramOp.Create(features, degrees)]);
        degrees = kept[0];
        using NDArray gram = Computation.Compute(kept[1]);
        HeldBlocks.Release(kept[1]);
        (double[] own, NDArray found) = SmallMatrix.Eigen(gram);
        using NDArray vectors = found;
        int rank = own.TakeWhile(value => value > 0 && value > 1e-10 * own[0]).Count();
        (Values, SmallMatrix coefficients) =
            Ritz(features, own[..rank], vectors, Math.Min(rank, LeadingOf(wanted)), wanted, samples.Count)
            ?? Ritz(features, own[..rank], vectors, rank, wanted, samples.Count)!.Value;
        Vectors = Computation.Persist([NystromVectorsOp.Create(features, degrees, Cast(coefficients))])[0];
        HeldBlocks.Release(features);
        HeldBlocks.Release(degrees);
        SmallMatrix weights = SmallMatrix
            .Multiply(gram, coefficients)
            .Leading(coefficients.Columns, j => 1 / Values[j]);
        Extension = new LandmarkExtension(form, sum, Cast(weights));
    }

    /// <summary>Makes the eigenvectors of other samples.</summary>
    public LandmarkExtension Extension { get; }

    /// <summary>The leading eigenvalues in descending order: those wanted, and one more if there is one.</summary>
    public double[] Values { get; }

    /// <summary>The eigenvectors, samples × (at most) those wanted.</summary>
    public ArrayExpr Vectors { get; }

    /// <summary>Computes the embedding.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="affinity">The affinity of two samples.</param>
    /// <param name="components">The number of landmarks.</param>
    /// <param name="wanted">The number of eigenvectors.</param>
    /// <param name="seed">The seed of the landmarks.</param>
    public static NystromEmbedding Find(
        Samples samples,
        PairAffinity affinity,
        int components,
        int wanted,
        long seed
    ) => new(samples, affinity, components, wanted, seed);

    private static int LeadingOf(int wanted) => 4 * (wanted + 2);

    // The leading eigenvectors within the space of some of those that F Fᵀ has with its diagonal: D⁻½ F basis. Null if
    // the diagonal, which is then taken away, mixes them with others that were left out.
    private (double[] Values, SmallMatrix Coefficients)? Ritz(
        ArrayExpr features,
        double[] own,
        NDArray vectors,
        int count,
        int wanted,
        long samples
    )
    {
        const double Mixing = 0.1;
        SmallMatrix basis = SmallMatrix.Leading(vectors, count, j => 1 / Math.Sqrt(own[j])),
            shares = SmallMatrix.Take(Computation.Compute(NystromGramOp.OfShares(features, degrees, Cast(basis)))),
            first = shares.Part(0, count, 0, count),
            second = shares.Part(count, count, 0, count),
            projected = new SmallMatrix(count, count);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
                projected[i, j] = (i == j ? own[i] : 0) - first[i, j];
        }
        (double[] values, SmallMatrix found) = projected.Symmetric().Eigen();
        double[] leading = values[..Math.Min(wanted + 1, count)];
        bool isPart = count < own.Length;
        // The residual of an eigenvector is what the diagonal takes out of the space.
        SmallMatrix best = found.Leading(Math.Min(wanted, count)),
            within = SmallMatrix.Multiply(first, best),
            whole = SmallMatrix.Multiply(best, SmallMatrix.Multiply(second, best), transposed: true);
        for (int v = 0; isPart && v < best.Columns; v++)
        {
            double residual = whole[v, v];
            for (int i = 0; i < count; i++)
                residual -= within[i, v] * within[i, v];
            if (!(Math.Sqrt(Math.Max(residual, 0)) <= Mixing * (leading[^1] - own[count])))
                return null;
        }
        int kept = LeadingEigenvectors.Informative(leading, wanted, samples);
        return (leading, SmallMatrix.Multiply(basis, found.Leading(kept)));
    }

    private NDArray Cast(SmallMatrix matrix)
    {
        using NDArray wide = matrix.ToArray();
        return wide.AsType(affinity.Precision);
    }
}
