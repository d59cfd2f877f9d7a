using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// A distribution whose numbers are generated one by one, each from a <see cref="RandomStream"/> of its own.
/// </summary>
public abstract class StreamDistribution : RandomDistribution
{
    private protected StreamDistribution() { }

    /// <summary>True if the numbers are whole.</summary>
    internal abstract bool IsDiscrete { get; }

    internal override DType MakesFor(DType result) => IsDiscrete ? DType.Int64 : DType.Float64;

    /// <summary>Generates a number.</summary>
    internal abstract double Next(ref RandomStream stream);

    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        for (int i = 0; i < blocks * Block; i++)
        {
            var stream = new RandomStream((ulong)(block * Block + i), Purpose, seed);
            double number = Next(ref stream);
            if (IsDiscrete)
                ((long*)destination)[i] = (long)number;
            else
                ((double*)destination)[i] = number;
        }
    }
}
