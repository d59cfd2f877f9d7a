using Gchunk.Dsl;
using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Properties;

/// <summary>Functions of a user that do what they must not.</summary>
internal static class Misbehaving
{
    // What a function does with its block.
    private static readonly Func<NDArray, NDArray>[] Functions =
    [
        b => b,
        b => b.Map(v => v + Random.Shared.Next()),
        b => b.Reshape(b.Size),
        b => b.AsType(DType.Float32),
        _ => null!,
        _ => throw new FormatException("as it likes"),
        _ => NDArray.Zeros((3, 3), DType.Float64),
        b => Random.Shared.Next(2) == 0 ? b : b.Map(v => -v),
        b =>
        {
            b.Dispose();
            return b;
        },
        b =>
        {
            NDArray copy = b.Map(v => v * 2);
            b.Dispose();
            return copy;
        },
        b =>
        {
            Span<byte> bytes = RandomSteps.Bytes(b);
            bytes.Fill(1);
            return b;
        },
        b =>
        {
            NDArray made = b.Map(v => v);
            made.Dispose();
            return made;
        },
        b =>
        {
            NDArray made = b.Map(v => v),
                second = made.Share();
            made.Dispose();
            return second;
        },
        b => b.Map(v => v + Prelude.Ones(5).Sum().Compute().ToDouble()),
        b => Task.Run(() => b.Map(v => v + 1)).GetAwaiter().GetResult(),
    ];

    private static Func<NDArray, NDArray> Any(ChunkedArray x, Random r)
    {
        NDArray captured = NDArray.Zeros(x.Chunks.MaxBlock, DType.Float64);
        NDArray? kept = null;
        return r.Next(Functions.Length + 4) switch
        {
            0 => _ => captured,
            1 => b => kept ??= b.Map(v => v),
            2 => b => kept ??= b,
            3 => b =>
            {
                captured.Dispose();
                return captured;
            },
            var n => Functions[n - 4],
        };
    }

    private static double[]? AnyLine(double[] line) =>
        Random.Shared.Next(6) switch
        {
            0 => null,
            1 => new double[Random.Shared.Next(20)],
            2 => throw new ArithmeticException("no"),
            _ => line,
        };

    public static (string Name, Func<ChunkedArray, Random, ChunkedArray> Run)[] All { get; } =
    [
        ("map blocks", (x, r) => x.MapBlocks(Any(x, r), DType.Float64)),
        ("map blocks of its dtype", (x, r) => x.MapBlocks(Any(x, r), x.DType)),
        ("map blocks to others", (x, r) => x.MapBlocks(Any(x, r), DType.Float64, chunks: new Shape(3, 3))),
        ("map blocks with places", (x, _) => x.MapBlocks((b, info) => b.Reshape(info.Shape))),
        (
            "map overlap",
            (x, r) =>
                x.MapOverlap(
                    Any(x, r),
                    new Shape([.. x.Shape.Select(_ => (long)r.Next(0, 3))]),
                    new[] { "none", "reflect", "symmetric", "periodic", "nearest", "constant" }[r.Next(6)],
                    dtype: DType.Float64
                )
        ),
        (
            "apply along",
            (x, r) => x.ApplyAlong(r.Next(-1, 2), line => AnyLine(line)!, r.Next(2) == 0 ? null : r.Next(5))
        ),
        ("apply along to one", (x, r) => x.ApplyAlong(r.Next(-1, 2), line => line[0])),
    ];
}
