using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>
/// Every row of the table over every dtype through the whole engine: in chunks, alone and fused with others and with a
/// reduction, compared with a plain loop.
/// </summary>
public unsafe class FusedRowsTests
{
    private const int Length = 5000;

    // The scalar form of a transcendental function may round differently.
    private const int MostUlps = 2;

    public static TheoryData<string> Rows => [.. OpTable.Elementwise.Select(op => op.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_gives_the_values_of_a_plain_loop_in_chunks_alone_and_fused(string name)
    {
        ElementwiseOp op = OpTable.GetElementwise(name);
        int defined = 0;
        foreach (DType type in DTypes.Real)
        {
            NDArray[] operands = [.. Enumerable.Range(0, op.Arity).Select(k => SpecialValues.Of(type, Length, k))];
            ElementwiseSignature signature;
            try
            {
                signature = op.Resolve(Array.ConvertAll(operands, o => o.DType));
            }
            catch (GchunkException)
            {
                continue;
            }
            defined++;
            using NDArray expected = PlainLoop(op, signature, operands);
            ArrayExpr[] sources =
            [
                .. operands.Select(o => (ArrayExpr)new MemoryExpr(o, ChunkGrid.Regular(Length, [777]))),
            ];
            ArrayExpr alone = ElementwiseExpr.Create(op, sources);
            AssertSame(expected, Run(alone), $"{name} of {type.Name} alone");
            AssertSame(expected, Run(alone, "fuse-elementwise", "push-views"), $"{name} of {type.Name} unfused");
            // Inside a tree: reversed twice, selected by a condition that is always true, and then reduced.
            ArrayExpr turned = SliceExpr.Create(
                SliceExpr.Create(alone, [new AxisSlice(Length - 1, Length, -1)]),
                [new AxisSlice(Length - 1, Length, -1)]
            );
            ArrayExpr chosen = ElementwiseExpr.Create(
                OpTable.GetElementwise("where"),
                new FullExpr(true, DType.Bool, alone.Chunks),
                turned,
                alone
            );
            AssertSame(expected, Run(chosen), $"{name} of {type.Name} fused");
            ArrayExpr last = ReductionExpr.Create(OpTable.GetReduction("last"), chosen, null, keepDims: false, default);
            NDArray end = Run(last);
            using NDArray lastExpected = NDArray.Zeros(Shape.Scalar, expected.DType);
            Buffer.MemoryCopy(
                expected.Pointer + (Length - 1L) * expected.DType.Size,
                lastExpected.Pointer,
                expected.DType.Size,
                expected.DType.Size
            );
            Assert.True(
                Ulps.Between(lastExpected.Reshape(1), end.Reshape(1), 0) <= MostUlps,
                $"{name} of {type.Name} reduced: {end.GetDouble()}"
            );
        }
        Assert.True(defined > 0, $"{name} is defined for no dtype");
    }

    private static NDArray PlainLoop(ElementwiseOp op, ElementwiseSignature signature, NDArray[] operands)
    {
        NDArray[] cast = [.. operands.Select((o, k) => o.AsType(signature.Operands[k]))];
        NDArray result = NDArray.Zeros(Length, signature.Result);
        op.RunScalar(
            signature.Operands[^1],
            cast[0].Pointer,
            op.Arity > 1 ? cast[1].Pointer : null,
            op.Arity > 2 ? cast[2].Pointer : null,
            result.Pointer,
            Length
        );
        GC.KeepAlive(cast);
        return result;
    }

    private static NDArray Run(ArrayExpr expr, params string[] disabled)
    {
        NDArray result = NDArray.Allocate(expr.Shape, expr.DType);
        new SerialExecutor().Run(
            Planner.Plan(ExprOptimizer.Run([expr], new HashSet<string>(disabled))),
            [new Into(result)],
            1L << 30,
            default
        );
        return result;
    }

    private static void AssertSame(NDArray expected, NDArray got, string what)
    {
        Assert.Equal(expected.DType, got.DType);
        for (int i = 0; i < Length; i++)
        {
            if (Ulps.Between(expected, got, i) > MostUlps)
                Assert.Fail($"{what}: element {i} is {got.GetDouble(i)}, expected {expected.GetDouble(i)}");
        }
    }

    private sealed class Into(NDArray target) : IBlockSink
    {
        public void Write(long[] origin, NDArray block)
        {
            long at = origin.Length == 0 ? 0 : origin[0] * block.DType.Size;
            Buffer.MemoryCopy(block.Pointer, target.Pointer + at, block.NBytes, block.NBytes);
        }
    }
}
