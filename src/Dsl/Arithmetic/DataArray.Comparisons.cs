using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

#pragma warning disable CA1065 // As with arrays of NumPy, equality is element by element.

[SuppressMessage("Design", "CA1046", Justification = "As with plain arrays, equality is element by element.")]
public sealed partial class DataArray
{
    /// <summary>True where the values are equal; missing values equal nothing.</summary>
    /// <remarks><see cref="Equals(DataArray)"/> compares whole arrays, and <c>is null</c> tests for null.</remarks>
    public static DataArray operator ==(DataArray left, DataArray right) => Elementwise("equal", left, right);

    /// <summary>True where the values differ; missing values differ from everything.</summary>
    public static DataArray operator !=(DataArray left, DataArray right) => Elementwise("not_equal", left, right);

    /// <summary>True where the text equals the given one.</summary>
    public static DataArray operator ==(DataArray left, string right) => left.IsIn(right);

    /// <summary>True where the text differs from the given one.</summary>
    public static DataArray operator !=(DataArray left, string right) => !left.IsIn(right);

    /// <summary>True for the same object; <see cref="Equals(DataArray)"/> compares values.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>
    /// True where the value is among those of another array, which are computed. The labels of that array do not
    /// matter.
    /// </summary>
    /// <param name="elements">Numbers, texts or times, as this array has.</param>
    /// <exception cref="GchunkException">The other array holds values of another kind.</exception>
    public DataArray IsIn(DataArray elements)
    {
        if (IsText != elements.IsText)
        {
            throw new GchunkException(
                $"IsIn: {Named} holds {(IsText ? "texts" : DType.Name)}, the elements are {(elements.IsText ? "texts" : elements.DType.Name)}"
            );
        }

        if (TextCodes.Of(elements.variable) is { } texts)
            return IsIn(texts);
        CfCalendar? calendar =
            CalendarOf(Engine.Kernels.OpTable.GetElementwise("equal"), [DropAllCoords(), elements.DropAllCoords()])
            ?? Calendar;
        ChunkedArray found = Prelude.IsIn(new ChunkedArray(variable.Expr), new ChunkedArray(elements.variable.Expr));
        ArrayExpr values = found.Expression;
        if (calendar is not null)
            values = Exprs.LogicalAnd(values, Exprs.LogicalNot(IsNaT(variable.Expr)));
        return With(new Variable(variable.Dims, values, []));
    }

    /// <summary>True where the value is one of these numbers.</summary>
    public DataArray IsIn(params double[] elements) => IsIn(new DataArray(NDArray.From(elements), ["element"]));

    /// <summary>True where the value is one of these integers.</summary>
    public DataArray IsIn(params long[] elements) => IsIn(new DataArray(NDArray.From(elements), ["element"]));

    /// <summary>True where the time is one of these.</summary>
    public DataArray IsIn(params DateTime[] elements) => IsIn(Of(elements, Calendar ?? CfCalendar.Standard));

    /// <summary>True where the duration is one of these.</summary>
    public DataArray IsIn(params TimeSpan[] elements) => IsIn(new DataArray(NDArray.From(elements), ["element"]));

    /// <summary>True where the text is one of these, or the time is one of these dates.</summary>
    /// <exception cref="GchunkException">The array holds numbers, or a text is not a date.</exception>
    public DataArray IsIn(params string[] elements)
    {
        if (Calendar is { } calendar)
            return IsIn(new DataArray(TimeIndex.Parse(elements, calendar: calendar.Name), "element"));
        if (variable.Texts is not { } texts)
            throw new GchunkException($"{Named} holds {DType.Name}, which equals no text; give numbers");
        ArrayExpr found = new FullExpr(0L, DType.Bool, variable.Expr.Chunks);
        for (int i = 0; i < texts.Length; i++)
        {
            if (elements.Contains(texts[i]))
                found = Exprs.LogicalOr(found, Exprs.Equal(variable.Expr, FullExpr.Weak((long)i)));
        }

        return With(variable with { Expr = found, Texts = null, Attrs = [], Encoding = null });
    }

    private static DataArray Of(DateTime[] times, CfCalendar calendar) =>
        new(TimeIndex.Of(times, calendar.Name), "element");
}
