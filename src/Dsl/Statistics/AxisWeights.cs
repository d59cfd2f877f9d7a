using System.Numerics;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Statistics;

/// <summary>
/// New elements along an axis as weighted sums of the old ones, for interpolation and regridding. A new element without
/// weights is missing.
/// </summary>
internal sealed class AxisWeights
{
    private readonly List<long> starts = [0];
    private readonly List<long> sources = [];
    private readonly List<double> weights = [];

    /// <summary>Adds the next element as a weighted sum; weights of 0 are ignored.</summary>
    public void Add(params ReadOnlySpan<(long Source, double Weight)> terms)
    {
        foreach (var (source, weight) in terms)
        {
            if (weight == 0)
                continue;
            sources.Add(source);
            weights.Add(weight);
        }
        starts.Add(sources.Count);
    }

    public long Count => starts.Count - 1;

    /// <summary>The old elements, with their weights, that make a new element.</summary>
    public IEnumerable<(long Source, double Weight)> Terms(int element)
    {
        for (int k = (int)starts[element]; k < starts[element + 1]; k++)
            yield return (sources[k], weights[k]);
    }

    /// <summary>True if no element has any weight.</summary>
    public bool AllMissing => sources.Count == 0;

    /// <summary>Returns the new elements, as float64. Each task holds the part of the axis that has weights.</summary>
    public ArrayExpr Of(ArrayExpr array, int axis)
    {
        if (sources.Count == 0)
            return new FullExpr(double.NaN, DType.Float64, array.Chunks.With(axis, [Count]));
        long first = sources.Min(),
            last = sources.Max();
        ArrayExpr part = AxisChunks.Whole(
            new AxisPick(new AxisSlice(first, last - first + 1)).Of(CastExpr.Create(array, DType.Float64), axis),
            axis
        );
        return new BlockOpExpr(
            new Op(
                axis,
                NDArray.From(starts.ToArray()),
                NDArray.From(sources.Select(s => s - first).ToArray()),
                NDArray.From(weights.ToArray())
            ),
            [part],
            [
                [.. Enumerable.Range(0, part.Rank)],
            ],
            DType.Float64,
            part.Chunks.With(axis, [Count])
        );
    }

    // Starts: where the terms of each new element begin. Sources and Weights: the old elements, and their weights.
    private sealed unsafe record Op(int Axis, NDArray Starts, NDArray Sources, NDArray Weights) : BlockOp
    {
        public override string Name => "dsl.axis-weights";

        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
        {
            NDArray input = inputs[0];
            int axis = Axis;
            ReadOnlySpan<long> starts = Starts.Span<long>(),
                sources = Sources.Span<long>();
            ReadOnlySpan<double> weights = Weights.Span<double>();
            long n = input.Shape[axis],
                m = context.Shape[axis];
            (long outer, long inner) = input.Shape.Around(axis);
            Bounds.RequireSameExcept(axis, input.Shape, context.Shape);
            Bounds.Require(input.DType == DType.Float64 && starts.Length == m + 1);
            foreach (long source in sources)
                Bounds.RequireIndex(source, n);
            NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
            double* target = (double*)result.Pointer;
            for (long o = 0; o < outer; o++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                double* source = (double*)input.Pointer + o * n * inner;
                for (int j = 0; j < m; j++, target += inner)
                {
                    if (starts[j] == starts[j + 1])
                        new Span<double>(target, (int)inner).Fill(double.NaN);
                    for (long k = starts[j]; k < starts[j + 1]; k++)
                        Add(target, source + sources[(int)k] * inner, weights[(int)k], inner);
                }
            }
            GC.KeepAlive(input);
            return result;
        }

        private static void Add(double* target, double* source, double weight, long count)
        {
            long i = 0;
            Vector<double> factor = new(weight);
            for (; i <= count - Vector<double>.Count; i += Vector<double>.Count)
                (Vector.Load(target + i) + factor * Vector.Load(source + i)).Store(target + i);
            for (; i < count; i++)
                target[i] += weight * source[i];
        }
    }
}
