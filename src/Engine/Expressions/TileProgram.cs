using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions;

/// <summary>What one step of a <see cref="TileProgram"/> does.</summary>
public enum TileStep : byte
{
    /// <summary>Brings the tile of an input.</summary>
    Load,

    /// <summary>Converts a register to another dtype.</summary>
    Cast,

    /// <summary>Applies an elementwise operation.</summary>
    Apply,
}

/// <summary>One step: data, so that a program travels.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Input">The number of the input, where one is loaded.</param>
/// <param name="Op">The operation's row, where one is applied.</param>
/// <param name="A">The register of the first operand, or -1.</param>
/// <param name="B">The register of the second operand, or -1.</param>
/// <param name="C">The register of the third operand, or -1.</param>
/// <param name="Result">The register that the result goes to.</param>
/// <param name="OperandType">The dtype that the operation computes in, or that a cast comes from.</param>
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
/// An elementwise tree as a list of steps over registers, each a tile of a few thousand elements: evaluated without
/// chunk-sized temporaries.
/// </summary>
public sealed class TileProgram
{
    /// <summary>
    /// Elements of a tile: a few registers of it fit the second-level cache, and a step's call costs nothing against
    /// it.
    /// </summary>
    public const int TileLength = 2048;

    private TileProgram(TileInstruction[] instructions, int registers, int inputs, DType resultType) =>
        (Instructions, Registers, Inputs, ResultType) = (instructions, registers, inputs, resultType);

    /// <summary>The steps, in order; the last one makes the result.</summary>
    public IReadOnlyList<TileInstruction> Instructions { get; }

    /// <summary>The number of registers.</summary>
    public int Registers { get; }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The dtype of the result.</summary>
    public DType ResultType { get; }

    /// <summary>Whether the program only hands its input on.</summary>
    public bool IsCopy => Instructions.Count == 1 && Instructions[0].Step == TileStep.Load;

    /// <summary>
    /// The program of an elementwise tree, and the nodes that it loads. Equal subtrees are computed once.
    /// </summary>
    /// <param name="root">The top of the tree.</param>
    /// <param name="isInside">Whether a node is computed by the program; others are loaded.</param>
    public static (TileProgram Program, ArrayExpr[] Inputs) Compile(ArrayExpr root, Func<ArrayExpr, bool> isInside)
    {
        var compiler = new Compiler(isInside);
        compiler.Visit(root);
        return compiler.Finish(root.DType);
    }

    private sealed class Compiler(Func<ArrayExpr, bool> isInside)
    {
        private readonly List<TileInstruction> steps = [];
        private readonly List<ArrayExpr> inputs = [];
        private readonly Dictionary<UInt128, int> values = [];

        // Gives every value a number first; registers are shared out when it is known where each value is last used.
        public int Visit(ArrayExpr node)
        {
            if (values.TryGetValue(node.Hash, out int known))
                return known;
            TileInstruction step;
            if (!isInside(node) || node is not (ElementwiseExpr or CastExpr))
            {
                step = new TileInstruction(TileStep.Load, inputs.Count, null, -1, -1, -1, 0, node.DType, node.DType);
                inputs.Add(node);
            }
            else if (node is ElementwiseExpr e)
            {
                int a = Visit(e.Inputs[0]),
                    b = e.Inputs.Count > 1 ? Visit(e.Inputs[1]) : -1,
                    c = e.Inputs.Count > 2 ? Visit(e.Inputs[2]) : -1;
                step = new TileInstruction(TileStep.Apply, -1, e.Op, a, b, c, 0, e.Inputs[^1].DType, e.DType);
            }
            else
            {
                step = new TileInstruction(
                    TileStep.Cast,
                    -1,
                    null,
                    Visit(node.Inputs[0]),
                    -1,
                    -1,
                    0,
                    node.Inputs[0].DType,
                    node.DType
                );
            }

            values[node.Hash] = steps.Count;
            steps.Add(step);
            return steps.Count - 1;
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
                // The result's register is taken before the operands' are given back: kernels need not care for
                // overlap.
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
