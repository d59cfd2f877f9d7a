using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Computes all variables together and returns the data set with them in memory, one block each.</summary>
    public Dataset Load()
    {
        NDArray[] values = Computation.Compute([.. variables.Values.Select(v => v.Expr)]);
        return MapVariables(
            (name, v) => v with { Expr = new MemoryExpr(values[variables.IndexOf(name)], v.Expr.Chunks) },
            Coords,
            Attrs
        );
    }

    /// <summary>Computes all variables together and returns the data set with them in memory, chunk by chunk.</summary>
    public Dataset Persist()
    {
        ArrayExpr[] values = Computation.Persist([.. variables.Values.Select(v => v.Expr)]);
        return MapVariables((name, v) => v with { Expr = values[variables.IndexOf(name)] }, Coords, Attrs);
    }
}
