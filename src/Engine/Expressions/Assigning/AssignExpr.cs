using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.Assigning;

/// <summary>
/// An array in which the elements of a region are replaced by those of another array. Nothing is copied: whoever reads
/// it reads the other array where a window meets the region, and the array elsewhere.
/// </summary>
public sealed class AssignExpr : ArrayExpr
{
    private AssignExpr(ArrayExpr input, ArrayExpr values, Region region)
        : base(input.DType, input.Chunks, input, values) => Region = region;

    /// <summary>The array.</summary>
    public ArrayExpr Input => Inputs[0];

    /// <summary>The elements that replace those of the region; of its shape.</summary>
    public ArrayExpr Values => Inputs[1];

    /// <summary>The region of the array.</summary>
    public Region Region { get; }

    /// <inheritdoc/>
    public override bool IsPartOfRead => true;

    /// <inheritdoc/>
    public override string Name => "assign";

    /// <inheritdoc/>
    public override string Details
    {
        get
        {
            var text = new string[Rank];
            for (int axis = 0; axis < text.Length; axis++)
                text[axis] = new AxisSlice(Region.Start[axis], Region.Count[axis], Region.Step[axis]).ToString();
            return string.Join(", ", text);
        }
    }

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => new AssignExpr(inputs[0], inputs[1], Region);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add(Region.Start).Add(Region.Count).Add(Region.Step);

    /// <summary>Replaces the elements of a region.</summary>
    /// <param name="input">The array.</param>
    /// <param name="region">A region inside the array.</param>
    /// <param name="values">The new elements, in the shape of the region; they are cast to the array's dtype.</param>
    public static ArrayExpr Create(ArrayExpr input, in Region region, ArrayExpr values)
    {
        if (values.Shape != region.Shape)
            throw new GchunkException($"values of shape {values.Shape} do not fill a region of shape {region.Shape}");
        region.RequireInside(input.Shape, "the array");
        if (region.Shape.Size == 0)
            return input;
        values = CastExpr.Create(values, input.DType);
        if (region.Shape == input.Shape)
            return RechunkExpr.Create(values, input.Chunks);
        // What is replaced again need not be kept: a loop that sets one element does not grow.
        while (input is AssignExpr before && Contains(region, before.Region))
            input = before.Input;
        return new AssignExpr(input, Held(values), region);
    }

    /// <summary>
    /// Returns the slice of the values that a slice of the array shows, or null if it shows other elements too.
    /// </summary>
    /// <param name="slices">A slice along each axis, not empty.</param>
    /// <param name="isApart">True if it shows no assigned elements.</param>
    internal AxisSlice[]? InValues(AxisSlice[] slices, out bool isApart)
    {
        var own = new AxisSlice[slices.Length];
        bool covers = true;
        isApart = false;
        for (int axis = 0; axis < own.Length; axis++)
        {
            AxisSlice slice = slices[axis];
            var common = CommonIndices.Of(
                slice.Start,
                slice.Count == 1 ? 1 : slice.Step,
                slice.Count,
                Region.Start[axis],
                Region.Step[axis],
                Region.Count[axis]
            );
            if (common.Count == 0)
            {
                isApart = true;
                return null;
            }
            covers &= common.Count == slice.Count;
            own[axis] = new AxisSlice(
                common.OtherFirst,
                common.Count,
                common.Count == 1 ? 1 : common.OtherStep,
                slice.Drop
            );
        }
        return covers ? own : null;
    }

    // Values that are read from other assignments are computed once. Otherwise x[1:] = x[:-1] in a loop would be read
    // along twice as many paths at every step.
    private static ArrayExpr Held(ArrayExpr values) =>
        ExprOrder.ThroughReads(values, n => n.IsPartOfRead).Any(n => n is AssignExpr)
            ? BlockOpExpr.Hold(values)
            : values;

    // Whether every element of a region is in another one.
    private static bool Contains(in Region outer, in Region inner)
    {
        for (int axis = 0; axis < outer.Start.Length; axis++)
        {
            long from = inner.Start[axis] - outer.Start[axis],
                last = from + (inner.Count[axis] - 1) * inner.Step[axis],
                step = outer.Step[axis];
            if (from < 0 || last > (outer.Count[axis] - 1) * step || from % step != 0)
                return false;
            if (inner.Count[axis] > 1 && inner.Step[axis] % step != 0)
                return false;
        }
        return true;
    }
}
