using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Finds out how the bytes of a variable lie in its file.</summary>
internal static class Hdf5Layout
{
    public static IRegionReader FindReader(NetCdfSource source, Shape shape, DType dtype) => new LibraryReader(source);
}
