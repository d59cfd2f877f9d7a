using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Reads through libnetcdf under its lock: what serves where the layout or a filter is not one that gchunk reads
/// itself.
/// </summary>
/// <param name="source">The variable.</param>
/// <param name="filters">Its filters.</param>
internal sealed unsafe class LibraryReader(NetCdfSource source, Hdf5FilterUse[] filters) : IRegionReader
{
    /// <summary>The filters that the library is needed for.</summary>
    public string Filters => string.Join(", ", filters.Select(Hdf5Filters.Describe));

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        int rank = region.Count.Length;
        var start = new nuint[rank + 1];
        var count = new nuint[rank + 1];
        var step = new nint[rank + 1];
        for (int axis = 0; axis < rank; axis++)
        {
            (start[axis], count[axis], step[axis]) = (
                (nuint)region.Start[axis],
                (nuint)region.Count[axis],
                (nint)region.Step[axis]
            );
        }

        using (NetCdfLibrary.Enter())
        {
            string failed =
                $"{source.Place} cannot be read (it is stored with {(filters.Length == 0 ? "a layout that is not common" : $"the filter {Filters}")}, which libnetcdf is needed for; h5repack -f GZIP=4 OLD NEW writes the file anew without it)";
            int ncid;
            try
            {
                ncid = NetCdfHandles.Rent(source.Path, source.Signature, source.Group);
            }
            catch (GchunkException e)
            {
                throw new GchunkException($"{failed}: {e.Message}", e);
            }
            // Asked, the library also looks for a plugin.
            foreach (Hdf5FilterUse filter in filters)
            {
                if (Hdf5Native.H5Zfilter_avail(filter.Id) <= 0)
                {
                    throw new GchunkException(
                        $"{source.Place} cannot be read: it is stored with the filter {Hdf5Filters.Describe(filter)}, which is not there; {Hdf5Filters.HowToInstall(filter.Id)}"
                    );
                }
            }

            NetCdfLibrary.Check(NetCdfNative.nc_inq_varid(ncid, source.Name, out int id), failed);
            fixed (
                nuint* s = start,
                    c = count
            )
            fixed (nint* t = step)
                NetCdfLibrary.Check(NetCdfNative.nc_get_vars(ncid, id, s, c, t, destination), failed);
        }
    }
}
