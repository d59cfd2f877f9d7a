using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// What a chain of slices, transposes and rechunks comes to: slices of an array, then an order of the axes that they
/// keep, then chunks. Views of equal content are equal.
/// </summary>
internal sealed class PushedView : IEquatable<PushedView>
{
    private readonly AxisSlice[] slices;
    private readonly int[] order;
    private readonly ChunkGrid chunks;

    private PushedView(AxisSlice[] slices, int[] order, ChunkGrid chunks) =>
        (this.slices, this.order, this.chunks) = (slices, order, chunks);

    /// <summary>The number of elements that the view shows.</summary>
    public double Elements => chunks.Shape.Size;

    /// <summary>The view of a whole array.</summary>
    public static PushedView Whole(ArrayExpr array)
    {
        var slices = new AxisSlice[array.Rank];
        for (int axis = 0; axis < slices.Length; axis++)
            slices[axis] = AxisSlice.All(array.Shape[axis]);
        return new PushedView(slices, Ascending(array.Rank), array.Chunks);
    }

    /// <summary>Returns whether the view shows a whole array as it is.</summary>
    public bool IsWhole(ArrayExpr array)
    {
        for (int axis = 0; axis < slices.Length; axis++)
        {
            if (!slices[axis].IsAll(array.Shape[axis]) || order[axis] != axis)
                return false;
        }
        return chunks.Equals(array.Chunks);
    }

    /// <summary>Returns the view of the input that is this view of a slice, a transpose or a rechunk.</summary>
    public PushedView Below(ArrayExpr node) =>
        node switch
        {
            SliceExpr slice => Below(slice),
            TransposeExpr transpose => Below(transpose),
            // The chunks of this view replace those of the rechunk.
            RechunkExpr => this,
            _ => throw new ArgumentException($"{node} is not a view", nameof(node)),
        };

    /// <summary>Returns the view of an array as an expression.</summary>
    public ArrayExpr Of(ArrayExpr array) =>
        RechunkExpr.Create(TransposeExpr.Create(SliceExpr.Create(array, slices), order), chunks);

    /// <summary>Returns the view of a constant.</summary>
    public FullExpr Of(FullExpr constant) => new(constant.Value, constant.DType, chunks);

    /// <summary>
    /// Splits the view of a reduction: axes that are kept are sliced before the reduction, the others after it. Null if
    /// that saves no work.
    /// </summary>
    public (PushedView Before, PushedView After)? Split(ReductionExpr reduction)
    {
        var before = new AxisSlice[reduction.Rank];
        var after = new AxisSlice[reduction.Rank];
        bool gains = false;
        for (int axis = 0; axis < reduction.Rank; axis++)
        {
            AxisSlice s = slices[axis];
            bool reduced = reduction.Axes.Contains(axis);
            before[axis] = reduced ? AxisSlice.All(reduction.Input.Shape[axis]) : s with { Drop = false };
            after[axis] =
                reduced ? s
                : s.Drop ? new AxisSlice(0, 1, 1, Drop: true)
                : AxisSlice.All(s.Count);
            gains |= !reduced && !s.IsAll(reduction.Shape[axis]) && reduction.Shape[axis] > 1;
        }

        if (!gains)
            return null;
        ChunkGrid kept = SliceExpr.Create(reduction.Input, before).Chunks;
        return (new PushedView(before, Ascending(before.Length), kept), new PushedView(after, order, chunks));
    }

    private PushedView Below(SliceExpr node)
    {
        var composed = new AxisSlice[node.Slices.Count];
        for (int axis = 0, kept = 0; axis < composed.Length; axis++)
        {
            AxisSlice outer = node.Slices[axis];
            if (outer.Drop)
            {
                composed[axis] = outer;
                continue;
            }
            AxisSlice inner = slices[kept++];
            composed[axis] =
                inner.Count == 0
                    ? new AxisSlice(0, 0)
                    : new AxisSlice(
                        outer.Start + inner.Start * outer.Step,
                        inner.Count,
                        inner.Count == 1 ? 1 : outer.Step * inner.Step,
                        inner.Drop
                    );
        }
        return new PushedView(composed, order, chunks);
    }

    private PushedView Below(TransposeExpr node)
    {
        var turned = new AxisSlice[slices.Length];
        for (int axis = 0; axis < turned.Length; axis++)
            turned[node.Order[axis]] = slices[axis];
        // The position of each kept axis of the input among those that are kept.
        var position = new int[turned.Length];
        for (int axis = 0, kept = 0; axis < turned.Length; axis++)
            position[axis] = turned[axis].Drop ? -1 : kept++;
        var above = new List<int>();
        for (int axis = 0; axis < slices.Length; axis++)
        {
            if (!slices[axis].Drop)
                above.Add(axis);
        }
        return new PushedView(turned, Array.ConvertAll(order, kept => position[node.Order[above[kept]]]), chunks);
    }

    private static int[] Ascending(int count)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++)
            order[i] = i;
        return order;
    }

    public bool Equals(PushedView? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && slices.AsSpan().SequenceEqual(other.slices)
            && order.AsSpan().SequenceEqual(other.order)
            && chunks.Equals(other.chunks)
        );

    public override bool Equals(object? obj) => Equals(obj as PushedView);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (AxisSlice slice in slices)
            hash.Add(slice);
        foreach (int axis in order)
            hash.Add(axis);
        hash.Add(chunks);
        return hash.ToHashCode();
    }
}
