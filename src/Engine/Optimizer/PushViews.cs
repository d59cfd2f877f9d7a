using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Pushes slices, transposes and rechunks below elementwise operations, and slices below reductions, down to the
/// sources: a stored array then reads only what is used. A slice is not pushed below a reduction that another consumer
/// needs as a whole.
/// </summary>
public sealed class PushViews : IOptimizerPass
{
    /// <inheritdoc/>
    public string Name => "push-views";

    /// <inheritdoc/>
    public string Summary => "slices, transposes and rechunks moved into the reads";

    /// <inheritdoc/>
    public ArrayExpr[] Run(ArrayExpr[] outputs)
    {
        Dictionary<UInt128, int> consumers = CountConsumers(outputs);
        var done = new Dictionary<UInt128, ArrayExpr>();
        return Array.ConvertAll(outputs, Visit);

        // From the top down: a view that was pushed is tried again on the node it meets.
        ArrayExpr Visit(ArrayExpr node)
        {
            if (done.TryGetValue(node.Hash, out ArrayExpr? known))
                return known;
            ArrayExpr current = node;
            while (Push(current, consumers) is { } pushed)
                current = pushed;
            ArrayExpr result = current;
            if (current.Inputs.Count > 0)
            {
                var inputs = new ArrayExpr[current.Inputs.Count];
                bool changed = false;
                for (int i = 0; i < inputs.Length; i++)
                {
                    inputs[i] = Visit(current.Inputs[i]);
                    changed |= !ReferenceEquals(inputs[i], current.Inputs[i]);
                }
                if (changed)
                    result = current.With(inputs);
                // Pushing the view below may have made way for this one: a slice of a transpose of a sum.
                if (changed && Push(result, consumers) is { } after)
                    result = Visit(after);
            }
            done[node.Hash] = result;
            return result;
        }
    }

    private static ArrayExpr? Push(ArrayExpr node, Dictionary<UInt128, int> consumers)
    {
        if (node is not (SliceExpr or TransposeExpr or RechunkExpr))
            return null;
        ArrayExpr below = node.Inputs[0];
        switch (below)
        {
            case ElementwiseExpr or CastExpr:
                var inputs = new ArrayExpr[below.Inputs.Count];
                for (int i = 0; i < inputs.Length; i++)
                    inputs[i] = node.With([below.Inputs[i]]);
                // An elementwise node takes its chunks from its inputs, so they follow.
                return below.With(inputs);
            case FullExpr full:
                return new FullExpr(full.Value, full.DType, node.Chunks);
            case ReductionExpr reduction when node is SliceExpr slice && consumers.GetValueOrDefault(below.Hash) <= 1:
                return PushBelow(reduction, slice);
            default:
                return null;
        }
    }

    // Kept axes are sliced before the reduction; reduced axes are dropped after it.
    private static ArrayExpr? PushBelow(ReductionExpr reduction, SliceExpr slice)
    {
        var before = new AxisSlice[reduction.Rank];
        var after = new AxisSlice[reduction.Rank];
        bool gains = false;
        for (int axis = 0; axis < reduction.Rank; axis++)
        {
            AxisSlice s = slice.Slices[axis];
            bool reduced = reduction.Axes.Contains(axis);
            before[axis] = reduced ? AxisSlice.All(reduction.Input.Shape[axis]) : s with { Drop = false };
            after[axis] =
                reduced ? s
                : s.Drop ? new AxisSlice(0, 1, 1, Drop: true)
                : AxisSlice.All(s.Count);
            gains |= !reduced && !s.IsAll(reduction.Shape[axis]) && reduction.Shape[axis] > 1;
        }
        return gains ? SliceExpr.Create(reduction.With([SliceExpr.Create(reduction.Input, before)]), after) : null;
    }

    private static Dictionary<UInt128, int> CountConsumers(ArrayExpr[] outputs)
    {
        var counts = new Dictionary<UInt128, int>();
        var seen = new HashSet<UInt128>();
        foreach (ArrayExpr output in outputs)
        {
            counts[output.Hash] = counts.GetValueOrDefault(output.Hash) + 1;
            Visit(output);
        }
        return counts;

        void Visit(ArrayExpr node)
        {
            if (!seen.Add(node.Hash))
                return;
            foreach (ArrayExpr input in node.Inputs)
            {
                counts[input.Hash] = counts.GetValueOrDefault(input.Hash) + 1;
                Visit(input);
            }
        }
    }
}
