using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>Values drawn from a list: with replacement, with equal or given weights, or without replacement.</summary>
/// <remarks>
/// Weights use Walker's alias table, built by Vose's method (IEEE Transactions on Software Engineering 17, 1991): one
/// look-up per draw. Without replacement the values come in the order of a <see cref="PermutationDistribution"/>.
/// </remarks>
public sealed class ChoiceDistribution : RandomDistribution
{
    private readonly NDArray values;
    private readonly PermutationDistribution? order;
    private readonly double[]? threshold;
    private readonly int[] alias = [];

    /// <summary>Creates a distribution over values.</summary>
    /// <param name="values">The values, a 1-d array; not copied.</param>
    /// <param name="weights">The relative weight of each value; null for equal weights.</param>
    /// <param name="replace">True if a value may be drawn more than once.</param>
    /// <exception cref="GchunkException">
    /// There are no values, the number of weights differs, or weights are combined with no replacement.
    /// </exception>
    public ChoiceDistribution(NDArray values, double[]? weights, bool replace)
    {
        this.values = values.Copy();
        if (values.Rank != 1 || values.Size == 0 || values.Size > int.MaxValue)
        {
            throw new GchunkException(
                $"Choice needs an array of one axis with at least one value; got the shape {values.Shape}"
            );
        }

        if (!replace)
            order = new PermutationDistribution(values.Size);
        if (weights is null)
            return;
        if (!replace)
            throw new GchunkException("Choice supports weights only with replacement; leave out p, or replace: false");
        if (weights.Length != values.Size)
            throw new GchunkException($"Choice needs a weight for each of {values.Size} values; got {weights.Length}");
        (threshold, alias) = AliasTable(weights);
    }

    internal override uint Purpose => 6;

    internal override void AddIdentity(ExprHash hash)
    {
        hash.AddContent(values).Add(order is null ? 0 : 1L).Add(alias.Length);
        for (int i = 0; i < alias.Length; i++)
            hash.Add(threshold![i]).Add((long)alias[i]);
    }

    internal override DType MakesFor(DType result) => values.DType;

    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        ulong* x = stackalloc ulong[Block];
        ulong* y = stackalloc ulong[Block];
        int size = made.Size;
        PermutationDistribution.Order? permutation = order?.Prepare(seed);
        for (long b = block; b < block + blocks; b++, destination += Block * size)
        {
            for (int half = 0; half < Block; half += 8)
            {
                Vector512<ulong> bits = Philox.Draw(Indices(b * Block + half), 0, 6, seed, out Vector512<ulong> more);
                IntegerDistribution.Scale(bits, (ulong)values.Size).Store(x + half);
                more.Store(y + half);
            }
            for (int i = 0; i < Block; i++)
            {
                long chosen = (long)x[i];
                if (permutation is { } p)
                    chosen = b * Block + i < values.Size ? p[b * Block + i] : 0;
                else if (threshold is not null && (y[i] >> 11) * Step >= threshold[chosen])
                    chosen = alias[chosen];
                Bounds.RequireIndex(chosen, values.Size);
                Buffer.MemoryCopy(values.Pointer + chosen * size, destination + i * size, size, size);
            }
        }
        GC.KeepAlive(values);
    }

    private static (double[], int[]) AliasTable(double[] weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            if (!(weight >= 0 && double.IsFinite(weight)))
                throw new GchunkException($"Choice needs weights that are finite and not negative; got {weight}");
            sum += weight;
        }
        if (!(sum > 0 && double.IsFinite(sum)))
            throw new GchunkException($"Choice needs weights with a positive finite sum; got {sum}");
        int n = weights.Length;
        double[] share = Array.ConvertAll(weights, w => w / sum * n),
            threshold = new double[n];
        var alias = new int[n];
        Stack<int> small = new(),
            large = new();
        for (int i = 0; i < n; i++)
            (share[i] < 1 ? small : large).Push(i);
        while (small.Count > 0 && large.Count > 0)
        {
            int poor = small.Pop(),
                rich = large.Pop();
            (threshold[poor], alias[poor]) = (share[poor], rich);
            share[rich] -= 1 - share[poor];
            (share[rich] < 1 ? small : large).Push(rich);
        }
        // Rounding leaves some entries over; they are full. An entry of weight 0 is never chosen.
        int most = Array.IndexOf(weights, weights.Max());
        foreach (int i in small.Concat(large))
            (threshold[i], alias[i]) = (weights[i] > 0 ? 1 : 0, weights[i] > 0 ? i : most);
        return (threshold, alias);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant(
            $"choice(of {values.Size}{(threshold is null ? "" : ", weighted")}{(order is null ? "" : ", without replacement")})"
        );
}
