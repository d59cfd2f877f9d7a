using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gchunk.Dsl.Missing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Statistics;

/// <summary>
/// Work on the elements along an axis, which blocks hold whole, as float64: ranks, gaps, fits. Parameters: axis, and
/// numbers of the operation's own.
/// </summary>
internal sealed class AlongAxisOps : BlockOp
{
    private readonly string name;
    private readonly Work work;

    private AlongAxisOps(string name, Work work) => (this.name, this.work) = (name, work);

    private delegate void Work(Span<double> lane, Span<double> result, double[] parameters);

    public override string Name => name;

    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "A task names its operation, so the operation must be known as soon as the assembly is."
    )]
    internal static void Register()
    {
        BlockOps.Register(new AlongAxisOps("dsl.rank", Rank));
        BlockOps.Register(new AlongAxisOps("dsl.fill-gaps", FillGaps));
        BlockOps.Register(
            new AlongAxisOps("dsl.polyfit", (lane, result, parameters) => Polynomial.Fit(lane, result, parameters))
        );
        BlockOps.Register(new AlongAxisOps("dsl.weighted-quantile", WeightedQuantile));
    }

    /// <summary>An operation along an axis, whose length becomes that of the results.</summary>
    public static ArrayExpr Create(string name, ArrayExpr array, int axis, long length, params double[] parameters)
    {
        array = AxisChunks.Whole(CastExpr.Create(array, DType.Float64), axis);
        return new BlockOpExpr(
            name,
            [array],
            [
                [.. Enumerable.Range(0, array.Rank)],
            ],
            [NDArray.Scalar((long)axis), NDArray.From(parameters)],
            DType.Float64,
            array.Chunks.With(axis, [length])
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        double[] own = parameters[1].ToArray<double>();
        Lanes.Run<double, double>(
            inputs[0],
            (int)parameters[0].Get<long>(),
            result,
            (lane, made) => work(lane, made, own),
            context.Cancellation
        );
        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        2 * Lanes.ScratchBytes(SortOp.LongestAxis(inputs[0]), SortOp.LongestAxis(result));

    // From 1; equal values share the mean of their ranks. Parameter: whether they are parts of the number of values.
    private static void Rank(Span<double> lane, Span<double> result, double[] parameters)
    {
        int numbers = 0;
        foreach (double v in lane)
            numbers += double.IsNaN(v) ? 0 : 1;
        var places = new long[lane.Length];
        Selection.ArgSort(lane, places);
        result.Fill(double.NaN);
        for (int i = 0; i < numbers; )
        {
            int end = i + 1;
            while (end < numbers && lane[end] == lane[i])
                end++;
            double rank = (i + 1 + end) / 2.0;
            for (int j = i; j < end; j++)
                result[(int)places[j]] = parameters[0] != 0 ? rank / numbers : rank;
            i = end;
        }
    }

    // Parameters: method (0 linear, 1 nearest, 2 the one before, 3 cubic), whether beyond the ends, limit, greatest
    // gap, then the places.
    private static void FillGaps(Span<double> lane, Span<double> result, double[] parameters)
    {
        ReadOnlySpan<double> x = parameters.AsSpan(4);
        lane.CopyTo(result);
        GapSpline? spline = parameters[0] == 3 ? GapSpline.Through(lane, x) : null;
        if (parameters[0] == 3 && spline is null)
            return;
        int last = -1;
        for (int i = 0; i <= lane.Length; i++)
        {
            if (i < lane.Length && double.IsNaN(lane[i]))
                continue;
            if (i - last > 1)
                Gap(lane, result, x, last, i, parameters, spline);
            last = i;
        }
    }

    // Fills what lies between two known values; either may be beyond the ends.
    private static void Gap(
        Span<double> lane,
        Span<double> result,
        ReadOnlySpan<double> x,
        int before,
        int after,
        double[] parameters,
        GapSpline? spline
    )
    {
        bool inside = before >= 0 && after < lane.Length;
        double length = inside
            ? Math.Abs(x[after] - x[before])
            : Math.Abs(x[Math.Min(after, lane.Length - 1)] - x[Math.Max(before, 0)]);
        if ((!inside && parameters[1] == 0) || length > parameters[3] || (before < 0 && after >= lane.Length))
            return;
        for (int i = before + 1; i < after; i++)
        {
            if (i - before > parameters[2])
                break;
            if (spline is not null)
            {
                result[i] = spline.At(x[i]);
                continue;
            }
            if (!inside)
            {
                result[i] = lane[before >= 0 ? before : after];
                if (parameters[0] == 0)
                    result[i] = Beyond(lane, x, before >= 0 ? before : after, before >= 0 ? -1 : 1, x[i]);
                continue;
            }
            double w = (x[i] - x[before]) / (x[after] - x[before]);
            result[i] = parameters[0] switch
            {
                0 => lane[before] + (lane[after] - lane[before]) * w,
                1 => lane[w <= 0.5 ? before : after],
                _ => lane[before],
            };
        }
    }

    // The line through the last two known values.
    private static double Beyond(Span<double> lane, ReadOnlySpan<double> x, int end, int step, double place)
    {
        int next = end + step;
        while (next >= 0 && next < lane.Length && double.IsNaN(lane[next]))
            next += step;
        return next < 0 || next >= lane.Length
            ? lane[end]
            : lane[end] + (lane[next] - lane[end]) / (x[next] - x[end]) * (place - x[end]);
    }

    // The lane holds the values, then their weights. Parameters: whether NaN is skipped, then the quantiles. With
    // weights for frequencies, of an effective sample size
    // (L. Kish, "Survey Sampling", 1965): A. Akinshin, "Weighted quantile estimators" (2023), type 7, as in xarray.
    private static void WeightedQuantile(Span<double> lane, Span<double> result, double[] parameters)
    {
        int n = lane.Length / 2,
            kept = 0;
        var values = new double[n];
        var weights = new double[n];
        double sum = 0,
            squares = 0;
        bool missing = false;
        for (int i = 0; i < n; i++)
        {
            double weight = lane[n + i];
            missing |= double.IsNaN(lane[i]) && parameters[0] == 0;
            if (double.IsNaN(lane[i]) || weight == 0)
                continue;
            (values[kept], weights[kept++]) = (lane[i], weight);
            sum += weight;
            squares += weight * weight;
        }
        result.Fill(double.NaN);
        if (kept == 0 || missing)
            return;
        Array.Sort(values, weights, 0, kept);
        double size = sum * sum / squares;
        for (int q = 0; q < result.Length; q++)
        {
            double h = (size - 1) * parameters[1 + q] + 1,
                cumulated = 0,
                total = 0,
                before = Math.Max((h - 1) / size, Math.Min(h / size, 0));
            for (int i = 0; i < kept; i++)
            {
                cumulated += weights[i] / sum;
                double at = Math.Max((h - 1) / size, Math.Min(h / size, cumulated));
                total += values[i] * (at - before) * size;
                before = at;
            }
            result[q] = total;
        }
    }
}
