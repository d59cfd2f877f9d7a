using System.Reflection;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Generators;

/// <summary>The shorthands of <see cref="Exprs"/>, which are generated from the table of operations.</summary>
public class ExprsGeneratorTests
{
    [Fact]
    public void Every_row_of_the_table_has_its_shorthand()
    {
        MethodInfo[] shorthands =
        [
            .. typeof(Exprs)
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Where(m => m.GetParameters()[0].ParameterType == typeof(ArrayExpr)),
        ];
        Assert.Equal(
            OpTable.Elementwise.Select(op => op.Name).Concat(OpTable.Reductions.Select(op => op.Name)).Order(),
            shorthands.Select(NameOfTheNode).Order()
        );
    }

    // Calls the shorthand with the first dtype that its operation is defined for.
    private static string NameOfTheNode(MethodInfo shorthand)
    {
        foreach (DType dtype in (DType[])[DType.Float64, DType.Int64, DType.Bool])
        {
            ArrayExpr x = new MemoryExpr(NDArray.From([1L, 2]).AsType(dtype), ChunkGrid.Single(2));
            object?[] arguments =
            [
                .. shorthand.GetParameters().Select(p => p.ParameterType == typeof(ArrayExpr) ? x : p.DefaultValue),
            ];
            try
            {
                return shorthand.Invoke(null, arguments) switch
                {
                    SliceExpr { Input: ReductionExpr reduction } => reduction.Op.Name,
                    ElementwiseExpr elementwise => elementwise.Op.Name,
                    var other => $"{shorthand.Name} makes {other}",
                };
            }
            catch (TargetInvocationException e) when (e.InnerException is GchunkException) { }
        }

        return $"{shorthand.Name} takes no dtype";
    }
}
