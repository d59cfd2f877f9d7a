using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Affinities;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>
/// Finds the leading eigenvectors q of D⁻½ K D⁻½, where K holds affinities and D their row sums, and returns D⁻½ q.
/// </summary>
/// <remarks>
/// Block Lanczos with full orthogonalization and thick restarts (Golub and Van Loan 2013, "Matrix computations",
/// section 10.3.6; Wu and Simon 2000, "Thick-restart Lanczos method for large symmetric eigenvalue problems"). A block
/// of vectors finds eigenvalues that are multiple: that of each connected part is 1. Each pass multiplies K with one
/// block: the residuals of the best vectors so far. On a sparse graph, whose leading eigenvalues may all be near 1,
/// passes are then products with a polynomial that spreads them.
/// </remarks>
internal sealed class LeadingEigenvectors
{
    // Vectors in a block beyond those that are wanted: the more, the fewer passes.
    private const int Spare = 4;
    private const int MostPasses = 100;

    // After so many passes that did not suffice, a graph whose products are cheap is filtered.
    private const int PassesOfFilter = 20;
    private const int MostFilteredPasses = 400;
    private const int MostBlocks = 8;

    // The eigenvectors are then as exact as float32 affinities are.
    private const double Tolerance = 1e-6;
    private const double Asymmetry = 1e-5;

    // The basis and its image take at most this, or three blocks each.
    private const long BasisBytes = 512L << 20;

    private readonly AffinityGraph graph;
    private readonly int wanted;
    private readonly int block;
    private readonly ArrayExpr roots;

    // Orthonormal vectors, and their products with the normalized affinities.
    private ArrayExpr basis;
    private ArrayExpr images;
    private SmallMatrix projected;

    // The images are products with a polynomial of the affinities from when it is there.
    private SpectrumFilter? filter;

    private LeadingEigenvectors(AffinityGraph graph, int wanted, long seed)
    {
        (this.graph, this.wanted) = (graph, wanted);
        block = (int)Math.Min(wanted + Spare, graph.Count);
        ArrayExpr trial = Computation.Persist([TrialOp.Create(graph.Rows(block), seed)])[0];
        ArrayExpr product = Computation.Persist([graph.Times(trial)])[0];
        (Degrees, roots) = Normalize(Column(product));
        // The first vector of the trial is constant, so its product holds the degrees.
        ArrayExpr vectors = Exprs.Multiply(trial, roots),
            vectorImages = Exprs.Divide(product, roots);
        SmallMatrix[] grams = Grams((vectors, vectors), (vectors, vectorImages));
        CheckSymmetric(grams[1]);
        NDArray orthonormal = grams[0].Orthonormalizer(1e-13).ToArray();
        ArrayExpr[] kept = Computation.Persist([
            MultiplyOp.Create(vectors, orthonormal),
            MultiplyOp.Create(vectorImages, orthonormal),
        ]);
        (basis, images) = (kept[0], kept[1]);
        HeldBlocks.Release(trial);
        HeldBlocks.Release(product);
        projected = Grams((basis, images))[0].Symmetric();
    }

    /// <summary>The sums of the affinities of each sample, samples × 1; 1 where they are all 0.</summary>
    public ArrayExpr Degrees { get; }

    /// <summary>The number of products with the affinities.</summary>
    public int Passes { get; private set; } = 1;

    /// <summary>The leading eigenvalues in descending order: those wanted, and one more if there is one.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>The eigenvectors, divided by the square roots of the degrees: samples × wanted.</summary>
    public ArrayExpr Vectors { get; private set; } = null!;

    /// <summary>Finds eigenvectors.</summary>
    /// <param name="graph">The affinities.</param>
    /// <param name="wanted">The number of eigenvectors, at most the number of samples.</param>
    /// <param name="seed">The seed of the vectors with which the search begins.</param>
    /// <exception cref="GchunkException">The affinities are not symmetric.</exception>
    public static LeadingEigenvectors Find(AffinityGraph graph, int wanted, long seed)
    {
        var search = new LeadingEigenvectors(graph, wanted, seed);
        while (!search.Step()) { }
        HeldBlocks.Release(search.basis);
        HeldBlocks.Release(search.images);
        return search;
    }

    /// <summary>
    /// Returns how many eigenvectors tell clusters apart. Those of eigenvalues that are not positive tell samples apart
    /// that are equal, or have less affinity than chance: only if each sample is to be a cluster are they of use.
    /// </summary>
    public static int Informative(double[] values, int wanted, long samples)
    {
        if (wanted >= samples)
            return Math.Min(wanted, values.Length);
        int count = 0;
        while (count < Math.Min(wanted, values.Length) && values[count] > 1e-9)
            count++;
        return Math.Max(1, count);
    }

    // Takes the best vectors of the basis; returns true if they are exact, and extends the basis otherwise.
    private bool Step()
    {
        (double[] values, SmallMatrix vectors) = projected.Eigen();
        SmallMatrix best = vectors.Leading(block);
        ArrayExpr residuals = Computation.Persist([
            MultiplyOp.Create(images, best.ToArray(), basis, best.Leading(block, j => -values[j]).ToArray()),
        ])[0];
        SmallMatrix[] grams = Grams((residuals, residuals), (basis, residuals));
        int next = Math.Min(wanted + 1, best.Columns);
        bool settled = true;
        for (int v = 0; v < next; v++)
            settled &= Math.Sqrt(Math.Max(0, grams[0][v, v])) <= (v < wanted ? Tolerance : Math.Sqrt(Tolerance));
        int most = graph.CanFilter ? MostFilteredPasses : MostPasses;
        if (!settled && Passes < most && graph.CanFilter && Passes % PassesOfFilter == 0 && next == wanted + 1)
        {
            HeldBlocks.Release(residuals);
            Filter(values, vectors);
            return false;
        }
        if (settled || Passes >= most)
        {
            HeldBlocks.Release(residuals);
        }
        else if (Orthogonal(residuals, grams[1]) is { } added)
        {
            Extend(values, vectors, added);
            return false;
        }

        if (filter is not null)
            (values, vectors) = Unfiltered(vectors.Leading(next));
        Values = values[..next];
        int kept = Informative(Values, wanted, graph.Count);
        Vectors = Computation.Persist([Exprs.Divide(MultiplyOp.Create(basis, vectors.Leading(kept).ToArray()), roots)])[
            0
        ];
        return true;
    }

    // The eigenvalues that are found so far are at most the true ones, so none that is wanted is damped.
    private void Filter(double[] values, SmallMatrix vectors)
    {
        double cut = values[wanted];
        filter = SpectrumFilter.Above(filter?.Eigenvalue(cut) ?? cut);
        NDArray kept = vectors.Leading(Math.Min(2 * block, projected.Columns)).ToArray();
        HeldBlocks.Release(images);
        Replace(ref basis, MultiplyOp.Create(basis, kept));
        images = Computation.Persist([graph.Filtered(basis, filter)])[0];
        Passes++;
        projected = Grams((basis, images))[0].Symmetric();
    }

    // The eigenvalues of the affinities themselves, and the combinations of the basis that have them.
    private (double[] Values, SmallMatrix Vectors) Unfiltered(SmallMatrix best)
    {
        ArrayExpr found = Computation.Persist([MultiplyOp.Create(basis, best.ToArray())])[0];
        (double[] values, SmallMatrix vectors) = Grams((found, Image(found)))[0].Symmetric().Eigen();
        return (values, SmallMatrix.Multiply(best, vectors));
    }

    private ArrayExpr Image(ArrayExpr vectors) => Exprs.Divide(graph.Times(Exprs.Divide(vectors, roots)), roots);

    // Makes vectors orthogonal to the basis and to each other, in their place; null if nothing is left of them.
    private ArrayExpr? Orthogonal(ArrayExpr vectors, SmallMatrix overlaps)
    {
        const double LeastSquare = 1e-24;
        for (int round = 0; ; round++)
        {
            var one = new SmallMatrix(overlaps.Columns, overlaps.Columns);
            for (int i = 0; i < one.Columns; i++)
                one[i, i] = 1;
            Replace(
                ref vectors,
                MultiplyOp.Create(vectors, one.ToArray(), basis, overlaps.Leading(overlaps.Columns, _ => -1).ToArray())
            );
            SmallMatrix orthonormal = Grams((vectors, vectors))[0].Orthonormalizer(1e-12, LeastSquare);
            if (orthonormal.Columns == 0)
            {
                HeldBlocks.Release(vectors);
                return null;
            }
            Replace(ref vectors, MultiplyOp.Create(vectors, orthonormal.ToArray()));
            if (round == 1)
                return vectors;
            overlaps = Grams((basis, vectors))[0];
        }
    }

    private void Extend(double[] values, SmallMatrix vectors, ArrayExpr added)
    {
        long column = graph.Count * sizeof(double);
        int most = (int)Math.Clamp(BasisBytes / (2 * column * block), 3, MostBlocks) * block;
        if (projected.Columns + added.Shape[1] > most)
            Restart(values, vectors, Math.Min(2 * block, projected.Columns));
        ArrayExpr image = Computation.Persist([filter is null ? Image(added) : graph.Filtered(added, filter)])[0];
        Passes++;
        SmallMatrix[] grams = Grams((basis, image), (added, image));
        int old = projected.Columns,
            extra = grams[1].Columns;
        var larger = new SmallMatrix(old + extra, old + extra);
        for (int i = 0; i < old + extra; i++)
        {
            for (int j = 0; j < old + extra; j++)
            {
                larger[i, j] = (i < old, j < old) switch
                {
                    (true, true) => projected[i, j],
                    (true, false) => grams[0][i, j - old],
                    (false, true) => grams[0][j, i - old],
                    _ => (grams[1][i - old, j - old] + grams[1][j - old, i - old]) / 2,
                };
            }
        }
        projected = larger;
        Replace(ref basis, Beside(basis, added));
        HeldBlocks.Release(added);
        Replace(ref images, Beside(images, image));
        HeldBlocks.Release(image);
    }

    // Computes vectors that others take the place of, one array after the other, and frees the old ones at once: they
    // may take hundreds of megabytes.
    private static void Replace(ref ArrayExpr old, ArrayExpr lazy)
    {
        ArrayExpr computed = Computation.Persist([lazy])[0];
        HeldBlocks.Release(old);
        old = computed;
    }

    private void Restart(double[] values, SmallMatrix vectors, int count)
    {
        NDArray kept = vectors.Leading(count).ToArray();
        Replace(ref basis, MultiplyOp.Create(basis, kept));
        Replace(ref images, MultiplyOp.Create(images, kept));
        projected = new SmallMatrix(count, count);
        for (int i = 0; i < count; i++)
            projected[i, i] = values[i];
    }

    private ArrayExpr Beside(ArrayExpr a, ArrayExpr b) =>
        RechunkExpr.Create(ConcatenateExpr.Create([a, b], 1), graph.Rows(a.Shape[1] + b.Shape[1]));

    private static ArrayExpr Column(ArrayExpr product) =>
        SliceExpr.Create(product, [new AxisSlice(0, product.Shape[0], 1), new AxisSlice(0, 1, 1)]);

    // A sample without affinity to any other has degree 1, as in SciPy's Laplacian.
    private static (ArrayExpr Degrees, ArrayExpr Roots) Normalize(ArrayExpr sums)
    {
        ArrayExpr degrees = Exprs.Where(Exprs.Greater(sums, FullExpr.Weak(0.0)), sums, FullExpr.Weak(1.0));
        ArrayExpr[] kept = Computation.Persist([degrees, Exprs.Sqrt(degrees)]);
        return (kept[0], kept[1]);
    }

    private static void CheckSymmetric(SmallMatrix products)
    {
        double apart = 0,
            size = 0;
        for (int i = 0; i < products.Rows; i++)
        {
            for (int j = 0; j < i; j++)
            {
                apart = Math.Max(apart, Math.Abs(products[i, j] - products[j, i]));
                size = Math.Max(size, Math.Abs(products[i, j]));
            }
            size = Math.Max(size, Math.Abs(products[i, i]));
        }
        if (!(apart <= Asymmetry * size))
        {
            throw new GchunkException(
                "the affinities are not symmetric, or not finite: the affinity of a sample to another must equal that of the other to it; take the mean of the matrix and its transpose, (a + a.Transpose()) / 2"
            );
        }
    }

    private static SmallMatrix[] Grams(params (ArrayExpr A, ArrayExpr B)[] products) =>
        Array.ConvertAll(Computation.Compute([.. products.Select(p => GramOp.Create(p.A, p.B))]), SmallMatrix.Take);
}
