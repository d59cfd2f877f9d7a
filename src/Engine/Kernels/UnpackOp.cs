using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>
/// Unpacks stored numbers by the CF conventions (section 8.1): elements equal to a fill value become NaN, the others
/// are cast, multiplied by the scale factor and increased by the add offset.
/// </summary>
/// <remarks>
/// It takes one pass over a tile. A cast, a comparison, a selection, a product and a sum take five, which were a third
/// of the time of a mean over a year of maps, without decompression. The bits are those of these steps: product and sum
/// are rounded separately, in the arithmetic of the result. It has fields, so it is not a row of <see cref="OpTable"/>.
/// </remarks>
public sealed unsafe class UnpackOp : ElementwiseOp
{
    private readonly double[] fills;

    /// <summary>Makes the operation.</summary>
    /// <param name="packed">The dtype of the packed numbers.</param>
    /// <param name="fillValues">The values that mark missing elements; NaN is not among them.</param>
    /// <param name="scale">The scale factor, or null.</param>
    /// <param name="offset">The add offset, or null.</param>
    /// <param name="result">The dtype of the values: float32 or float64.</param>
    public UnpackOp(DType packed, IEnumerable<double> fillValues, double? scale, double? offset, DType result)
        : base("unpack", "Packed numbers with their scale factor and add offset; NaN for fill values.", 1)
    {
        if (result is not (DType.Float32 or DType.Float64))
            throw new GchunkException($"packed numbers are unpacked to float32 or float64, not {result.Name}");
        (Packed, fills, Scale, Offset, Result) = (packed, [.. fillValues], scale, offset, result);
    }

    /// <summary>The dtype of the packed numbers.</summary>
    public DType Packed { get; }

    /// <summary>The dtype of the values.</summary>
    public DType Result { get; }

    /// <summary>The values that mark missing elements.</summary>
    public IReadOnlyList<double> FillValues => fills;

    /// <summary>The scale factor, or null.</summary>
    public double? Scale { get; }

    /// <summary>The add offset, or null.</summary>
    public double? Offset { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters =>
        [
            (double)Packed,
            (double)Result,
            Scale is null ? 0 : 1,
            Scale ?? 0,
            Offset is null ? 0 : 1,
            Offset ?? 0,
            .. fills,
        ];

    /// <inheritdoc/>
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) => new([Packed], Result);

    /// <inheritdoc/>
    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (
            Packed == DType.Int32
            && Result == DType.Float64
            && fills.Length == 1
            && Scale is { } scale
            && Offset is { } offset
        )
        {
            UnpackInt32((int*)a, (double*)result, length, scale, offset);
            return;
        }
        Casting.Convert(Packed, a, Result, result, length);
        if (Result == DType.Float32)
            Finish((float*)result, length);
        else
            Finish((double*)result, length);
    }

    /// <inheritdoc/>
    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        Casting.Convert(Packed, a, Result, result, length);
        for (int i = 0; i < length; i++)
        {
            if (Result == DType.Float32)
                ((float*)result)[i] = FinishOne(((float*)result)[i]);
            else
                ((double*)result)[i] = FinishOne(((double*)result)[i]);
        }
    }

    // Most files of CF hold int32 or int16 with one fill value, a scale factor and an offset.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void UnpackInt32(int* x, double* r, int length, double scale, double offset)
    {
        double fill = fills[0],
            missing = double.NaN * scale + offset;
        Vector512<double> fillsOf = Vector512.Create(fill),
            missings = Vector512.Create(missing),
            scales = Vector512.Create(scale),
            offsets = Vector512.Create(offset);
        int i = 0;
        for (; i <= length - 8; i += 8)
        {
            Vector512<double> value = Casting.ToDouble(Vector256.Load(x + i));
            Vector512
                .ConditionalSelect(Vector512.Equals(value, fillsOf), missings, value * scales + offsets)
                .Store(r + i);
        }
        for (; i < length; i++)
            r[i] = x[i] == fill ? missing : x[i] * scale + offset;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish<T>(T* values, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int step = Vector512<T>.Count,
            i = 0;
        // Without a factor or an offset, 1 and -0 leave all numbers as they are.
        Vector512<T> scales = Vector512.Create(T.CreateTruncating(Scale ?? 1)),
            offsets = Vector512.Create(T.CreateTruncating(Offset ?? -0.0)),
            missing = Vector512.Create(T.NaN);
        bool isPacked = Scale is not null || Offset is not null;
        for (; i <= length - step; i += step)
        {
            Vector512<T> stored = Vector512.Load(values + i),
                value = stored;
            foreach (double fill in fills)
            {
                Vector512<T> isFill = Vector512.Equals(stored, Vector512.Create(T.CreateTruncating(fill)));
                value = Vector512.ConditionalSelect(isFill, missing, value);
            }
            if (isPacked)
                value = value * scales + offsets;
            value.Store(values + i);
        }
        for (; i < length; i++)
            values[i] = FinishOne(values[i]);
    }

    private T FinishOne<T>(T stored)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = stored;
        foreach (double fill in fills)
        {
            if (stored == T.CreateTruncating(fill))
                value = T.NaN;
        }
        if (Scale is { } scale)
            value *= T.CreateTruncating(scale);
        if (Offset is { } offset)
            value += T.CreateTruncating(offset);
        return value;
    }
}
