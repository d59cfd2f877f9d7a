using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Computes the values of all variables together, into memory, in one piece each.</summary>
    public Dataset Load()
    {
        NDArray[] values = Computation.Compute([.. variables.Values.Select(v => v.Expr)]);
        return MapVariables(
            (name, v) => v with { Expr = new MemoryExpr(values[variables.IndexOf(name)], v.Expr.Chunks) },
            Coords,
            Attrs
        );
    }

    /// <summary>Computes the values of all variables together, into memory, in blocks.</summary>
    public Dataset Persist()
    {
        ArrayExpr[] values = Computation.Persist([.. variables.Values.Select(v => v.Expr)]);
        return MapVariables((name, v) => v with { Expr = values[variables.IndexOf(name)] }, Coords, Attrs);
    }
}
