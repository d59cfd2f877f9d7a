using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

// The blocks of an LU decomposition are panels: all rows of some columns. A factored panel has one more row, with the
// row that each row from its start on was swapped with, and -1 where there is none.

/// <summary>A panel whose rows from a start on are factored with pivots, and a row with the pivots.</summary>
/// <param name="Start">The first row to factor: the number of columns before the panel.</param>
internal sealed unsafe record LuPanelOp(int Start) : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.lu_panel";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => result.Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs));
        int rows = checked((int)inputs[0].Shape[0]),
            columns = checked((int)inputs[0].Shape[1]);
        Bounds.Require(context.Shape == new Shape(rows + 1L, columns) && Start >= 0 && Start <= rows);
        NDArray panel = context.Allocate(inputs[0].DType);
        if (panel.DType == DType.Complex128)
            Factor<Complex, ComplexMatrixElement>(inputs[0], panel, rows, columns);
        else
            Factor<double, RealMatrixElement>(inputs[0], panel, rows, columns);
        return panel;
    }

    private void Factor<T, TElement>(NDArray from, NDArray panel, int rows, int columns)
        where T : unmanaged, INumberBase<T>
        where TElement : IMatrixElement<T>
    {
        T* values = (T*)panel.Pointer;
        Buffer.MemoryCopy(from.Pointer, values, from.NBytes, from.NBytes);
        GC.KeepAlive(from);
        var pivots = new int[Math.Max(0, Math.Min(rows - Start, columns))];
        if (pivots.Length > 0)
            Triangular<T, TElement>.Factor(rows - Start, columns, values + (long)Start * columns, pivots);
        for (int j = 0; j < columns; j++)
            values[(long)rows * columns + j] = T.CreateChecked(j < pivots.Length ? Start + pivots[j] : -1);
    }
}

/// <summary>A panel to the right of a factored one (the first input), with its swaps and elimination applied.</summary>
/// <param name="Start">The first row that the factored panel factored.</param>
internal sealed unsafe record LuUpdateOp(int Start) : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.lu_update";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        OpenBlas.IsPresent ? 0 : ManagedGemm.ScratchBytes + result.Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs));
        int width = checked((int)inputs[0].Shape[1]),
            rows = checked((int)inputs[1].Shape[0]),
            factored = Math.Min(rows - Start, width);
        Bounds.Require(inputs[0].Shape[0] == rows + 1L && Start >= 0 && Start <= rows);
        NDArray result = inputs[1].Copy();
        if (result.DType == DType.Complex128)
            Update<Complex, ComplexMatrixElement>(inputs[0], result, rows, width, factored, context.Cancellation);
        else
            Update<double, RealMatrixElement>(inputs[0], result, rows, width, factored, context.Cancellation);
        return result;
    }

    private void Update<T, TElement>(
        NDArray from,
        NDArray result,
        int rows,
        int width,
        int factored,
        CancellationToken cancellation
    )
        where T : unmanaged, INumberBase<T>
        where TElement : IMatrixElement<T>
    {
        int columns = (int)result.Shape[1];
        T* panel = (T*)from.Pointer,
            values = (T*)result.Pointer;
        LuOrderOp.Apply<T, TElement>(panel + (long)rows * width, width, Start, values, rows, columns);
        T* top = values + (long)Start * columns,
            corner = panel + (long)Start * width;
        Triangular<T, TElement>.Solve(
            lower: true,
            transposed: false,
            unit: true,
            factored,
            columns,
            corner,
            width,
            top
        );
        int below = rows - Start - factored;
        if (below > 0 && factored == width)
        {
            Gemm.Subtract<T, TElement>(
                new Matrix((nint)(corner + (long)factored * width), below, width),
                new Matrix((nint)top, factored, columns),
                false,
                top + (long)factored * columns,
                cancellation
            );
        }

        GC.KeepAlive(from);
    }
}

/// <summary>
/// The rows of a matrix (the first input) after the swaps of factored panels, whose rows of pivots are the other inputs.
/// </summary>
/// <param name="Starts">The first row that each panel factored.</param>
internal sealed unsafe record LuOrderOp(int[] Starts) : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.lu_order";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs) && inputs.Length == Starts.Length + 1);
        NDArray result = inputs[0].Copy();
        int columns = checked((int)result.Shape[1]);
        for (int i = 0; i < Starts.Length; i++)
        {
            NDArray pivots = inputs[i + 1];
            (int count, int start) = ((int)pivots.Size, Starts[i]);
            byte* rows = pivots.Pointer,
                to = result.Pointer;
            long height = result.Shape[0];
            if (result.DType == DType.Complex128)
                Apply<Complex, ComplexMatrixElement>((Complex*)rows, count, start, (Complex*)to, height, columns);
            else
                Apply<double, RealMatrixElement>((double*)rows, count, start, (double*)to, height, columns);
            GC.KeepAlive(pivots);
        }

        return result;
    }

    /// <summary>Swaps rows as a panel did.</summary>
    internal static void Apply<T, TElement>(T* pivots, int count, int start, T* values, long rows, int columns)
        where T : unmanaged, INumberBase<T>
        where TElement : IMatrixElement<T>
    {
        for (int j = 0; j < count && TElement.Real(pivots[j]) >= 0; j++)
        {
            double pivot = TElement.Real(pivots[j]);
            Bounds.Require(start >= 0 && start + (long)j < rows && pivot < rows);
            Triangular<T, TElement>.Swap(values, columns, start + j, (long)pivot);
        }
    }
}
