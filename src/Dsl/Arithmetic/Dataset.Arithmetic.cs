using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Applies an elementwise operation, given by its name in the table of operations, to the variables of equal names.
    /// </summary>
    /// <param name="op">NumPy's name.</param>
    /// <param name="operands">Data sets with the same variables.</param>
    /// <exception cref="GchunkException">The variables differ, or their labels do.</exception>
    public static Dataset Elementwise(string op, params ReadOnlySpan<Dataset> operands)
    {
        Dataset first = operands[0];
        var results = new List<DataArray>();
        foreach (Dataset other in operands)
        {
            if (!other.Names.Order().SequenceEqual(first.Names.Order()))
            {
                throw new GchunkException(
                    $"{op}: the data sets have different variables: {string.Join(", ", first.Names)} and {string.Join(", ", other.Names)}"
                );
            }
        }

        foreach (string name in first.Names)
        {
            var arrays = new DataArray[operands.Length];
            for (int i = 0; i < arrays.Length; i++)
                arrays[i] = operands[i][name];
            results.Add(DataArray.Elementwise(op, arrays).Rename(name));
        }
        // A scalar label left by a selection gives way to the labels of that dimension.
        string[] dims = [.. results.SelectMany(r => r.Dims).Distinct()];
        return new Dataset(
            results.Select(r =>
                r.DropCoords([.. r.Coords.Where(c => c.Index is null && dims.Contains(c.Name)).Select(c => c.Name)])
            )
        );
    }

    private Dataset With(DataArray other, Func<DataArray, DataArray, DataArray> op) =>
        new(Variables.Select(v => op(v, other).Rename(v.Name)));

    /// <summary>The sum of every variable and an array or a number.</summary>
    public static Dataset operator +(Dataset left, DataArray right) => left.With(right, static (a, b) => a + b);

    /// <summary>The difference of every variable and an array or a number.</summary>
    public static Dataset operator -(Dataset left, DataArray right) => left.With(right, static (a, b) => a - b);

    /// <summary>The product of every variable and an array or a number.</summary>
    public static Dataset operator *(Dataset left, DataArray right) => left.With(right, static (a, b) => a * b);

    /// <summary>The quotient of every variable and an array or a number.</summary>
    public static Dataset operator /(Dataset left, DataArray right) => left.With(right, static (a, b) => a / b);

    /// <summary>The sums of the variables of equal names.</summary>
    public static Dataset operator +(Dataset left, Dataset right) => Elementwise("add", left, right);

    /// <summary>The differences of the variables of equal names.</summary>
    public static Dataset operator -(Dataset left, Dataset right) => Elementwise("subtract", left, right);

    /// <summary>The products of the variables of equal names.</summary>
    public static Dataset operator *(Dataset left, Dataset right) => Elementwise("multiply", left, right);

    /// <summary>The quotients of the variables of equal names.</summary>
    public static Dataset operator /(Dataset left, Dataset right) => Elementwise("divide", left, right);

    /// <summary>Casts the values to another dtype.</summary>
    public Dataset AsType(DType dtype) =>
        MapVariables(
            (_, v) =>
                v.Calendar is not null || v.Texts is not null
                    ? v
                    : v with
                    {
                        Expr = Engine.Expressions.CastExpr.Create(v.Expr, dtype),
                    },
            Coords,
            Attrs
        );
}
