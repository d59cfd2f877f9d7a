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
        // Auxiliary variables that not all have are kept as they are.
        var kept = new OrderedDictionary<string, DataArray>();
        HashSet<string> auxiliary = Auxiliaries(operands);
        foreach (Dataset operand in operands)
        {
            foreach (string name in operand.Names)
            {
                if (auxiliary.Contains(name) && !AllHave(operands, name))
                    kept.TryAdd(name, operand[name]);
            }
        }

        foreach (Dataset other in operands)
        {
            if (!Data(other).Order().SequenceEqual(Data(first).Order()))
            {
                throw new GchunkException(
                    $"{op}: the data sets have different variables: {string.Join(", ", Data(first))} and {string.Join(", ", Data(other))}"
                );
            }
        }

        // A coordinate that differs in one variable is dropped from all.
        var differing = new HashSet<string>();
        foreach (string name in Data(first))
        {
            var arrays = new DataArray[operands.Length];
            for (int i = 0; i < arrays.Length; i++)
                arrays[i] = operands[i][name];
            DataArray result = DataArray.Elementwise(op, arrays).Rename(name);
            results.Add(result);
            differing.UnionWith(arrays.SelectMany(a => a.Coords.Names).Except(result.Coords.Names));
        }
        results.AddRange(kept.Values);
        // A scalar label left by a selection gives way to the labels of that dimension.
        string[] dims = [.. results.SelectMany(r => r.Dims).Distinct()];
        return new Dataset(
            results.Select(r =>
                r.DropCoords([
                    .. r
                        .Coords.Where(c => c.Index is null && (dims.Contains(c.Name) || differing.Contains(c.Name)))
                        .Select(c => c.Name),
                ])
            )
        );

        IEnumerable<string> Data(Dataset operand) => operand.Names.Where(n => !kept.ContainsKey(n));
    }

    // The names that attributes of CF refer to: bounds, grid mappings and the like.
    private static HashSet<string> Auxiliaries(ReadOnlySpan<Dataset> operands)
    {
        string[] references = ["bounds", "climatology", "grid_mapping", "cell_measures", "ancillary_variables"];
        var names = new HashSet<string>();
        foreach (Dataset operand in operands)
        {
            foreach (
                Attributes attrs in operand.Coords.Select(c => c.Attrs).Concat(operand.Variables.Select(v => v.Attrs))
            )
            {
                foreach (string reference in references)
                    names.UnionWith(attrs.Text(reference)?.Split([' ', ':']) ?? []);
            }
        }

        return names;
    }

    private static bool AllHave(ReadOnlySpan<Dataset> operands, string name)
    {
        foreach (Dataset operand in operands)
        {
            if (!operand.Names.Contains(name))
                return false;
        }

        return true;
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

    /// <summary>True where a value of a variable is greater than the array or the number.</summary>
    public static Dataset operator >(Dataset left, DataArray right) => left.With(right, static (a, b) => a > b);

    /// <summary>True where a value of a variable is less than the array or the number.</summary>
    public static Dataset operator <(Dataset left, DataArray right) => left.With(right, static (a, b) => a < b);

    /// <summary>True where a value of a variable is at least the array or the number.</summary>
    public static Dataset operator >=(Dataset left, DataArray right) => left.With(right, static (a, b) => a >= b);

    /// <summary>True where a value of a variable is at most the array or the number.</summary>
    public static Dataset operator <=(Dataset left, DataArray right) => left.With(right, static (a, b) => a <= b);

    /// <summary>True where the value of the left variable is greater than that of the same name.</summary>
    public static Dataset operator >(Dataset left, Dataset right) => Elementwise("greater", left, right);

    /// <summary>True where the value of the left variable is less than that of the same name.</summary>
    public static Dataset operator <(Dataset left, Dataset right) => Elementwise("less", left, right);

    /// <summary>True where the value of the left variable is at least that of the same name.</summary>
    public static Dataset operator >=(Dataset left, Dataset right) => Elementwise("greater_equal", left, right);

    /// <summary>True where the value of the left variable is at most that of the same name.</summary>
    public static Dataset operator <=(Dataset left, Dataset right) => Elementwise("less_equal", left, right);

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
