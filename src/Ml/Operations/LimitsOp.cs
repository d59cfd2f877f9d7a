using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The least and the largest value of each feature in a block, and how many samples have missing and infinite values.
/// Samples that have any do not count for the limits.
/// </summary>
/// <remarks>
/// The result has 2 · features + 2 columns: the negative minima, the maxima, and the two numbers. So the limits of all
/// blocks are the maxima of the columns, and the numbers their sums.
/// </remarks>
internal sealed unsafe record LimitsOp : BlockOp
{
    public override string Name => "ml.limits";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => 2 * inputs[0][1] * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].Rank == 2 && context.Shape.Size == 2 * inputs[0].Shape[1] + 2);
        NDArray result = context.Allocate(DType.Float64);
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], (double*)result.Pointer, context.Cancellation);
        else
            Run<double>(inputs[0], (double*)result.Pointer, context.Cancellation);
        return result;
    }

    private static void Run<T>(NDArray samples, double* result, CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Bounds.Require(samples.NBytes == samples.Size * sizeof(T));
        int features = (int)samples.Shape[1];
        var limits = new T[2 * features];
        limits.AsSpan().Fill(T.NegativeInfinity);
        long missing = 0,
            infinite = 0;
        fixed (T* most = limits)
        {
            for (long i = 0; i < samples.Shape[0]; i++)
            {
                if (i % 1024 == 0)
                    cancellation.ThrowIfCancellationRequested();
                T* row = (T*)samples.Pointer + i * features;
                if (IsFinite(row, features))
                    Widen(row, most, features);
                else if (HasNaN(row, features))
                    missing++;
                else
                    infinite++;
            }
        }
        for (int j = 0; j < limits.Length; j++)
            result[j] = double.CreateChecked(limits[j]);
        (result[2 * features], result[2 * features + 1]) = (missing, infinite);
    }

    private static bool IsFinite<T>(T* row, int features)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> sum = Vector512<T>.Zero;
        int j = 0;
        // 0 times a number that is not finite is not a number.
        for (; j <= features - Vector512<T>.Count; j += Vector512<T>.Count)
            sum += Vector512.Load(row + j) * Vector512<T>.Zero;
        T rest = Vector512.Sum(sum);
        for (; j < features; j++)
            rest += row[j] * T.Zero;
        return rest == T.Zero;
    }

    private static bool HasNaN<T>(T* row, int features)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < features; j++)
        {
            if (T.IsNaN(row[j]))
                return true;
        }
        return false;
    }

    private static void Widen<T>(T* row, T* most, int features)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int j = 0;
        for (; j <= features - Vector512<T>.Count; j += Vector512<T>.Count)
        {
            Vector512<T> value = Vector512.Load(row + j);
            Vector512.Max(Vector512.Load(most + j), -value).Store(most + j);
            Vector512.Max(Vector512.Load(most + features + j), value).Store(most + features + j);
        }
        for (; j < features; j++)
        {
            most[j] = T.Max(most[j], -row[j]);
            most[features + j] = T.Max(most[features + j], row[j]);
        }
    }
}
