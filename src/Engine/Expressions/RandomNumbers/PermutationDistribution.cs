using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>The numbers below a count in a random order; the number at each index is computed on its own.</summary>
/// <remarks>
/// Up to 2^16 numbers are shuffled (Fisher and Yates; Durstenfeld, CACM 7, 1964), so that every order is equally
/// likely. More numbers go through a Feistel network over just enough bits (Luby and Rackoff, SIAM J. Comput. 17,
/// 1988); values beyond the count go through it again until they are below it (Black and Rogaway, "Ciphers with
/// arbitrary finite domains", CT-RSA 2002): one index costs a dozen rounds, and nothing is kept in memory.
/// </remarks>
public sealed class PermutationDistribution : RandomDistribution
{
    private const int MostShuffled = 1 << 16,
        Rounds = 12;

    private readonly long count;
    private readonly int rightBits;
    private readonly ulong left,
        right;

    [NonSerialized]
    private Shuffled? shuffled;

    /// <summary>Creates a permutation of the numbers below a count.</summary>
    public PermutationDistribution(long count)
    {
        this.count = count;
        int bits = 64 - BitOperations.LeadingZeroCount((ulong)Math.Max(3, count - 1));
        rightBits = bits / 2;
        (left, right) = ((1UL << bits - rightBits) - 1, (1UL << rightBits) - 1);
    }

    internal override uint Purpose => 7;

    internal override void AddIdentity(ExprHash hash) => hash.Add(count);

    internal override DType MakesFor(DType result) => DType.Int64;

    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        var values = (long*)destination;
        // A block may reach beyond the end, where nothing is requested.
        long first = block * Block,
            wanted = Math.Clamp(count - first, 0, (long)blocks * Block);
        new Span<long>(values + wanted, (int)((long)blocks * Block - wanted)).Clear();
        Order order = Prepare(seed);
        for (long done = 0; done < wanted; done += Order.Most)
            order.Fill(first + done, new Span<long>(values + done, (int)Math.Min(Order.Most, wanted - done)));
    }

    internal Order Prepare(ulong seed)
    {
        if (count > MostShuffled)
            return new Order(this, seed, null);
        // Threads share the distribution: one reference is replaced as a whole.
        if (Volatile.Read(ref shuffled) is not { } known || known.Seed != seed)
            Volatile.Write(ref shuffled, known = new Shuffled(seed, Shuffle(seed)));
        return new Order(this, seed, known.Order);
    }

    private sealed record Shuffled(ulong Seed, int[] Order);

    private int[] Shuffle(ulong seed)
    {
        var order = new int[count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = (int)Math.BigMul(Philox.Draw((ulong)i, 1, 7, seed, out _), (ulong)i + 1, out _);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"permutation({count})");

    /// <summary>The permutation of one seed.</summary>
    internal readonly struct Order
    {
        /// <summary>The most numbers that <see cref="Fill"/> writes at once.</summary>
        public const int Most = 512;

        private readonly PermutationDistribution permutation;
        private readonly int[]? shuffled;
        private readonly ulong[] keys;

        public Order(PermutationDistribution permutation, ulong seed, int[]? shuffled)
        {
            (this.permutation, this.shuffled, keys) = (permutation, shuffled, new ulong[shuffled is null ? Rounds : 0]);
            for (int round = 0; round < keys.Length; round++)
                keys[round] = Philox.Draw((ulong)round, 0, 7, seed, out _);
        }

        /// <summary>The number at an index.</summary>
        public long this[long index]
        {
            get
            {
                if (shuffled is not null)
                    return shuffled[index];
                ulong value = (ulong)index;
                do value = Encipher(value);
                while (value >= (ulong)permutation.count);
                return (long)value;
            }
        }

        /// <summary>Writes the numbers at the indices from one on, <see cref="Most"/> at most.</summary>
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Fill(long first, Span<long> numbers)
        {
            if (shuffled is not null)
            {
                for (int i = 0; i < numbers.Length; i++)
                    numbers[i] = shuffled[first + i];
                return;
            }
            // The values that are still too large, and the places they are for. Whole vectors are enciphered.
            Span<ulong> values = stackalloc ulong[Most];
            Span<int> places = stackalloc int[Most];
            for (int i = 0; i < Most; i++)
                (values[i], places[i]) = ((ulong)first + (ulong)i, i);
            for (int left = numbers.Length; left > 0; )
            {
                for (int i = 0; i < left; i += Vector512<ulong>.Count)
                    Encipher(Vector512.Create<ulong>(values[i..])).CopyTo(values[i..]);
                int kept = 0;
                for (int i = 0; i < left; i++)
                {
                    (ulong value, int place) = (values[i], places[i]);
                    numbers[place] = (long)value;
                    (values[kept], places[kept]) = (value, place);
                    kept += value >= (ulong)permutation.count ? 1 : 0;
                }
                left = kept;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector512<ulong> Encipher(Vector512<ulong> value)
        {
            Vector512<ulong> left = Vector512.Create(permutation.left),
                right = Vector512.Create(permutation.right),
                l = value >>> permutation.rightBits,
                r = value & right;
            for (int round = 0; round < Rounds; round += 2)
            {
                l = (l ^ Mix(r + Vector512.Create(keys[round]))) & left;
                r = (r ^ Mix(l + Vector512.Create(keys[round + 1]))) & right;
            }
            return l << permutation.rightBits | r;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<ulong> Mix(Vector512<ulong> x)
        {
            x = (x ^ x >>> 30) * Vector512.Create(0xBF58476D1CE4E5B9);
            x = (x ^ x >>> 27) * Vector512.Create(0x94D049BB133111EB);
            return x ^ x >>> 31;
        }

        private ulong Encipher(ulong value)
        {
            ulong l = value >> permutation.rightBits,
                r = value & permutation.right;
            for (int round = 0; round < Rounds; round += 2)
            {
                l = (l ^ Mix(r + keys[round])) & permutation.left;
                r = (r ^ Mix(l + keys[round + 1])) & permutation.right;
            }
            return l << permutation.rightBits | r;
        }

        // The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
        private static ulong Mix(ulong x)
        {
            x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
            x = (x ^ x >> 27) * 0x94D049BB133111EB;
            return x ^ x >> 31;
        }
    }
}
