using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Evaluates a program over a box, tile by tile.</summary>
/// <remarks>Interpreting a step costs a few nanoseconds against a tile's hundreds, so nothing is compiled.</remarks>
internal sealed unsafe class TileEvaluator : IDisposable
{
    private readonly TileInstruction[] steps;
    private readonly TileProgram program;
    private readonly LoadedInput[] inputs;
    private readonly TileCursor[] cursors;
    private readonly byte*[] registers;
    private readonly byte*[] current;

    // For each step, the input that it prefetches while it computes, or -1.
    private readonly int[] fetched;

    // A step with a constant operand runs in pieces, so that the few elements of the constant that it reads stay in the
    // first-level cache.
    private const int Piece = 512;
    private readonly OperandSizes[] sizes;
    private readonly ScratchTiles tiles;

    /// <summary>Loads the inputs of a program over a box.</summary>
    public TileEvaluator(
        TileProgram program,
        StageInputs stageInputs,
        in ArrayView window,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        this.program = program;
        steps = [.. program.Instructions];
        inputs = new LoadedInput[program.Inputs];
        cursors = new TileCursor[program.Inputs];
        registers = new byte*[program.Registers];
        current = new byte*[program.Registers];
        fetched = new int[steps.Length];
        sizes = new OperandSizes[steps.Length];
        // A register holds a tile of the widest dtype: 16 bytes an element for complex numbers.
        int width = 8;
        foreach (TileInstruction step in steps)
            width = Math.Max(width, step.ResultType.Size);
        // The tiles of a small window are short: little memory is touched for it.
        var longest = (int)Math.Clamp(window.Shape.Size, 1, TileProgram.TileLength);
        tiles = new ScratchTiles(program.Registers + program.Inputs, (longest * width + 63) & ~63);
        for (int r = 0; r < program.Registers; r++)
            registers[r] = tiles[r];
        try
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = LoadedInput.Load(stageInputs, i, window, results, cancellation);
                // Each input has a tile buffer of its own, so that a constant needs to be filled only once.
                cursors[i] = new TileCursor(inputs[i], window.Count, tiles[program.Registers + i]);
                if (cursors[i].IsConstant)
                    cursors[i].Next(longest);
            }
            MeasureOperands();
            AssignPrefetches();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Evaluates the next tile.</summary>
    /// <param name="length">The length of the tile.</param>
    /// <param name="destination">Where the values should go, or null for anywhere.</param>
    /// <returns>Where the values are: the destination, a register, or in place in an input.</returns>
    public byte* Next(int length, byte* destination)
    {
        for (int i = 0; i < steps.Length; i++)
        {
            ref readonly TileInstruction step = ref steps[i];
            if (step.Step == TileStep.Load)
            {
                int input = step.Input;
                current[step.Result] = cursors[input].IsConstant
                    ? tiles[program.Registers + input]
                    : cursors[input].Next(length);
                continue;
            }
            Bounds.Check(current[step.A], (long)length * (step.Op?.Arity == 3 ? 1 : step.OperandType.Size));
            byte* result = i == steps.Length - 1 && destination is not null ? destination : registers[step.Result];
            if (step.Step == TileStep.Cast)
            {
                Casting.Convert(step.OperandType, current[step.A], step.ResultType, result, length);
            }
            else if (fetched[i] >= 0)
            {
                step.Op!.RunFetching(
                    step.OperandType,
                    current[step.A],
                    step.B < 0 ? null : current[step.B],
                    null,
                    result,
                    length,
                    cursors[fetched[i]].Ahead
                );
            }
            else
            {
                Apply(step, sizes[i], result, length);
            }

            Bounds.Check(result, (long)length * step.ResultType.Size);
            current[step.Result] = result;
        }
        byte* values = current[steps[^1].Result];
        if (destination is null || values == destination)
            return values;
        Buffer.MemoryCopy(
            values,
            destination,
            (long)length * program.ResultType.Size,
            (long)length * program.ResultType.Size
        );
        return destination;
    }

    private void Apply(in TileInstruction step, OperandSizes size, byte* result, int length)
    {
        byte* a = current[step.A],
            b = step.B < 0 ? null : current[step.B],
            c = step.C < 0 ? null : current[step.C];
        int piece = size.HasConstant ? Piece : length;
        for (int done = 0; done < length; done += piece)
        {
            step.Op!.Run(step.OperandType, a, b, c, result, Math.Min(piece, length - done));
            a += (long)piece * size.A;
            b += (long)piece * size.B;
            c += (long)piece * size.C;
            result += (long)piece * step.ResultType.Size;
        }
    }

    /// <summary>Evaluates the next tile, whose values stay when the next ones are evaluated.</summary>
    /// <param name="length">The length of the tile.</param>
    /// <param name="buffer">Where the values go, unless they are in place in an input.</param>
    public byte* NextKept(int length, byte* buffer)
    {
        ref readonly TileInstruction last = ref steps[^1];
        if (last.Step != TileStep.Load)
            return Next(length, buffer);
        byte* values = Next(length, null);
        if (values != tiles[program.Registers + last.Input])
            return values;
        long bytes = (long)length * last.ResultType.Size;
        Buffer.MemoryCopy(values, buffer, bytes, bytes);
        return buffer;
    }

    // A register is used again, so its size is that of the last step before which wrote it.
    private void MeasureOperands()
    {
        var written = new int[program.Registers];
        for (int i = 0; i < steps.Length; i++)
        {
            ref readonly TileInstruction step = ref steps[i];
            bool isConstant = step.Step == TileStep.Load && cursors[step.Input].IsConstant;
            if (step.Step == TileStep.Apply)
            {
                int a = written[step.A],
                    b = step.B < 0 ? -1 : written[step.B],
                    c = step.C < 0 ? -1 : written[step.C];
                sizes[i] = new(a, Math.Max(b, 0), Math.Max(c, 0), a == 0 || b == 0 || c == 0);
            }
            written[step.Result] = isConstant ? 0 : step.ResultType.Size;
        }
    }

    // The first step that reads an input, if it is able to, prefetches the next tile of it.
    private void AssignPrefetches()
    {
        for (int i = 0; i < steps.Length; i++)
        {
            fetched[i] = -1;
            if (steps[i] is not { Step: TileStep.Apply, Op.Fetches: true })
                continue;
            int load = i - 1;
            while (load >= 0 && steps[load].Result != steps[i].A)
                load--;
            if (steps[load].Step != TileStep.Load)
                continue;
            TileCursor read = cursors[steps[load].Input];
            if (!read.FetchesRows || read.LeavesFetching)
                continue;
            fetched[i] = steps[load].Input;
            read.LeavesFetching = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LoadedInput? input in inputs)
            input?.Dispose();
        tiles.Dispose();
    }

    /// <summary>The bytes of an element of each operand of a step; 0 for a constant and for none.</summary>
    private readonly record struct OperandSizes(int A, int B, int C, bool HasConstant);
}
