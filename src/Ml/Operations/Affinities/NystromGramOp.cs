using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The contribution of a block of Nyström features F to Fᵀ D⁻¹ F, where D holds the degrees: the row sums of F Fᵀ less
/// its diagonal S. With a basis, Q = D⁻½ F basis, it is that to Qᵀ D⁻¹S Q, and below it to Qᵀ (D⁻¹S)² Q. Inputs: F, and
/// D and S as <see cref="NystromDegreesOp"/> gives them.
/// </summary>
/// <param name="Basis">Features × columns, of the dtype of the features; null for the first form.</param>
internal sealed unsafe record NystromGramOp(NDArray? Basis) : BlockOp
{
    public override string Name => "ml.spectral.nystrom.gram";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        2 * (inputs[0][0] + result[2]) * result[2] * sizeof(double) + ManagedGemm.ScratchBytes;

    /// <summary>Makes Fᵀ D⁻¹ F.</summary>
    public static ArrayExpr Create(ArrayExpr features, ArrayExpr degrees) =>
        Samples.SumOfBlocks(new NystromGramOp(Basis: null), [features, degrees], features.Shape[1], features.Shape[1]);

    /// <summary>Makes Qᵀ D⁻¹S Q and Qᵀ (D⁻¹S)² Q, one above the other.</summary>
    public static ArrayExpr OfShares(ArrayExpr features, ArrayExpr degrees, NDArray basis) =>
        Samples.SumOfBlocks(new NystromGramOp(basis), [features, degrees], 2 * basis.Shape[1], basis.Shape[1]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray features = inputs[0],
            result = NDArray.Zeros(context.Shape, DType.Float64);
        DType dtype = features.DType;
        int rows = checked((int)features.Shape[0]),
            count = checked((int)features.Shape[1]),
            columns = checked((int)context.Shape[2]);
        Bounds.Require(Basis is null ? columns == count : Basis.DType == dtype && Basis.Shape == (count, columns));
        Bounds.Require(context.Shape == new Shape(1, (Basis is null ? 1 : 2) * columns, columns));
        Bounds.Require(inputs[1].DType == DType.Float64 && inputs[1].Shape == new Shape(rows, 2));
        double* degrees = (double*)inputs[1].Pointer;
        using NDArray based = NDArray.Allocate((rows, columns), dtype),
            scaled = NDArray.Allocate((rows, columns), dtype),
            product = NDArray.Allocate((columns, columns), dtype);
        if (Basis is not null)
        {
            Gemm.Multiply(
                dtype,
                new Matrix((nint)features.Pointer, rows, count),
                new Matrix((nint)Basis.Pointer, count, columns),
                based.Pointer,
                context.Cancellation
            );
        }
        for (int part = 0; part < (Basis is null ? 1 : 2); part++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double power = Basis is null ? 0 : (part + 1) / 2.0;
            for (int i = 0; i < rows; i++)
            {
                double degree = degrees[2L * i],
                    own = degrees[2L * i + 1],
                    factor = Math.Pow(own / degree, power) / Math.Sqrt(degree);
                Scale(Basis is null ? features : based, scaled, (long)i * columns, columns, factor);
            }
            var matrix = new Matrix((nint)scaled.Pointer, rows, columns);
            Gemm.SelfProduct(dtype, matrix, product.Pointer, context.Cancellation);
            double* to = (double*)result.Pointer + part * product.Size;
            for (long i = 0; i < product.Size; i++)
                to[i] = dtype == DType.Float32 ? ((float*)product.Pointer)[i] : ((double*)product.Pointer)[i];
        }
        GC.KeepAlive(features);
        GC.KeepAlive(inputs[1]);
        return result;
    }

    private static void Scale(NDArray from, NDArray to, long first, int count, double factor)
    {
        if (from.DType == DType.Float32)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(
                from.Span<float>(first, count),
                (float)factor,
                to.Span<float>(first, count)
            );
        }
        else
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(
                from.Span<double>(first, count),
                factor,
                to.Span<double>(first, count)
            );
        }
    }
}
