using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Computes the values: of times, int64 microseconds since 1970-01-01 that are shown as times.</summary>
    public NDArray Compute()
    {
        NDArray values = Computation.Compute(Numbers().Expr);
        if (TextRepr.ElementsOf(variable) is not { } text)
            return values;
        using (values)
            return values.Share(text);
    }

    /// <summary>Computes the values and returns the array with them in memory, as one block.</summary>
    public DataArray Load() => WithSame(new MemoryExpr(Computation.Compute(variable.Expr), Chunks));

    /// <summary>Computes the values and returns the array with them in memory, chunk by chunk.</summary>
    public DataArray Persist() => WithSame(Computation.Persist([variable.Expr])[0]);

    /// <summary>
    /// Describes the expression before and after the optimizer, and the tasks with the memory they need; nothing runs.
    /// </summary>
    /// <param name="optimise">False to describe the tasks of the expression as it was written.</param>
    public string Explain(bool optimise = true) => Computation.Explain(variable.Expr, optimise);

    /// <summary>The values without labels, as a lazy array.</summary>
    public ChunkedArray Data => new(Numbers().Expr);

    /// <summary>Computes the value of an array that has exactly one.</summary>
    /// <exception cref="GchunkException">The array has several values.</exception>
    public double Scalar()
    {
        if (Shape.Size != 1)
        {
            throw new GchunkException(
                $"Scalar() needs a single value, but this array has {(Dims.Count == 0 ? "" : $"({Sizes}): ")}{Shape.Size} values; reduce it first, for example with Mean(), or select with Isel"
            );
        }

        using NDArray value = Compute();
        return value.GetDouble(new long[Dims.Count]);
    }
}
