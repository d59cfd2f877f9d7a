using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Execution;

/// <summary>
/// Five steps of a program in one pass: what makes float64 values of packed integers of four bytes, as most of CF's
/// files hold them.
/// </summary>
/// <remarks>
/// The steps are a cast, a comparison with the number that stands for missing, NaN where it is equal, a factor and a
/// summand (CF conventions, 8.1). Each of them reads and writes a tile;
/// together they were a third of a mean over a year of maps beside inflating. The bits are those of the steps one by
/// one: product and sum are rounded each.
/// </remarks>
internal readonly struct UnpackStep
{
    // Load, cast, load, equal, load, where, load, multiply, load, add.
    private const int Length = 10;

    private readonly double fill;
    private readonly double blank;
    private readonly double scale;
    private readonly double offset;

    private UnpackStep(double fill, double blank, double scale, double offset) =>
        (this.fill, this.blank, this.scale, this.offset) = (fill, blank, scale, offset);

    /// <summary>Looks for the steps at the beginning of a program, where decoded variables have them.</summary>
    /// <param name="steps">
    /// The program; receives the one that is to be run in its place, whose steps of unpacking are a load and a
    /// <see cref="TileStep.Cast"/> from int32 to float64.
    /// </param>
    /// <param name="constant">The value of an input that is the same everywhere, or null.</param>
    public static UnpackStep? Find(ref TileInstruction[] steps, Func<int, double?> constant)
    {
        if (
            steps.Length < Length
            || steps[1] is not { Step: TileStep.Cast, OperandType: DType.Int32, ResultType: DType.Float64 }
        )
        {
            return null;
        }

        int value = steps[1].Result,
            test = steps[3].Result,
            masked = steps[5].Result,
            product = steps[7].Result;
        if (
            steps[1].A != steps[0].Result
            || !Applies(steps[3], "equal", value, steps[2].Result)
            || !Applies(steps[5], "where", test, steps[4].Result, value)
            || !Applies(steps[7], "multiply", masked, steps[6].Result)
            || !Applies(steps[9], "add", product, steps[8].Result)
        )
        {
            return null;
        }

        if (
            Constant(steps[2]) is not { } fill
            || Constant(steps[4]) is not { } missing
            || Constant(steps[6]) is not { } scale
            || Constant(steps[8]) is not { } offset
            || !double.IsNaN(missing)
        )
        {
            return null;
        }
        // What is between must be of no use to later steps: a register is given to somebody else then before it is
        // read.
        int result = steps[Length - 1].Result;
        var stale = new HashSet<int>();
        for (int i = 0; i < Length - 1; i++)
            stale.Add(steps[i].Result);
        stale.Remove(result);
        for (int i = Length; i < steps.Length; i++)
        {
            if (stale.Contains(steps[i].A) || stale.Contains(steps[i].B) || stale.Contains(steps[i].C))
                return null;
            stale.Remove(steps[i].Result);
        }
        steps = [steps[0], steps[1] with { Result = result }, .. steps[Length..]];
        return new UnpackStep(fill, missing * scale + offset, scale, offset);

        double? Constant(in TileInstruction step) =>
            step is { Step: TileStep.Load, ResultType: DType.Float64 } ? constant(step.Input) : null;
    }

    /// <summary>Unpacks a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run(int* x, double* r, int length)
    {
        Vector512<double> fills = Vector512.Create(fill),
            blanks = Vector512.Create(blank),
            scales = Vector512.Create(scale),
            offsets = Vector512.Create(offset);
        int i = 0;
        for (; i <= length - 8; i += 8)
        {
            Vector512<double> value = Casting.ToDouble(Vector256.Load(x + i));
            Vector512.ConditionalSelect(Vector512.Equals(value, fills), blanks, value * scales + offsets).Store(r + i);
        }
        for (; i < length; i++)
            r[i] = x[i] == fill ? blank : x[i] * scale + offset;
    }

    private static bool Applies(in TileInstruction step, string name, int a, int b, int c = -1) =>
        step.Step == TileStep.Apply && step.Op!.Name == name && step.A == a && step.B == b && step.C == c;
}
