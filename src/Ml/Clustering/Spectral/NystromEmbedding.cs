using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;
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
    // Smaller eigenvalues of the landmarks' affinities are rounding errors of these.
    private const double Cutoff = 1e-7;

    private const long BlockBytes = 4 << 20;

    private readonly PairAffinity affinity;
    private readonly ArrayExpr landmarks;
    private readonly NDArray root;
    private readonly NDArray sum;
    private readonly SmallMatrix gram;
    private readonly SmallMatrix coefficients;

    private NystromEmbedding(Samples samples, PairAffinity affinity, int components, int wanted, long seed)
    {
        this.affinity = affinity;
        landmarks = Whole(Landmarks.Find(samples, affinity, components, seed));
        using NDArray own = Computation.Compute(affinity.Between(landmarks, landmarks, DType.Float64));
        root = SmallMatrix.Take(own.Share()).Orthonormalizer(Cutoff).ToArray();
        ArrayExpr features = Features(samples.Expr);
        if (features.NBytes <= (RunOptions.Default.MemoryLimit ?? MemoryBudget.Free()) / 3)
            features = Computation.Persist([features])[0];
        sum = Computation.Compute(Exprs.Sum(features, [0]));
        SmallMatrix both = SmallMatrix.Take(Computation.Compute(NystromGramOp.Create(features, sum)));
        gram = Half(both, 0).Symmetric();
        SmallMatrix shares = Half(both, 1),
            product = SmallMatrix.Multiply(gram, gram);
        for (int i = 0; i < product.Values.Length; i++)
            product.Values[i] -= shares.Values[i];
        SmallMatrix basis = gram.Orthonormalizer(1e-10),
            projected = SmallMatrix.Multiply(basis, SmallMatrix.Multiply(product, basis), transposed: true);
        (double[] values, SmallMatrix vectors) = projected.Symmetric().Eigen();
        Values = values[..Math.Min(wanted + 1, values.Length)];
        coefficients = SmallMatrix.Multiply(
            basis,
            vectors.Leading(LeadingEigenvectors.Informative(Values, wanted, samples.Count))
        );
        Vectors = Computation.Persist([NystromVectorsOp.Create(features, sum, coefficients.ToArray(), isFitted: true)])[
            0
        ];
    }

    /// <summary>The number of landmarks.</summary>
    public long Components => landmarks.Shape[0];

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

    /// <summary>Makes the eigenvectors of other samples, by the same extension.</summary>
    public ArrayExpr Extend(ArrayExpr samples)
    {
        SmallMatrix weights = SmallMatrix
            .Multiply(gram, coefficients)
            .Leading(coefficients.Columns, j => 1 / Values[j]);
        return NystromVectorsOp.Create(Features(samples), sum, weights.ToArray(), isFitted: false);
    }

    // In blocks of a few megabytes, of which a task holds several.
    private ArrayExpr Features(ArrayExpr samples)
    {
        long rows = Math.Min(samples.Chunks.Sizes(0)[0], Math.Max(64, BlockBytes / (Components * sizeof(double))));
        ArrayExpr blocks = RechunkExpr.Create(samples, ChunkGrid.Regular(samples.Shape, [rows, samples.Shape[1]]));
        return MultiplyOp.Create(affinity.Between(blocks, landmarks, DType.Float64), root);
    }

    private static MemoryExpr Whole(NDArray array) => new(array, ChunkGrid.Single(array.Shape));

    private static SmallMatrix Half(SmallMatrix both, int half)
    {
        var matrix = new SmallMatrix(both.Columns, both.Columns);
        Array.Copy(both.Values, half * matrix.Values.Length, matrix.Values, 0, matrix.Values.Length);
        return matrix;
    }
}
