using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// The counts of outcomes in n trials, a row of them after the other: each count is binomial, given those before it.
/// </summary>
public sealed class MultinomialDistribution(long n, double[] p) : RandomDistribution
{
    internal override uint Purpose => 16;

    internal override void AddIdentity(ExprHash hash)
    {
        hash.Add(n).Add((long)p.Length);
        foreach (double probability in p)
            hash.Add(probability);
    }

    internal override DType MakesFor(DType result) => DType.Int64;

    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        long first = block * Block,
            row = first / p.Length;
        int column = (int)(first % p.Length),
            count = blocks * Block;
        var numbers = (long*)destination;
        // The first row is generated from its beginning, although only its end may be wanted.
        for (int done = -column; done < count; row++)
        {
            double left = n,
                rest = 1;
            for (int j = 0; j < p.Length && done < count; j++, done++)
            {
                var stream = new RandomStream((ulong)(row * p.Length + j), Purpose, seed);
                double drawn =
                    j == p.Length - 1 || rest <= 0
                        ? j == p.Length - 1
                            ? left
                            : 0
                        : BinomialDistribution.Draw(ref stream, left, Math.Min(1, p[j] / rest));
                left -= drawn;
                rest -= p[j];
                if (done >= 0)
                    numbers[done] = (long)drawn;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"multinomial({n}, of {p.Length})");
}
