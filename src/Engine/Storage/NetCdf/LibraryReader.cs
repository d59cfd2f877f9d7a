using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads through libnetcdf under its lock: what serves where the layout or a filter is not one that gchunk reads itself.</summary>
internal sealed unsafe class LibraryReader(NetCdfSource source) : IRegionReader
{
    public void Read(in Region region, byte* destination, CancellationToken cancellation) => Read(source, region, destination);

    /// <summary>Reads a region in the file's type and the machine's byte order.</summary>
    public static void Read(NetCdfSource source, in Region region, byte* destination)
    {
        int rank = region.Count.Length;
        var start = new nuint[rank + 1];
        var count = new nuint[rank + 1];
        var step = new nint[rank + 1];
        for (int axis = 0; axis < rank; axis++)
            (start[axis], count[axis], step[axis]) = ((nuint)region.Start[axis], (nuint)region.Count[axis], (nint)region.Step[axis]);
        using (NetCdfLibrary.Enter())
        {
            int ncid = NetCdfHandles.Rent(source.Path, source.Signature.Version, source.Group);
            fixed (nuint* s = start, c = count)
            fixed (nint* t = step)
                NetCdfLibrary.Check(NetCdfNative.nc_get_vars(ncid, source.Id, s, c, t, destination), $"{source.Place} cannot be read");
        }
    }
}
