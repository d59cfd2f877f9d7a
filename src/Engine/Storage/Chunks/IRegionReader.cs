using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>Reads regions of one variable; called from many threads at once.</summary>
internal unsafe interface IRegionReader
{
    /// <summary>Reads a region that is inside the variable and not empty.</summary>
    void Read(in Region region, byte* destination, CancellationToken cancellation);
}
