using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// Products of matrices, the last two axes of each input; axes before them count matrices. Parameter: whether the first
/// (bit 0) and the second (bit 1) lie transposed.
/// </summary>
/// <remarks>All of one dtype; integers wrap.</remarks>
internal sealed unsafe class MatMulOp : BlockOp
{
    public const string Id = "linalg.matmul";

    public override string Name => Id;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => ManagedGemm.ScratchBytes;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        return Multiply(inputs[0], inputs[1], parameters[0].Get<long>(), context.Shape, context.Cancellation);
    }

    private static NDArray Multiply(NDArray a, NDArray b, long transposed, Shape shape, CancellationToken cancellation)
    {
        NDArray product = NDArray.Allocate(shape, a.DType);
        Matrix x = Of(a, (transposed & 1) != 0),
            y = Of(b, (transposed & 2) != 0);
        long xSize = (long)x.Rows * x.Columns * a.DType.Size,
            ySize = (long)y.Rows * y.Columns * a.DType.Size,
            size = (long)x.Rows * y.Columns * a.DType.Size;
        long count = size == 0 ? 0 : product.NBytes / size;
        for (long i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
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
                cancellation
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
