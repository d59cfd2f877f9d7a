using Gchunk.Dsl.Labels;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Joining;

/// <summary>
/// A variable of a data set that is combined with others. Its expression is created only when <see cref="Variable"/> is
/// used, which is not necessary for most variables of most files.
/// </summary>
internal abstract class CombineVariable
{
    /// <summary>The names of the axes.</summary>
    public abstract IReadOnlyList<string> Dims { get; }

    /// <summary>The length of each axis.</summary>
    public abstract Shape Shape { get; }

    /// <summary>The calendar of times, or null.</summary>
    public abstract CfCalendar? Calendar { get; }

    /// <summary>True for text.</summary>
    public abstract bool IsText { get; }

    /// <summary>The number of bytes that a comparison would read.</summary>
    public abstract long NBytes { get; }

    /// <summary>The lazy variable.</summary>
    public abstract Variable Variable { get; }

    /// <summary>
    /// Compares the values with those of another variable of the same shape; null if that needs a computation.
    /// </summary>
    public virtual bool? HasSameValues(CombineVariable other) => null;

    /// <summary>
    /// Concatenates stored values before they are decoded, or returns null if the variables are encoded differently.
    /// </summary>
    public virtual Variable? ConcatenateStored(IReadOnlyList<CombineVariable> all, int axis) => null;

    /// <summary>The position of a dimension, or -1.</summary>
    public int Axis(string dim)
    {
        for (int axis = 0; axis < Dims.Count; axis++)
        {
            if (Dims[axis] == dim)
                return axis;
        }

        return -1;
    }
}

/// <summary>A variable of a data set in memory.</summary>
internal sealed class LazyVariable(Variable variable) : CombineVariable
{
    public override IReadOnlyList<string> Dims => variable.Dims;

    public override Shape Shape => variable.Expr.Shape;

    public override CfCalendar? Calendar => variable.Calendar;

    public override bool IsText => variable.Texts is not null;

    public override long NBytes => variable.Expr.NBytes;

    public override Variable Variable => variable;

    public override bool? HasSameValues(CombineVariable other) =>
        other is LazyVariable { Variable: { } theirs }
        && variable.Expr.Hash == theirs.Expr.Hash
        && TextCodes.SameTexts(variable, theirs)
            ? true
            : null;
}
