using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>What one pass over samples finds out before ML.NET sees them.</summary>
/// <param name="Center">The means of the features, which are subtracted; null if nothing is.</param>
/// <param name="Count">The number of samples that are kept.</param>
/// <param name="LabelCenter">What is subtracted from the labels.</param>
/// <param name="Classes">The values of the labels, ascending, if they are few integers.</param>
/// <param name="SkipNaN">True if samples with missing features are left out.</param>
internal sealed record SampleFacts(NDArray? Center, long Count, double LabelCenter, double[]? Classes, bool SkipNaN)
{
    private const int MostClasses = 1000;

    // Below this, float32 keeps four digits of the standard deviation of the labels.
    private const double FarFromZero = 1000;

    /// <summary>Reads the samples once.</summary>
    /// <exception cref="GchunkException">No sample is left, or a value does not fit float32.</exception>
    public static SampleFacts Of(SampleInput input, bool center, bool skipNaN)
    {
        ArrayExpr features = CastExpr.Create(input.Features, DType.Float64),
            keep = Kept(input, skipNaN);
        // An infinite feature counts as missing.
        if (skipNaN)
        {
            var missing = new FullExpr(double.NaN, DType.Float64, features.Chunks);
            features = Exprs.Where(Exprs.IsFinite(features), features, missing);
        }
        ArrayExpr[] asked =
        [
            Exprs.Sum(keep, [0]),
            Exprs.Mean(features, [0], skipNaN: true),
            Exprs.Min(features, null, skipNaN: true),
            Exprs.Max(features, null, skipNaN: true),
            .. input.Labels is { } labels
                ?
                [
                    Exprs.Mean(labels, [0], skipNaN: true),
                    Exprs.Std(labels, [0], skipNaN: true),
                    Exprs.Max(Exprs.Abs(Exprs.Subtract(labels, Exprs.Rint(labels))), [0], skipNaN: true),
                    Exprs.Min(labels, [0], skipNaN: true),
                    Exprs.Max(labels, [0], skipNaN: true),
                ]
                : Array.Empty<ArrayExpr>(),
        ];
        double[] found = new double[asked.Length];
        NDArray[] values = Computation.Compute(asked);
        for (int i = 0; i < asked.Length; i++)
            found[i] = i == 1 ? 0 : values[i].GetDouble();
        if (found[0] == 0)
        {
            throw new GchunkException(
                $"no sample is left of {input.Rows}: each lacks its label{(skipNaN ? " or a feature; give samples without missing values, or skipNaN: false for a trainer that takes missing features" : "")}"
            );
        }

        if (Math.Max(Math.Abs(found[2]), Math.Abs(found[3])) is var most && !(most <= float.MaxValue / 2))
        {
            throw new GchunkException(
                $"ML.NET computes with float32, whose largest number is {float.MaxValue:g3}; the features reach {most:g3}: {(double.IsFinite(most) ? "divide them by a constant first" : "replace infinities by NaN, or leave such samples out with skipNaN: true")}"
            );
        }

        bool far = input.Labels is not null && Math.Abs(found[4]) > FarFromZero * found[5] && found[5] > 0;
        return new SampleFacts(
            center ? values[1] : null,
            (long)found[0],
            far ? found[4] : 0,
            input.Labels is not null && found[6] == 0 && found[8] - found[7] < MostClasses
                ? Distinct(input.Labels, (long)found[7], (long)found[8])
                : null,
            skipNaN
        );
    }

    /// <summary>Returns facts by which nothing is subtracted from the labels unless features are centred.</summary>
    public SampleFacts Centred(bool center) => center ? this : this with { LabelCenter = 0 };

    /// <summary>The labels as ML.NET sees them: less their center.</summary>
    public ArrayExpr? Labels(ArrayExpr? labels) =>
        labels is null || LabelCenter == 0
            ? labels
            : Exprs.Subtract(labels, new FullExpr(LabelCenter, DType.Float64, labels.Chunks));

    /// <summary>A bool for each row, false for those to leave out; null if all are kept.</summary>
    public ArrayExpr? Keep(SampleInput input, FoldFilter? fold)
    {
        ArrayExpr? kept = Count == input.Rows ? null : Kept(input, SkipNaN);
        ArrayExpr? inside = fold?.Rows();
        return kept is null ? inside
            : inside is null ? kept
            : Exprs.LogicalAnd(kept, inside);
    }

    private static ArrayExpr Kept(SampleInput input, bool skipNaN)
    {
        ArrayExpr[] tests =
        [
            .. skipNaN
                ? [Exprs.All(Exprs.IsFinite(CastExpr.Create(input.Features, DType.Float64)), [1])]
                : Array.Empty<ArrayExpr>(),
            .. input.Labels is { } labels ? [Exprs.IsFinite(labels)] : Array.Empty<ArrayExpr>(),
            .. input.Weights is { } weights ? [Exprs.IsFinite(weights)] : Array.Empty<ArrayExpr>(),
        ];
        return tests.Length == 0
            ? new FullExpr(1.0, DType.Bool, ChunkGrid.Auto(new Shape(input.Rows), 1))
            : tests.Aggregate((a, b) => Exprs.LogicalAnd(a, b));
    }

    private static double[] Distinct(ArrayExpr labels, long least, long most)
    {
        var values = new List<double>();
        ArrayExpr[] asked =
        [
            .. Enumerable
                .Range(0, (int)(most - least) + 1)
                .Select(i =>
                    Exprs.Any(Exprs.Equal(labels, new FullExpr(least + i, DType.Float64, labels.Chunks)), [0])
                ),
        ];
        NDArray[] found = Computation.Compute(asked);
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i].GetDouble() != 0)
                values.Add(least + i);
        }
        return [.. values];
    }
}
