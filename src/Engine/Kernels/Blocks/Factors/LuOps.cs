using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

// The blocks of an LU decomposition are panels: all rows of some columns. A factored panel has one more row, with the
// row that each row from its start on was swapped with, and -1 where there is none.

/// <summary>A panel whose rows from a start on are factored with pivots, and a row with the pivots, float64.</summary>
/// <param name="Start">The first row to factor: the number of columns before the panel.</param>
internal sealed unsafe record LuPanelOp(int Start) : BlockOp
{
    public override string Name => "linalg.lu_panel";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => result.Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(SubtractProductOp.AllFloat64(inputs));
        int rows = checked((int)inputs[0].Shape[0]),
            columns = checked((int)inputs[0].Shape[1]);
        Bounds.Require(context.Shape == new Shape(rows + 1L, columns) && Start >= 0 && Start <= rows);
        NDArray panel = NDArray.Allocate(context.Shape, DType.Float64);
        double* values = (double*)panel.Pointer;
        Buffer.MemoryCopy(inputs[0].Pointer, values, inputs[0].NBytes, inputs[0].NBytes);
        GC.KeepAlive(inputs[0]);
        var pivots = new int[Math.Max(0, Math.Min(rows - Start, columns))];
        if (pivots.Length > 0)
            Triangular.Factor(rows - Start, columns, values + (long)Start * columns, pivots);
        for (int j = 0; j < columns; j++)
            values[(long)rows * columns + j] = j < pivots.Length ? Start + pivots[j] : -1;
        return panel;
    }
}

/// <summary>A panel to the right of a factored one (the first input), with its swaps and elimination applied.</summary>
/// <param name="Start">The first row that the factored panel factored.</param>
internal sealed unsafe record LuUpdateOp(int Start) : BlockOp
{
    public override string Name => "linalg.lu_update";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        OpenBlas.IsPresent ? 0 : ManagedGemm.ScratchBytes + result.Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(SubtractProductOp.AllFloat64(inputs));
        int width = checked((int)inputs[0].Shape[1]),
            rows = checked((int)inputs[1].Shape[0]),
            columns = checked((int)inputs[1].Shape[1]),
            factored = Math.Min(rows - Start, width);
        Bounds.Require(inputs[0].Shape[0] == rows + 1L && Start >= 0 && Start <= rows);
        double* panel = (double*)inputs[0].Pointer;
        NDArray result = inputs[1].Copy();
        double* values = (double*)result.Pointer;
        LuOrderOp.Apply(panel + (long)rows * width, width, Start, values, rows, columns);
        double* top = values + (long)Start * columns,
            corner = panel + (long)Start * width;
        Triangular.Solve(lower: true, transposed: false, unit: true, factored, columns, corner, width, top);
        int below = rows - Start - factored;
        if (below > 0 && factored == width)
        {
            Gemm.Subtract(
                new Matrix((nint)(corner + (long)factored * width), below, width),
                new Matrix((nint)top, factored, columns),
                top + (long)factored * columns,
                context.Cancellation
            );
        }

        GC.KeepAlive(inputs[0]);
        return result;
    }
}

/// <summary>
/// The rows of a matrix (the first input) after the swaps of factored panels, whose rows of pivots are the other inputs.
/// </summary>
/// <param name="Starts">The first row that each panel factored.</param>
internal sealed unsafe record LuOrderOp(int[] Starts) : BlockOp
{
    public override string Name => "linalg.lu_order";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(SubtractProductOp.AllFloat64(inputs) && inputs.Length == Starts.Length + 1);
        NDArray result = inputs[0].Copy();
        int columns = checked((int)result.Shape[1]);
        for (int i = 0; i < Starts.Length; i++)
        {
            NDArray pivots = inputs[i + 1];
            Apply(
                (double*)pivots.Pointer,
                (int)pivots.Size,
                Starts[i],
                (double*)result.Pointer,
                result.Shape[0],
                columns
            );
            GC.KeepAlive(pivots);
        }

        return result;
    }

    /// <summary>Swaps rows as a panel did.</summary>
    internal static void Apply(double* pivots, int count, int start, double* values, long rows, int columns)
    {
        for (int j = 0; j < count && pivots[j] >= 0; j++)
        {
            Bounds.Require(start >= 0 && start + (long)j < rows && pivots[j] < rows);
            Triangular.Swap(values, columns, start + j, (long)pivots[j]);
        }
    }
}
