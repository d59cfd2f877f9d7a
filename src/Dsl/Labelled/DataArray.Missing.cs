using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>The values where a condition holds, missing (NaN) elsewhere; whole numbers become float64. Attributes stay.</summary>
    public DataArray Where(DataArray condition) => Where(condition, double.NaN);

    /// <summary>The values where a condition holds, those of another array or a number elsewhere. Attributes stay.</summary>
    public DataArray Where(DataArray condition, DataArray other)
    {
        // This array's dimensions come first, whatever the condition's order.
        DataArray chosen = Elementwise("where", condition, this, other);
        if (chosen.Dims.Count == Dims.Count) chosen = chosen.Transpose(variable.Dims);
        return new DataArray(chosen.variable with { Attrs = Attrs.Copy(), Calendar = Calendar }, chosen.Coords, Name);
    }

    /// <summary>Whether each value is missing.</summary>
    public DataArray IsNull() => Elementwise("isnan", this);

    /// <summary>Whether each value is there.</summary>
    public DataArray NotNull() => !IsNull();

    /// <summary>The values, missing ones replaced. Attributes stay.</summary>
    public DataArray FillNa(DataArray value) => DType.IsFloat ? Where(NotNull(), value) : this;

    /// <summary>The labels of a dimension where no value, or not all values, are missing.</summary>
    /// <remarks>Which these are must be known at once, so this computes: one pass over the values, in bounded memory. The values themselves stay lazy; <see cref="Persist"/> first where they are cheap to hold.</remarks>
    /// <param name="dim">The dimension.</param>
    /// <param name="how"><c>any</c> drops labels with any value missing, <c>all</c> those with nothing else.</param>
    /// <exception cref="GchunkException">There is no such dimension.</exception>
    public DataArray DropNa(string dim, string how = "any")
    {
        int axis = Axis(dim);
        if (how is not ("any" or "all")) throw new GchunkException($"DropNa takes how: \"any\" or \"all\"; got \"{how}\"");
        if (!DType.IsFloat) return this;
        int[] others = [.. Enumerable.Range(0, Dims.Count).Where(a => a != axis)];
        long each = others.Aggregate(1L, (product, a) => product * Shape[a]);
        ArrayExpr counts = ReductionExpr.Create(OpTable.GetReduction("count"), variable.Expr, others, keepDims: false, new ReductionOptions(SkipNaN: true));
        using NDArray counted = Computation.Compute(counts);
        long[] present = counted.ToArray<long>();
        var kept = new List<long>(present.Length);
        for (long i = 0; i < present.Length; i++)
            if (how == "any" ? present[i] == each : present[i] > 0) kept.Add(i);
        return kept.Count == present.Length ? this : Pick(dim, AxisPick.From([.. kept]));
    }
}
