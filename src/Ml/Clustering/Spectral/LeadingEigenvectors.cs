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
    private VectorBlocks basis;
    private VectorBlocks images;
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
        (basis, images) = (new VectorBlocks(kept[0]), new VectorBlocks(kept[1]));
        HeldBlocks.Release(trial);
        HeldBlocks.Release(product);
        projected = basis.Products(images).Symmetric();
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
        search.basis.Release();
        search.images.Release();
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
        ArrayExpr residuals = Computation.Persist([images.Times(best, basis, best.Leading(block, j => -values[j]))])[0];
        SmallMatrix squares = Grams((residuals, residuals))[0];
        int next = Math.Min(wanted + 1, best.Columns);
        bool settled = true;
        for (int v = 0; v < next; v++)
            settled &= Math.Sqrt(Math.Max(0, squares[v, v])) <= (v < wanted ? Tolerance : Math.Sqrt(Tolerance));
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
        else if (Orthogonal(residuals) is { } added)
        {
            Extend(values, vectors, added);
            return false;
        }

        if (filter is not null)
            (values, vectors) = Unfiltered(vectors.Leading(next));
        Values = values[..next];
        int kept = Informative(Values, wanted, graph.Count);
        Vectors = Computation.Persist([Exprs.Divide(basis.Times(vectors.Leading(kept)), roots)])[0];
        return true;
    }

    // The eigenvalues that are found so far are at most the true ones, so none that is wanted is damped.
    private void Filter(double[] values, SmallMatrix vectors)
    {
        double cut = values[wanted];
        filter = SpectrumFilter.Above(filter?.Eigenvalue(cut) ?? cut);
        images.Release();
        Replace(ref basis, vectors.Leading(Math.Min(2 * block, projected.Columns)));
        images = basis.Map(vectors => graph.Filtered(vectors, filter));
        Passes++;
        projected = basis.Products(images).Symmetric();
    }

    // The eigenvalues of the affinities themselves, and the combinations of the basis that have them.
    private (double[] Values, SmallMatrix Vectors) Unfiltered(SmallMatrix best)
    {
        ArrayExpr found = Computation.Persist([basis.Times(best)])[0];
        (double[] values, SmallMatrix vectors) = Grams((found, Image(found)))[0].Symmetric().Eigen();
        return (values, SmallMatrix.Multiply(best, vectors));
    }

    private ArrayExpr Image(ArrayExpr vectors) => Exprs.Divide(graph.Times(Exprs.Divide(vectors, roots)), roots);

    // Makes vectors orthogonal to the basis and to each other, in their place; null if nothing is left of them.
    private ArrayExpr? Orthogonal(ArrayExpr vectors)
    {
        const double LeastSquare = 1e-24;
        for (int round = 0; ; round++)
        {
            var own = new VectorBlocks(vectors);
            SmallMatrix overlaps = basis.Products(own),
                one = new SmallMatrix(overlaps.Columns, overlaps.Columns);
            for (int i = 0; i < one.Columns; i++)
                one[i, i] = 1;
            Replace(ref vectors, own.Times(one, basis, overlaps.Leading(overlaps.Columns, _ => -1)));
            SmallMatrix orthonormal = Grams((vectors, vectors))[0].Orthonormalizer(1e-12, LeastSquare);
            if (orthonormal.Columns == 0)
            {
                HeldBlocks.Release(vectors);
                return null;
            }
            Replace(ref vectors, MultiplyOp.Create(vectors, orthonormal.ToArray()));
            if (round == 1)
                return vectors;
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
        var images = new VectorBlocks(image);
        SmallMatrix beside = basis.Products(images),
            own = new VectorBlocks(added).Products(images).Symmetric(),
            larger = new SmallMatrix(projected.Rows + own.Rows, projected.Columns + own.Columns);
        larger.Set(0, 0, projected);
        larger.Set(0, projected.Columns, beside);
        larger.Set(projected.Rows, 0, beside.Transposed());
        larger.Set(projected.Rows, projected.Columns, own);
        projected = larger;
        basis.Add(added);
        this.images.Add(image);
    }

    // Computes vectors that others take the place of, one array after the other, and frees the old ones at once: they
    // may take hundreds of megabytes.
    private static void Replace(ref ArrayExpr old, ArrayExpr lazy)
    {
        ArrayExpr computed = Computation.Persist([lazy])[0];
        HeldBlocks.Release(old);
        old = computed;
    }

    // The same for combinations of several blocks.
    private void Replace(ref VectorBlocks old, SmallMatrix matrix)
    {
        VectorBlocks combined = old.Combined(matrix, block);
        old.Release();
        old = combined;
    }

    private void Restart(double[] values, SmallMatrix vectors, int count)
    {
        Replace(ref basis, vectors.Leading(count));
        Replace(ref images, vectors.Leading(count));
        projected = new SmallMatrix(count, count);
        for (int i = 0; i < count; i++)
            projected[i, i] = values[i];
    }

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
