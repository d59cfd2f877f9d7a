using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Dense;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Slicing;

namespace Gchunk.Engine.Execution.Dense;

/// <summary>Operators and selections of arrays in memory, computed as expressions in this process.</summary>
internal sealed class DenseEvaluation : IDenseEvaluation
{
    // Smaller results do not gain by threads.
    private const long SmallBytes = 1 << 22;

    /// <inheritdoc/>
    public NDArray Elementwise(string operation, params ReadOnlySpan<ArrayOperand> operands)
    {
        var inputs = new ArrayExpr[operands.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            ArrayOperand operand = operands[i];
            inputs[i] =
                operand.Array is { } array ? Expression(array)
                : operand.Integer is { } integer ? FullExpr.Weak(integer)
                : FullExpr.Weak(operand.Number);
        }
        return Evaluate(Exprs.Elementwise(operation, inputs));
    }

    /// <inheritdoc/>
    public NDArray Select(NDArray array, ReadOnlySpan<ElementIndex> indices)
    {
        // A mask of the array's own shape selects elements in C order.
        if (indices is [{ Picks: { Rank: > 1, DType: DType.Bool } mask }] && mask.Shape == array.Shape)
        {
            using NDArray elements = array.Reshape(array.Size),
                flat = mask.Reshape(mask.Size);
            return Select(elements, [flat]);
        }
        List<ElementIndex> parts = Expand(indices, array.Shape);
        var slices = new AxisSlice[array.Rank];
        var picks = new List<(int Axis, long[] Positions)>();
        int kept = 0;
        for (int axis = 0; axis < slices.Length; axis++)
        {
            long length = array.Shape[axis];
            slices[axis] = Slice(parts[axis], length, axis);
            if (parts[axis].Picks is { } pick)
                picks.Add((kept, Positions(pick, length, axis)));
            kept += slices[axis].Drop ? 0 : 1;
        }
        if (picks.Count > 1)
        {
            throw new GchunkException(
                $"an array in memory takes indices in any order, or bools, along one axis; got {picks.Count}; select from FromArray(a)"
            );
        }

        ArrayExpr selected = SliceExpr.Create(Expression(array), slices);
        foreach (var (axis, positions) in picks)
        {
            long[] sizes = [positions.Length];
            selected = TakeExpr.Create(selected, axis, positions, sizes);
        }
        return Evaluate(selected);
    }

#pragma warning disable CA2255 // Arrays are in a lower layer and cannot name this class.
    [ModuleInitializer]
    internal static void Begin() => NDArray.Evaluation = new DenseEvaluation();
#pragma warning restore CA2255

    private static MemoryExpr Expression(NDArray array) =>
        new(array.Share(), ChunkGrid.Auto(array.Shape, array.DType.Size));

    // A function in a task may come here: its thread computes, and the client's workers are not asked.
    private static NDArray Evaluate(ArrayExpr expression) =>
        Computation.ComputeHere(expression, threads: expression.NBytes > SmallBytes);

    private static List<ElementIndex> Expand(ReadOnlySpan<ElementIndex> indices, Shape shape)
    {
        var parts = new List<ElementIndex>();
        foreach (ElementIndex index in indices)
        {
            if (index.Text is { } text)
                parts.AddRange(text.Split(',').Select(part => (ElementIndex)part.Trim()));
            else
                parts.Add(index);
        }
        if (parts.Count > shape.Rank)
        {
            throw new GchunkException(
                $"got {parts.Count} indices for an array of {Quantity.Of(shape.Rank, "dimension")} {shape}"
            );
        }

        parts.AddRange(Enumerable.Repeat((ElementIndex)Range.All, shape.Rank - parts.Count));
        return parts;
    }

    private static AxisSlice Slice(ElementIndex index, long length, int axis)
    {
        if (index.Picks is not null)
            return AxisSlice.All(length);
        if (index.Range is { } range)
            return AxisSlice.FromRange(range, length);
        if (index.Text is { } text)
            return SliceText.Parse(text, length, axis);
        long at = index.At.IsFromEnd ? length - index.At.Value : index.At.Value;
        return SliceText.One(at, length, axis, index.At.ToString());
    }

    private static long[] Positions(NDArray picks, long length, int axis)
    {
        if (picks.Rank != 1 || !(picks.DType == DType.Bool || picks.DType.IsInteger))
        {
            throw new GchunkException(
                $"an array of indices or bools must have one axis; got {picks.Shape} {picks.DType.Name}; select from FromArray(a)"
            );
        }
        if (picks.DType == DType.Bool)
        {
            if (picks.Size != length)
            {
                throw new GchunkException($"a mask of {picks.Size} bools does not fit axis {axis} of length {length}");
            }
            return [.. picks.ToArray<bool>().Index().Where(p => p.Item).Select(p => (long)p.Index)];
        }

        long[] positions = picks.ToArray<long>();
        for (int i = 0; i < positions.Length; i++)
        {
            long at = positions[i] < 0 ? positions[i] + length : positions[i];
            SliceText.One(at, length, axis, $"{positions[i]}");
            positions[i] = at;
        }
        return positions;
    }
}
