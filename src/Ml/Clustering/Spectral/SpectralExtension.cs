using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Affinities;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>
/// How eigenvectors are extended to samples that were not fitted. It is data, no function, so that a file can hold it
/// and a loaded clustering predicts the same bits.
/// </summary>
internal abstract record SpectralExtension
{
    private const string Part = "extension";

    // More samples than that would make a file that a smaller machine cannot load.
    private const long MostBytes = 512L << 20;

    /// <summary>Makes the eigenvectors of other samples, samples × eigenvectors.</summary>
    public abstract ArrayExpr Of(ArrayExpr samples);

    private protected abstract string Kind { get; }

    private protected abstract void WriteArrays(ModelState part);

    /// <summary>The samples that it compares others with; null if it has only landmarks.</summary>
    private protected virtual ArrayExpr? Fitted => null;

    /// <summary>
    /// Writes the extension as a part of a state. Too many samples are left out, with a note.
    /// </summary>
    public void Write(ModelState state)
    {
        if (Fitted is { } samples && samples.NBytes > MostBytes)
        {
            Notice.Tell(
                $"the file holds labels and eigenvectors, but not the samples, which take {MemoryBudget.Format(samples.NBytes)}, more than {MemoryBudget.Format(MostBytes)}: a loaded SpectralClustering cannot Predict; method: \"nystrom\" needs its landmarks only"
            );
            return;
        }

        var part = new ModelState(Part);
        part.Set("kind", Kind);
        WriteArrays(part);
        state.Parts.Add(part);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null if there is nothing, as in older files.</summary>
    /// <param name="state">The state of the clustering.</param>
    /// <param name="affinity">The affinity of the clustering.</param>
    /// <param name="features">The number of features of a sample.</param>
    /// <param name="vectors">The eigenvectors of the samples that were fitted.</param>
    /// <param name="values">The eigenvalues: at least as many as eigenvectors.</param>
    public static SpectralExtension? Read(
        ModelState state,
        Affinity affinity,
        long features,
        ArrayExpr vectors,
        double[] values
    )
    {
        if (state.Parts.FirstOrDefault(part => part.Type == Part) is not { } part)
            return null;
        string kind = part.Text("kind");
        return (kind, affinity.Form) switch
        {
            (SampleExtension.Name, not AffinityForm.NearestNeighbors) => new SampleExtension(
                PairAffinity.Read(part, affinity, features),
                FittedSamples.Read(part, vectors.Shape[0], features, affinity.Form == AffinityForm.Precomputed),
                vectors,
                values
            ),
            (NeighborExtension.Name, AffinityForm.NearestNeighbors) when affinity.Neighbors > vectors.Shape[0] =>
                throw new GchunkException(
                    $"it has {affinity.Neighbors} neighbors of each of its {vectors.Shape[0]} samples"
                ),
            (NeighborExtension.Name, AffinityForm.NearestNeighbors) => new NeighborExtension(
                KernelAffinity.ReadMeasure(part, AffinityKernel.Rbf, features),
                affinity.Neighbors,
                FittedSamples.Read(part, vectors.Shape[0], features, false),
                vectors,
                values
            ),
            (LandmarkExtension.Name, not (AffinityForm.NearestNeighbors or AffinityForm.Precomputed)) =>
                LandmarkExtension.Read(part, PairAffinity.Read(part, affinity, features), features, vectors.Shape[1]),
            _ => throw new GchunkException(
                $"it extends eigenvectors by '{VisibleText.Of(kind)}', which Affinity.{affinity} has not"
            ),
        };
    }
}

/// <summary>The Nyström extension with all samples as landmarks: u(x) = Σ k(x, y) u(y) / (θ d(x)).</summary>
/// <param name="Affinity">The affinity k of two samples; the degree d(x) is its sum over all y.</param>
/// <param name="Samples">The samples y that were fitted, in the blocks in which sums are made.</param>
/// <param name="Vectors">Their eigenvectors u.</param>
/// <param name="Values">The eigenvalues θ.</param>
internal sealed record SampleExtension(PairAffinity Affinity, ArrayExpr Samples, ArrayExpr Vectors, double[] Values)
    : SpectralExtension
{
    /// <summary>The name in files.</summary>
    public const string Name = "samples";

    private protected override string Kind => Name;

    private protected override ArrayExpr? Fitted => Affinity is PrecomputedAffinity ? null : Samples;

    public override ArrayExpr Of(ArrayExpr samples)
    {
        ArrayExpr affinities = Affinity.Between(samples, Samples, DType.Float64);
        long[] blocks = affinities.Chunks.Sizes(1).ToArray();
        ArrayExpr vectors = RechunkExpr.Create(Vectors, new ChunkGrid(blocks, [Vectors.Shape[1]])),
            ones = new FullExpr(1.0, DType.Float64, new ChunkGrid(blocks, [1]));
        ArrayExpr sums = AffinityProductOp.Create(affinities, ones),
            degrees = Exprs.Where(Exprs.Greater(sums, FullExpr.Weak(0.0)), sums, FullExpr.Weak(1.0));
        // An eigenvector of eigenvalue 0 cannot be extended: it counts as 0.
        double[] values = Array.ConvertAll(
            Values[..(int)vectors.Shape[1]],
            value => Math.Abs(value) > 1e-9 ? value : double.PositiveInfinity
        );
        var scale = new MemoryExpr(NDArray.From(values), ChunkGrid.Single(new Shape(values.Length)));
        return Exprs.Divide(Exprs.Divide(AffinityProductOp.Create(affinities, vectors), degrees), scale);
    }

    private protected override void WriteArrays(ModelState part)
    {
        Affinity.Write(part);
        FittedSamples.Write(part, Samples, Affinity is PrecomputedAffinity);
    }
}

/// <summary>The Nyström extension with equal affinities to the nearest of the samples that were fitted.</summary>
/// <param name="Measure">How distances are measured, in float64.</param>
/// <param name="Neighbors">The number of neighbors.</param>
/// <param name="Samples">The samples that were fitted.</param>
/// <param name="Vectors">Their eigenvectors.</param>
/// <param name="Values">The eigenvalues.</param>
internal sealed record NeighborExtension(
    AffinityMeasure Measure,
    int Neighbors,
    ArrayExpr Samples,
    ArrayExpr Vectors,
    double[] Values
) : SpectralExtension
{
    /// <summary>The name in files.</summary>
    public const string Name = "neighbors";

    private protected override string Kind => Name;

    private protected override ArrayExpr? Fitted => Samples;

    public override ArrayExpr Of(ArrayExpr samples) =>
        NeighborVectorsOp.Create(NeighborsOp.Create(samples, Samples, Measure, Neighbors), Vectors, Values);

    private protected override void WriteArrays(ModelState part)
    {
        new KernelAffinity(Measure).Write(part);
        FittedSamples.Write(part, Samples, false);
    }
}

/// <summary>The Nyström extension from landmarks.</summary>
/// <param name="Features">The features of a sample: its affinities to the landmarks, times their root.</param>
/// <param name="Sum">The sum of the features of all samples that were fitted, which gives the degrees.</param>
/// <param name="Weights">Features × eigenvectors, of the dtype of the features.</param>
internal sealed record LandmarkExtension(NystromFeatures Features, NDArray Sum, NDArray Weights) : SpectralExtension
{
    /// <summary>The name in files.</summary>
    public const string Name = "landmarks";

    private protected override string Kind => Name;

    public override ArrayExpr Of(ArrayExpr samples)
    {
        ArrayExpr features = Features.Of(samples);
        return NystromVectorsOp.Create(features, NystromDegreesOp.Create(features, Sum, isFitted: false), Weights);
    }

    private protected override void WriteArrays(ModelState part)
    {
        Features.Affinity.Write(part);
        part.Set("landmarks", Features.Landmarks).Set("root", Features.Root).Set("sum", Sum).Set("weights", Weights);
    }

    /// <summary>Reads what <see cref="SpectralExtension.Write"/> wrote.</summary>
    public static LandmarkExtension Read(ModelState part, PairAffinity affinity, long features, long vectors)
    {
        NDArray landmarks = part.Array("landmarks", DType.Float64, 2);
        long count = landmarks.Shape[0];
        if (count < 1)
            throw new GchunkException("it has no landmarks");
        return new LandmarkExtension(
            new NystromFeatures(
                affinity,
                part.Array("landmarks", DType.Float64, (count, features)),
                part.Array("root", affinity.Precision, (count, count))
            ),
            part.Array("sum", DType.Float64, new Shape(count)),
            part.Array("weights", affinity.Precision, (count, vectors))
        );
    }
}

/// <summary>The samples that were fitted, in the state of an extension.</summary>
internal static class FittedSamples
{
    /// <summary>Puts the samples, and the length of their blocks: sums of affinities are made block by block.</summary>
    /// <param name="part">The state.</param>
    /// <param name="samples">Samples × features.</param>
    /// <param name="isPrecomputed">True if the samples are affinities, which are known by their number alone.</param>
    public static void Write(ModelState part, ArrayExpr samples, bool isPrecomputed)
    {
        part.Set("blockRows", samples.Chunks.Sizes(0)[0]);
        if (!isPrecomputed)
            part.Set("samples", Computation.Compute(samples));
    }

    /// <summary>Returns the samples.</summary>
    public static ArrayExpr Read(ModelState part, long count, long features, bool isPrecomputed)
    {
        long rows = part.Long("blockRows");
        if (rows < 1 || rows > count)
            throw new GchunkException($"its samples are in blocks of {rows}, but there are {count}");
        ChunkGrid blocks = ChunkGrid.Regular((count, features), [rows, features]);
        if (isPrecomputed)
            return new FullExpr(0.0, DType.Float64, blocks);
        DType dtype =
            part.Arrays.TryGetValue("samples", out NDArray? found) && found.DType == DType.Float32
                ? DType.Float32
                : DType.Float64;
        return new MemoryExpr(part.Array("samples", dtype, (count, features)), blocks);
    }
}
