using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>Counts the values that are not NaN, whether NaN is skipped or not.</summary>
internal sealed unsafe class Count(string name, string summary) : ReductionOp(name, summary, 1)
{
    public override bool CombinesExactly(DType type) => true;

    public override DType ResultType(DType input) => DType.Int64;

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells) =>
        NativeMemory.Clear(state, (nuint)cells * 8);

    public override void FoldRun(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    ) => state[cell] += (ulong)Present(type, values, length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void FoldEach(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    )
    {
        ulong* counts = state + cell;
        if (type == DType.Float32)
        {
            for (int i = 0; i < length; i++)
                counts[i] += float.IsNaN(((float*)values)[i]) ? 0ul : 1;
        }
        else if (type == DType.Float64)
        {
            for (int i = 0; i < length; i++)
                counts[i] += double.IsNaN(((double*)values)[i]) ? 0ul : 1;
        }
        else
        {
            for (int i = 0; i < length; i++)
                counts[i]++;
        }
    }

    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        for (long i = 0; i < cells; i++)
            earlier[i] += later[i];
    }

    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result) =>
        Buffer.MemoryCopy(state, result, cells * 8, cells * 8);

    /// <summary>Returns the number of values that are not NaN.</summary>
    public static int Present(DType type, byte* values, int length) =>
        type switch
        {
            DType.Float32 => Present((float*)values, length),
            DType.Float64 => Present((double*)values, length),
            _ => length,
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Present<T>(T* values, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int missing = 0,
            i = 0;
        for (; i <= length - Vector512<T>.Count; i += Vector512<T>.Count)
            missing += BitOperations.PopCount(Vector512.IsNaN(Vector512.Load(values + i)).ExtractMostSignificantBits());
        for (; i < length; i++)
            missing += T.IsNaN(values[i]) ? 1 : 0;
        return length - missing;
    }
}
