using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// Products of matrices, which are the last two axes of each input; the axes before them are batch axes.
/// </summary>
/// <remarks>Inputs and result have the same dtype; integers wrap.</remarks>
/// <param name="TransposeFirst">True if the first input holds the transposed matrices.</param>
/// <param name="TransposeSecond">True if the second input holds the transposed matrices.</param>
internal sealed unsafe record MatMulOp(bool TransposeFirst, bool TransposeSecond) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    public override string Name => "linalg.matmul";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => ManagedGemm.ScratchBytes;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray a = inputs[0],
            b = inputs[1],
            product = context.Allocate(a.DType);
        Matrix x = Of(a, TransposeFirst),
            y = Of(b, TransposeSecond);
        long xSize = (long)x.Rows * x.Columns * a.DType.Size,
            ySize = (long)y.Rows * y.Columns * a.DType.Size,
            size = (long)x.Rows * y.Columns * a.DType.Size;
        long count = size == 0 ? 0 : product.NBytes / size;
        Bounds.Require(x.Columns == y.Rows && a.DType == b.DType && context.DType == a.DType);
        Bounds.Require(count * xSize <= a.NBytes && count * ySize <= b.NBytes && count * size == product.NBytes);
        bool isOfRows =
            a.DType is (DType.Float32 or DType.Float64) && y.Columns == 1 && (!TransposeFirst || x.Rows == 1);
        for (long i = 0; i < count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (isOfRows)
            {
                byte* rows = a.Pointer + i * xSize,
                    vector = b.Pointer + i * ySize;
                RowProducts.Run(a.DType, rows, x.Rows, x.Columns, vector, product.Pointer + i * size, context);
                continue;
            }
            Gemm.Multiply(
                a.DType,
                x with
                {
                    Pointer = x.Pointer + (nint)(i * xSize),
                },
                y with
                {
                    Pointer = y.Pointer + (nint)(i * ySize),
                },
                product.Pointer + i * size,
                context.Cancellation
            );
        }
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return product;
    }

    private static Matrix Of(NDArray array, bool transposed)
    {
        int rows = checked((int)array.Shape[array.Rank - 2]),
            columns = checked((int)array.Shape[array.Rank - 1]);
        var matrix = new Matrix((nint)array.Pointer, rows, columns);
        return transposed ? matrix.T : matrix;
    }
}
