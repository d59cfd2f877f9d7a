using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>A place that the blocks of an array are written to; see <see cref="ChunkedArray.Store(IArrayTarget)"/>.</summary>
public interface IArrayTarget
{
    /// <summary>Writes a block. It is called from several threads at once, in no fixed order, once for each block.</summary>
    /// <param name="region">Where the block lies in the array.</param>
    /// <param name="block">
    /// The elements. The block is released after the call: copy what is needed, or keep a handle of your own
    /// (<see cref="NDArray.Share()"/>).
    /// </param>
    void Write(Region region, NDArray block);
}
