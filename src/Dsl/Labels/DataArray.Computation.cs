using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Computes the values.</summary>
    public NDArray Compute() => Computation.Compute(Numbers().Expr);

    /// <summary>The same array with its values computed, in memory, in one piece.</summary>
    public DataArray Load() => WithSame(new MemoryExpr(Computation.Compute(variable.Expr), Chunks));

    /// <summary>The same array with its values computed, in memory, in blocks.</summary>
    public DataArray Persist() => WithSame(Computation.Persist([variable.Expr])[0]);

    /// <summary>
    /// The expression before and after the optimiser, and the tasks with what they need; nothing runs.
    /// </summary>
    public string Explain() => Computation.Explain(variable.Expr);

    /// <summary>The values without their labels, still lazy.</summary>
    public ChunkedArray Data => new(Numbers().Expr);

    /// <summary>Computes the value of an array that has just one.</summary>
    /// <exception cref="GchunkException">There are several.</exception>
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
