using System.Numerics.Tensors;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>Reads float16 as float32, which is exact.</summary>
/// <param name="halves">The reader of the stored elements, in the machine's byte order.</param>
internal sealed unsafe class HalfReader(IRegionReader halves) : IRegionReader
{
    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        int count = checked((int)region.Shape.Size);
        using NDArray stored = NDArray.Allocate(count, DType.UInt16);
        halves.Read(region, stored.Pointer, cancellation);
        TensorPrimitives.ConvertToSingle(
            new ReadOnlySpan<Half>(stored.Pointer, count),
            new Span<float>(destination, count)
        );
    }
}
