using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Tests.Properties;

/// <summary>The operations of random programs, with arguments that may be wrong.</summary>
internal static class RandomSteps
{
    private static readonly DType[] Types =
    [
        DType.Bool,
        DType.Int8,
        DType.UInt8,
        DType.Int16,
        DType.Int32,
        DType.UInt32,
        DType.Int64,
        DType.UInt64,
        DType.Float32,
        DType.Float64,
        DType.Float64,
        DType.Complex128,
        DType.Complex64,
    ];

    private static readonly string[] Reductions =
    [
        "sum",
        "prod",
        "mean",
        "var",
        "std",
        "min",
        "max",
        "argmin",
        "argmax",
        "any",
        "all",
        "count",
    ];

    /// <summary>The bytes of an array, which no lazy array copies.</summary>
    public static unsafe Span<byte> Bytes(NDArray array) => new(array.Pointer, checked((int)array.NBytes));

    public static DType AnyType(Random r) => Types[r.Next(Types.Length)];

    // Mostly an axis of the array.
    private static int Axis(ChunkedArray x, Random r) =>
        r.Next(20) == 0 ? r.Next(-5, 5) : r.Next(-x.Rank, x.Rank + 1) - 1;

    private static string Border(Random r) =>
        r.Next(6) switch
        {
            0 => "",
            1 => "9223372036854775807",
            2 => "-9223372036854775808",
            _ => r.Next(-12, 13).ToString(CultureInfo.InvariantCulture),
        };

    private static string Slices(ChunkedArray x, Random r) =>
        string.Join(", ", Enumerable.Range(0, r.Next(1, x.Rank + 2)).Select(_ => Slice(r)));

    private static string Slice(Random r) =>
        r.Next(5) == 0 ? ":" : $"{Border(r)}:{Border(r)}:{(r.Next(2) == 0 ? "1" : Border(r))}";

    private static long[] Positions(ChunkedArray x, Random r)
    {
        long length = x.Rank == 0 ? 1 : x.Shape[0];
        int beyond = r.Next(8) == 0 ? 2 : 0;
        return
        [
            .. Enumerable
                .Range(0, r.Next(0, 12))
                .Select(_ => (long)r.Next((int)-length - beyond, (int)length + beyond + (length == 0 ? 1 : 0))),
        ];
    }

    private static ChunkedArray Mask(ChunkedArray x, Random r)
    {
        double part = r.NextDouble();
        return r.Next(4) switch
        {
            0 => x > 0,
            1 => x.MapBlocks(b => b.Map(_ => Random.Shared.NextDouble())) < part,
            2 => Prelude.Ones(x.Rank == 0 ? 1 : x.Shape[0], chunks: 3).MapBlocks(b => b.Map(_ => Random.Shared.Next(2)))
                > 0,
            _ => Prelude.IsNaN(x.AsType(DType.Float64)),
        };
    }

    private static Shape Chunks(ChunkedArray x, Random r) =>
        new([.. x.Shape.Select(n => (long)r.Next(r.Next(30) == 0 ? 0 : 1, (int)Math.Min(n, 1000) + 3))]);

    private static Shape Other(ChunkedArray x, Random r) =>
        r.Next(3) == 0 ? new Shape(r.Next(0, 9), r.Next(0, 9))
        : x.Size % 2 == 0 ? new Shape(2, x.Size / 2)
        : new Shape(x.Size);

    private static int Width(Random r) => r.Next(-1, 5);

    public static (string Name, Func<ChunkedArray, Random, ChunkedArray> Run)[] All { get; } =
    [
        ("cast", (x, r) => x.AsType(AnyType(r))),
        ("slice", (x, r) => x[Slices(x, r)]),
        ("slice again", (x, r) => x[Slices(x, r)]),
        ("range", (x, r) => x[new Range(new Index(r.Next(12), r.Next(2) == 0), new Index(r.Next(12), r.Next(2) == 0))]),
        ("index", (x, r) => x[r.Next(-10, 10)]),
        ("indices", (x, r) => x[Positions(x, r)]),
        ("take", (x, r) => x.Take(Positions(x, r), r.Next(3) == 0 ? null : Axis(x, r))),
        ("mask", (x, r) => x[Mask(x, r)]),
        ("compress", (x, r) => x.Compress(Mask(x, r), r.Next(2) == 0 ? null : Axis(x, r))),
        ("bools", (x, r) => x[Enumerable.Range(0, r.Next(0, 11)).Select(_ => r.Next(2) == 0).ToArray()]),
        ("nonzero", (x, r) => x.FlatNonZero()),
        ("argwhere", (x, _) => x.ArgWhere()),
        ("rechunk", (x, r) => x.Rechunk(Chunks(x, r))),
        ("reshape", (x, r) => x.Reshape(Other(x, r))),
        ("flatten", (x, _) => x.Flatten()),
        ("transpose", (x, _) => x.T),
        ("concatenate", (x, r) => Prelude.Concatenate([x, x.AsType(AnyType(r))], Axis(x, r))),
        ("stack", (x, r) => Prelude.Stack([x, -x.AsType(DType.Float64)], Axis(x, r))),
        ("broadcast", (x, r) => x + Prelude.Ones(new Shape(r.Next(1, 4), 1), dtype: AnyType(r))),
        ("reduce", (x, r) => x.Reduce(Reductions[r.Next(Reductions.Length)])),
        ("reduce an axis", (x, r) => x.Reduce(Reductions[r.Next(Reductions.Length)], Axis(x, r), r.Next(2) == 0)),
        (
            "skipping",
            (x, r) =>
                x.Reduce(
                    Reductions[r.Next(Reductions.Length)],
                    Axis(x, r),
                    options: new ReductionOptions(SkipNaN: true)
                )
        ),
        ("cumsum", (x, r) => x.CumSum(Axis(x, r))),
        ("cumprod", (x, r) => x.CumProd(Axis(x, r), skipNaN: r.Next(2) == 0)),
        ("sort", (x, r) => x.Sort(Axis(x, r))),
        ("argsort", (x, r) => x.ArgSort(Axis(x, r))),
        ("topk", (x, r) => x.TopK(r.Next(-3, 4), Axis(x, r))),
        ("quantile", (x, r) => x.Quantile(r.NextDouble(), Axis(x, r))),
        ("quantiles", (x, r) => x.Quantile([0, 0.1, 0.5, 0.9, 1, r.Next(2)], Axis(x, r), skipNaN: r.Next(2) == 0)),
        ("median", (x, _) => x.Median()),
        ("pad", (x, r) => x.Pad(Width(r), new[] { "constant", "edge", "wrap", "reflect", "symmetric" }[r.Next(5)])),
        ("roll", (x, r) => x.Roll(r.Next(-20, 20), Axis(x, r))),
        ("repeat", (x, r) => x.Repeat(Width(r), Axis(x, r))),
        ("tile", (x, r) => x.Tile(new Shape(r.Next(0, 3), r.Next(1, 3)))),
        ("flip", (x, _) => x.Flip()),
        ("diff", (x, r) => x.Diff(r.Next(0, 3), Axis(x, r))),
        ("gradient", (x, r) => x.AsType(DType.Float64).Gradient(axis: Axis(x, r))),
        ("convolve", (x, r) => x.Flatten().Convolve(Prelude.Ones(r.Next(0, 5)), r.Next(2) == 0 ? "full" : "same")),
        ("histogram", (x, r) => Prelude.Histogram(x, r.Next(0, 20), (-3, r.Next(-4, 9))).Hist),
        ("bincount", (x, r) => Prelude.Bincount(x.Flatten().AsType(DType.Int32), r.Next(0, 20))),
        ("digitize", (x, r) => Prelude.Digitize(x, [-1, 0, 2.5, 7], r.Next(2) == 0)),
        ("weights", (x, r) => Prelude.Histogram(x.Flatten(), [-1, 0, 2.5, 7], x.Flatten().AsType(DType.Float64)).Hist),
        ("matmul", (x, _) => x.MatMul(x.T)),
        ("dot", (x, r) => x.Dot(r.Next(2) == 0 ? x : x.T)),
        ("cov", (x, _) => x.Cov()),
        ("qr", (x, r) => r.Next(2) == 0 ? x.Qr().R : x.Qr().Q),
        ("svd", (x, _) => x.Svd().S),
        ("solve", (x, _) => x.Solve(x)),
        ("det", (x, _) => x.Det()),
        ("fft", (x, r) => Prelude.Rfft(x, r.Next(1, 12), Axis(x, r)).Abs()),
        ("where", (x, r) => Prelude.Where(Mask(x, r), x, 7)),
        ("persist", (x, _) => x.Persist()),
        ("choice", (x, r) => Rand.Choice(x.Flatten().Compute(), new Shape(r.Next(0, 20)), replace: r.Next(2) == 0)),
        .. Misbehaving.All,
    ];
}
