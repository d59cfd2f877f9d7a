using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// The elements of the choices, which are the inputs but the first, by the numbers in the first input, int64.
/// </summary>
/// <param name="Mode">What a number out of range does: raise, wrap or clip.</param>
internal sealed unsafe record ChooseOp(string Mode) : BlockOp
{
    public override bool Takes(DType dtype) => true;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        ReadOnlySpan<long> numbers = inputs[0].Span<long>();
        int count = inputs.Length - 1,
            size = context.DType.Size;
        var choices = new byte*[count];
        Bounds.Require(numbers.Length == result.Size);
        for (int k = 0; k < count; k++)
        {
            Bounds.Require(inputs[k + 1].Size == result.Size && inputs[k + 1].DType == context.DType);
            choices[k] = inputs[k + 1].Pointer;
        }
        try
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                long number = numbers[i];
                if ((ulong)number >= (ulong)count)
                {
                    number = Mode switch
                    {
                        "wrap" => (number % count + count) % count,
                        "clip" => Math.Clamp(number, 0, count - 1),
                        _ => throw new GchunkException(
                            $"Choose got the number {number}, but there are {count} choices, numbered from 0; use mode: \"wrap\" or \"clip\" to allow others"
                        ),
                    };
                }

                byte* from = choices[number] + (long)i * size,
                    to = result.Pointer + (long)i * size;
                switch (size)
                {
                    case 8:
                        *(long*)to = *(long*)from;
                        break;
                    case 4:
                        *(int*)to = *(int*)from;
                        break;
                    default:
                        Buffer.MemoryCopy(from, to, size, size);
                        break;
                }
            }
        }
        catch
        {
            result.Dispose();
            throw;
        }
        return result;
    }
}
