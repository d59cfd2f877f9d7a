using System.Numerics.Tensors;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads floats of two bytes as float32, which holds each of them exactly.</summary>
/// <param name="halves">Reads them as they are stored, in the machine's byte order.</param>
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
