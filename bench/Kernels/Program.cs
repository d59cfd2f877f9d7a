using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.RandomNumbers;
using Gchunk.Engine.Kernels;

namespace Gchunk.Bench.Kernels;

/// <summary>
/// Measures each kernel on one core, over tiles of 2048 elements in the first-level cache. Prints the best of ten runs,
/// in 10⁹ elements per second. Arguments select kernels by the start of their names:
/// <c>dotnet run -c Release --project bench/Kernels -- cos random cast</c>.
/// </summary>
internal static unsafe class Program
{
    private const int Tile = TileProgram.TileLength;

    private static void Main(string[] args)
    {
        Console.WriteLine($"Vector512 in hardware: {Vector512.IsHardwareAccelerated}; G elements/s per core");
        bool Wanted(string name) => args.Length == 0 || args.Any(a => name.StartsWith(a, StringComparison.Ordinal));
        DType[] types = [DType.Float64, DType.Float32, DType.Int64, DType.Int32];
        Console.WriteLine($"{"operation", -24}{string.Concat(types.Select(t => $"{t.Name, 10}"))}");
        foreach (ElementwiseOp op in OpTable.Elementwise.Where(op => Wanted(op.Name)))
            Console.WriteLine($"{op.Name, -24}{string.Concat(types.Select(t => Show(Elementwise(op, t))))}");
        foreach (
            (DType from, DType to) in (ReadOnlySpan<(DType, DType)>)
                [
                    (DType.Float32, DType.Float64),
                    (DType.Float64, DType.Float32),
                    (DType.Int32, DType.Float64),
                    (DType.Int64, DType.Float64),
                    (DType.Int16, DType.Float32),
                    (DType.Int16, DType.Float64),
                    (DType.UInt8, DType.Float32),
                    (DType.Bool, DType.Float64),
                    (DType.Float64, DType.Int32),
                    (DType.Float64, DType.Int64),
                    (DType.Float32, DType.Int32),
                    (DType.Float64, DType.Bool),
                    (DType.Int64, DType.Int32),
                ]
        )
            if (Wanted("cast"))
                Console.WriteLine($"cast {$"{from.Name} to {to.Name}", -19}{Show(Cast(from, to))}");
        (RandomDistribution, DType)[] random =
        [
            (new UniformDistribution(0, 1), DType.Float64),
            (new UniformDistribution(0, 1), DType.Float32),
            (new NormalDistribution(0, 1), DType.Float64),
            (new NormalDistribution(0, 1), DType.Float32),
            (new IntegerDistribution(0, 1000), DType.Int64),
            (new IntegerDistribution(0, 1L << 40), DType.Int64),
            (new ExponentialDistribution(1), DType.Float64),
            (new GammaDistribution(2, 1), DType.Float64),
            (new GammaDistribution(0.5, 1), DType.Float64),
            (new PoissonDistribution(3), DType.Int64),
            (new PoissonDistribution(30), DType.Int64),
            (new PermutationDistribution(1000), DType.Int64),
            (new PermutationDistribution(100_000_000), DType.Int64),
            (new ChoiceDistribution(NDArray.From([1.0, 2, 3, 4]), null, true), DType.Float64),
            (new ChoiceDistribution(NDArray.From([1.0, 2, 3, 4]), [1, 2, 3, 4], true), DType.Float64),
        ];
        foreach ((RandomDistribution distribution, DType type) in random)
            if (Wanted("random"))
                Console.WriteLine($"random {$"{distribution} {type.Name}", -40}{Show(Random(distribution, type))}");
    }

    private static string Show(double rate) =>
        double.IsNaN(rate) ? $"{"-", 10}" : string.Create(CultureInfo.InvariantCulture, $"{rate, 10:F3}");

    private static double Elementwise(ElementwiseOp op, DType type)
    {
        ElementwiseSignature signature;
        try
        {
            signature = op.Resolve([.. Enumerable.Repeat(type, op.Arity)]);
            // A kernel that computes in another dtype is measured with that dtype.
            if (signature.Operands[^1] != type)
                return double.NaN;
        }
        catch (Engine.GchunkException)
        {
            return double.NaN;
        }
        NDArray[] operands = [.. signature.Operands.Select(Values)];
        using NDArray result = NDArray.Allocate(Tile, signature.Result);
        byte* a = operands[0].Pointer,
            b = op.Arity > 1 ? operands[1].Pointer : null,
            c = op.Arity > 2 ? operands[2].Pointer : null,
            r = result.Pointer;
        return Best(() => op.Run(type, a, b, c, r, Tile));
    }

    private static double Cast(DType from, DType to)
    {
        NDArray given = Values(from),
            result = NDArray.Allocate(Tile, to);
        return Best(() => Casting.Convert(from, given.Pointer, to, result.Pointer, Tile));
    }

    private static double Random(RandomDistribution distribution, DType type)
    {
        var random = new RandomExpr(distribution, 1, type, ChunkGrid.Single(Tile));
        NDArray result = NDArray.Allocate(Tile, type);
        long start = 0;
        return Best(() =>
            random.Fill(distribution is PermutationDistribution ? 0 : start += Tile, Tile, result.Pointer)
        );
    }

    // Floats are from 0.1 to 0.9, where every function is defined. Integers are small.
    private static NDArray Values(DType type)
    {
        var values = new double[Tile];
        for (int i = 0; i < Tile; i++)
            values[i] = type.IsFloat ? 0.1 + 0.8 * (i * 7919L % Tile) / Tile : i * 31 % 100 + 1;
        return NDArray.From(values).AsType(type);
    }

    private static double Best(Action run)
    {
        run();
        long calls = 1;
        Stopwatch watch;
        do
        {
            calls *= 2;
            watch = Stopwatch.StartNew();
            for (long i = 0; i < calls; i++)
                run();
        } while (watch.Elapsed.TotalMilliseconds < 5);
        double best = double.MaxValue;
        for (int k = 0; k < 10; k++)
        {
            watch.Restart();
            for (long i = 0; i < calls; i++)
                run();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return calls * (double)Tile / best / 1e9;
    }
}
