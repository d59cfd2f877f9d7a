using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Keeps the values where a condition is true; the others become missing (NaN), and integers become float64.
    /// Attributes are kept.
    /// </summary>
    public DataArray Where(DataArray condition) => Where(condition, double.NaN);

    /// <summary>
    /// Keeps the values where a condition is true and takes those of another array or a number elsewhere. Attributes
    /// are kept.
    /// </summary>
    public DataArray Where(DataArray condition, DataArray other)
    {
        if (IsText)
            return WhereText(condition, other);
        // A missing time is NaT.
        if (
            variable.HasNaT
            && other.IsBare
            && other.variable.Expr is FullExpr { Value: var filler }
            && double.IsNaN(filler.ToDouble())
        )
        {
            other = new DataArray(new Variable([], variable.Missing, []), Coordinates.Empty);
        }
        // This array's dimensions come first, regardless of the condition's order.
        DataArray chosen = Prelude.Where(condition, this, other);
        chosen = chosen.Transpose([.. Dims, .. chosen.Dims.Except(Dims)]);
        return new DataArray(chosen.variable with { Attrs = Attrs.Copy(), Calendar = Calendar }, chosen.Coords, Name);
    }

    // Texts are stored as codes; the code -1 is a missing text.
    private DataArray WhereText(DataArray condition, DataArray other)
    {
        if (!other.IsBare)
        {
            throw new GchunkException(
                $"Where of text ({Named}) can only make texts missing where the condition is false; it cannot replace them by other texts"
            );
        }

        return new DataArray(
            new DataArray(variable with { Texts = null }, Coords, Name).Where(condition, -1L).variable with
            {
                Texts = variable.Texts,
                Attrs = Attrs.Copy(),
            },
            Coords,
            Name
        );
    }

    private string Named => Name is null ? "an array" : $"'{Name}'";

    /// <summary>
    /// Keeps the values where a condition is true and takes those of another array or a number elsewhere; the same as
    /// <c>Where(condition, other)</c>.
    /// </summary>
    public DataArray WhereOther(DataArray condition, DataArray other) => Where(condition, other);

    /// <summary>
    /// Makes values missing where a condition is false, and with <paramref name="drop"/> removes labels without a value.
    /// </summary>
    /// <param name="condition">Bools.</param>
    /// <param name="drop">Whether to remove labels along which the condition is nowhere true.</param>
    /// <exception cref="GchunkException">Labels along shared dimensions differ.</exception>
    public DataArray Where(DataArray condition, bool drop) => drop ? WhereDrop(condition) : Where(condition);

    /// <summary>
    /// Keeps the values where a condition is true, and drops the labels along which it is true nowhere; the condition
    /// is computed.
    /// </summary>
    public DataArray WhereDrop(DataArray condition)
    {
        DataArray result = this;
        foreach (string dim in condition.Dims)
        {
            if (!Dims.Contains(dim))
                continue;
            string[] others = [.. condition.Dims.Where(d => d != dim)];
            using NDArray any = (others.Length == 0 ? condition : condition.Any(others)).Compute();
            bool[] holds = any.AsType(DType.Bool).ToArray<bool>();
            AxisPick kept = AxisPick.From([
                .. Enumerable.Range(0, holds.Length).Where(i => holds[i]).Select(i => (long)i),
            ]);
            (result, condition) = (result.Pick(dim, kept), condition.Pick(dim, kept));
        }
        return result.Where(condition);
    }

    /// <summary>Returns a mask that is true where the value is missing: NaN, NaT or no text.</summary>
    public DataArray IsNull()
    {
        if (IsText)
            return Prelude.Less(new DataArray(variable with { Texts = null, Attrs = [] }, Coords, Name), 0L);
        if (Calendar is not null)
        {
            return Elementwise(
                "equal",
                new DataArray(variable with { Calendar = null, Attrs = [] }, Coords, Name),
                Engine.Storage.Cf.CfDateTime.NaT
            );
        }

        return Prelude.IsNaN(this);
    }

    /// <summary>Returns a mask that is true where the value is not missing.</summary>
    public DataArray NotNull() => !IsNull();

    /// <summary>Replaces missing values: NaN by numbers, NaT by times or durations. Attributes are kept.</summary>
    /// <param name="value">
    /// A number, or an array whose values are found by label, as in xarray: nothing is replaced where it has no label.
    /// </param>
    /// <exception cref="GchunkException">
    /// The values are times or durations, and those that replace them are not of the same kind.
    /// </exception>
    public DataArray FillNa(DataArray value)
    {
        if (!IsFilledBy(value))
        {
            throw new GchunkException(
                $"FillNa of {(Calendar is { } own ? $"times ({own})" : DType.Name)} needs values of the same kind; got {(value.Calendar is { } other ? $"times ({other})" : value.DType.Name)}; {(Calendar is null ? "give a duration, such as TimeSpan.FromHours(6)" : "give a time, such as new DateTime(2000, 1, 1)")}"
            );
        }
        if (!DType.CanBeNaN && !variable.HasNaT)
            return this;
        bool differs = value.Dims.Any(dim =>
            Coords.IndexOf(dim) is { } own
            && value.Coords.IndexOf(dim) is { } other
            && (own.Length != other.Length || own.FirstDifference(other) >= 0)
        );
        return Where(NotNull(), differs ? value.ReindexLike(this) : value);
    }

    /// <summary>True unless the values are times or durations and the others are not of the same kind.</summary>
    internal bool IsFilledBy(DataArray value) =>
        Calendar is { } own
            ? value.Calendar is { } other && own.AgreesWith(other)
            : !DType.IsTime || value.DType == DType;

    /// <summary>Drops the labels of a dimension where any value, or all values, are missing.</summary>
    /// <remarks>
    /// The labels must be known at once, so this computes a mask in one pass over the values, in bounded memory. The
    /// values themselves stay lazy; call <see cref="Persist"/> first if they fit in memory.
    /// </remarks>
    /// <param name="dim">The dimension.</param>
    /// <param name="how">
    /// <c>any</c> drops labels with any missing value, <c>all</c> those with only missing values.
    /// </param>
    /// <exception cref="GchunkException">The dimension is unknown.</exception>
    public DataArray DropNa(string dim, string how = "any")
    {
        int axis = Axis(dim);
        if (how is not ("any" or "all"))
            throw new GchunkException($"DropNa takes how: \"any\" or \"all\"; got \"{how}\"");
        if (!DType.CanBeNaN && !variable.HasNaT && !IsText)
            return this;
        int[] others = [.. Enumerable.Range(0, Dims.Count).Where(a => a != axis)];
        long each = others.Aggregate(1L, (product, a) => product * Shape[a]);
        ArrayExpr counts = DType.CanBeNaN
            ? Exprs.Count(variable.Expr, others, skipNaN: true)
            : Exprs.Sum(CastExpr.Create(NotNull().variable.Expr, DType.Int64), others);
        using NDArray counted = Computation.Compute(counts);
        long[] present = counted.ToArray<long>();
        var kept = new List<long>(present.Length);
        for (long i = 0; i < present.Length; i++)
        {
            if (how == "any" ? present[i] == each : present[i] > 0)
                kept.Add(i);
        }

        return kept.Count == present.Length ? this : Pick(dim, AxisPick.From([.. kept]));
    }
}
