using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions;

/// <summary>The kinds of step of a <see cref="TileProgram"/>.</summary>
public enum TileStep : byte
{
    /// <summary>Loads the tile of an input.</summary>
    Load,

    /// <summary>Casts a register to another dtype.</summary>
    Cast,

    /// <summary>Applies an elementwise operation.</summary>
    Apply,
}

/// <summary>One step of a program. It is data, so that a program can be sent to another process.</summary>
/// <param name="Step">The kind of step.</param>
/// <param name="Input">The number of the input to load, if the step loads one.</param>
/// <param name="Op">The row of the operation to apply, if the step applies one.</param>
/// <param name="A">The register of the first operand, or -1.</param>
/// <param name="B">The register of the second operand, or -1.</param>
/// <param name="C">The register of the third operand, or -1.</param>
/// <param name="Result">The register of the result.</param>
/// <param name="OperandType">The dtype that the operation computes in, or that a cast converts from.</param>
/// <param name="ResultType">The dtype of the result.</param>
public readonly record struct TileInstruction(
    TileStep Step,
    int Input,
    ElementwiseOp? Op,
    int A,
    int B,
    int C,
    int Result,
    DType OperandType,
    DType ResultType
);

/// <summary>
/// An elementwise tree as a list of steps over registers. A register is a tile of a few thousand elements, so
/// evaluating needs no chunk-sized temporaries.
/// </summary>
public sealed class TileProgram
{
    /// <summary>
    /// The elements of a tile: a few registers of this size fit the second-level cache, and the cost of calling a step
    /// is negligible against it.
    /// </summary>
    public const int TileLength = 2048;

    private TileProgram(TileInstruction[] instructions, int registers, int inputs, DType resultType) =>
        (Instructions, Registers, Inputs, ResultType) = (instructions, registers, inputs, resultType);

    /// <summary>The steps in order; the last one computes the result.</summary>
    public IReadOnlyList<TileInstruction> Instructions { get; }

    /// <summary>The number of registers.</summary>
    public int Registers { get; }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The dtype of the result.</summary>
    public DType ResultType { get; }

    /// <summary>True if the program only passes its input on.</summary>
    public bool IsCopy => Instructions.Count == 1 && Instructions[0].Step == TileStep.Load;

    /// <summary>Returns the program that only passes on its input.</summary>
    public static TileProgram Copy(DType type) =>
        new([new(TileStep.Load, 0, null, -1, -1, -1, 0, type, type)], 1, 1, type);

    /// <summary>
    /// Compiles an elementwise tree; also returns the nodes that the program loads. Equal subtrees are computed once.
    /// </summary>
    /// <param name="root">The root of the tree.</param>
    /// <param name="isInside">Returns true if the program computes a node; other nodes are loaded.</param>
    public static (TileProgram Program, ArrayExpr[] Inputs) Compile(ArrayExpr root, Func<ArrayExpr, bool> isInside)
    {
        var compiler = new Compiler(isInside);
        compiler.Compile(root);
        return compiler.Finish(root.DType);
    }

    private sealed class Compiler(Func<ArrayExpr, bool> isInside)
    {
        private readonly List<TileInstruction> steps = [];
        private readonly List<ArrayExpr> inputs = [];
        private readonly Dictionary<UInt128, int> values = [];

        // Values are numbered first; registers are assigned once the last use of each value is known.
        public void Compile(ArrayExpr root)
        {
            var pending = new Stack<ArrayExpr>([root]);
            while (pending.TryPeek(out ArrayExpr? node))
            {
                int before = pending.Count;
                if (!values.ContainsKey(node.Hash) && IsComputed(node))
                {
                    // The first operand is on top, so that it is numbered first.
                    for (int i = node.Inputs.Count - 1; i >= 0; i--)
                    {
                        if (!values.ContainsKey(node.Inputs[i].Hash))
                            pending.Push(node.Inputs[i]);
                    }
                }

                if (pending.Count > before)
                    continue;
                pending.Pop();
                if (values.TryAdd(node.Hash, steps.Count))
                    steps.Add(StepOf(node));
            }
        }

        private bool IsComputed(ArrayExpr node) => node is ElementwiseExpr or CastExpr && isInside(node);

        private TileInstruction StepOf(ArrayExpr node)
        {
            if (!IsComputed(node))
            {
                inputs.Add(node);
                return new(TileStep.Load, inputs.Count - 1, null, -1, -1, -1, 0, node.DType, node.DType);
            }
            int a = values[node.Inputs[0].Hash],
                b = node.Inputs.Count > 1 ? values[node.Inputs[1].Hash] : -1,
                c = node.Inputs.Count > 2 ? values[node.Inputs[2].Hash] : -1;
            return node is ElementwiseExpr e
                ? new(TileStep.Apply, -1, e.Op, a, b, c, 0, e.Inputs[^1].DType, e.DType)
                : new(TileStep.Cast, -1, null, a, -1, -1, 0, node.Inputs[0].DType, node.DType);
        }

        public (TileProgram, ArrayExpr[]) Finish(DType resultType)
        {
            int[] lastUse = new int[steps.Count];
            for (int i = 0; i < steps.Count; i++)
            {
                foreach (int operand in (ReadOnlySpan<int>)[steps[i].A, steps[i].B, steps[i].C])
                {
                    if (operand >= 0)
                        lastUse[operand] = i;
                }
            }

            lastUse[^1] = int.MaxValue;
            var register = new int[steps.Count];
            var free = new Stack<int>();
            int registers = 0;
            for (int i = 0; i < steps.Count; i++)
            {
                TileInstruction s = steps[i];
                // The register of the result is allocated before those of the operands are freed, so that kernels need
                // not handle overlap.
                register[i] = free.Count > 0 ? free.Pop() : registers++;
                steps[i] = s with { A = Register(s.A), B = Register(s.B), C = Register(s.C), Result = register[i] };
                foreach (
                    int operand in (ReadOnlySpan<int>)[s.A, s.B != s.A ? s.B : -1, s.C != s.A && s.C != s.B ? s.C : -1]
                )
                {
                    if (operand >= 0 && lastUse[operand] == i)
                        free.Push(register[operand]);
                }
            }
            return (new TileProgram([.. steps], registers, inputs.Count, resultType), [.. inputs]);

            int Register(int value) => value < 0 ? -1 : register[value];
        }
    }
}
