using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Computing;

internal static partial class ComputeCases
{
    private static void Masked()
    {
        foreach (DType dtype in new[] { DType.Float64, DType.Float32, DType.Int32, DType.UInt8 })
        {
            Add(
                $"masked.arithmetic.{dtype.Name}",
                c =>
                    Pairs(
                        M(c, 1, dtype) + M(c, 2, dtype),
                        M(c, 1, dtype) * 2,
                        (ChunkedArray)3L - M(c, 2, dtype),
                        M(c, 1, dtype) > 1,
                        Equal(M(c, 1, dtype), M(c, 2, dtype))
                    )
            );
            foreach (int? axis in new int?[] { null, 0, 1 })
            {
                string[] names =
                [
                    "sum",
                    "prod",
                    "min",
                    "max",
                    "mean",
                    "var",
                    "std",
                    "any",
                    "all",
                    "count",
                    "argmin",
                    "argmax",
                ];
                Axes axes = axis is { } one ? one : default(Axes);
                Add(
                    $"masked.reductions.{dtype.Name}.{axis?.ToString(null, null) ?? "None"}",
                    c =>
                        Pairs([
                            .. names
                                .Where(n => n != "prod" || dtype != DType.Float32)
                                .Select(n => M(c, 1, dtype).Reduce(n, axes)),
                            M(c, 1, dtype).Var(axes, ddof: 1),
                        ])
                );
            }
        }

        Add(
            "masked.domains",
            c =>
                Pairs(
                    Sqrt(M(c)),
                    M(c).Log(),
                    (M(c) / 8).Arcsin(),
                    M(c) / M(c, 2, DType.Int32),
                    FloorDivide(M(c, 1, DType.Int32), M(c, 2, DType.Int32)),
                    Exp(M(c)),
                    Pow(M(c), 0.5)
                )
        );
        Add(
            "masked.shapes",
            c =>
                Pairs(
                    M(c).T,
                    M(c).Reshape((3, 14)),
                    M(c)["1:, ::2"],
                    M(c)[2],
                    Ma.Concatenate([M(c), M(c, 2)]),
                    M(c).Ravel(),
                    Ma.Stack([M(c), M(c, 2)], axis: 1),
                    M(c).ExpandDims(1).Repeat(2, 1)
                )
        );
        Add(
            "masked.makers",
            c =>
            {
                (ChunkedArray a, ChunkedArray i, ChunkedArray x) = (A(c), I(c), Special(c));
                return Pairs(
                    Ma.MaskedEqual(i, 3),
                    Ma.MaskedNotEqual(i, 3),
                    Ma.MaskedGreater(a, 2),
                    Ma.MaskedGreaterEqual(i, 2),
                    Ma.MaskedLess(a, 2),
                    Ma.MaskedLessEqual(i, 2),
                    Ma.MaskedInside(a, 2, -3),
                    Ma.MaskedOutside(a, -3, 2),
                    Ma.MaskedInvalid(x),
                    Ma.MaskedValues(a, a[2, 2].Compute()),
                    Ma.MaskedWhere(a > i, a),
                    Ma.FixInvalid(x, 7)
                );
            }
        );
        Add(
            "masked.filled",
            c =>
                [
                    M(c).Filled(-1),
                    M(c, 1, DType.Int32).Filled(),
                    M(c).Filled(),
                    Ma.MaskedEqual(I(c), 3).Filled(),
                    M(c, 1, DType.Bool).Filled(),
                ]
        );
        Add(
            "masked.more",
            c =>
                Pairs(
                    M(c).CumSum(0),
                    M(c, 1, DType.Int32).CumSum(),
                    M(c).CumProd(1),
                    M(c).Average(Arange(1.0, 7), 0),
                    M(c).Average(),
                    M(c).Ptp(1),
                    Where(M(c, 2) > 0, M(c), 5)
                )
        );
    }

    private static MaskedArray M(int c, int seed = 1, DType dtype = DType.Float64)
    {
        ChunkedArray mask = X(c, (6, 7), seed + 10) > 2.5,
            column = Equal(Arange(7), 3);
        return new MaskedArray(X(c, (6, 7), seed, dtype), seed == 1 ? mask | column : mask & !column);
    }

    // The values, with 99 or true where they are masked, and the mask of each.
    private static ChunkedArray[] Pairs(params MaskedArray[] arrays) =>
        [.. arrays.SelectMany(a => new[] { a.Filled(a.DType == DType.Bool ? 1 : 99), a.Mask })];
}
