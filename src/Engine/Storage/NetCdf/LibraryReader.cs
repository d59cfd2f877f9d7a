using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Reads through libnetcdf, one thread at a time, if gchunk does not support the layout or a filter itself.
/// </summary>
/// <param name="source">The variable.</param>
/// <param name="filters">Its filters.</param>
internal sealed unsafe class LibraryReader(NetCdfSource source, Hdf5FilterUse[] filters) : IRegionReader
{
    /// <summary>The names of the filters.</summary>
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
                $"{source.Place} cannot be read (it is stored with {(filters.Length == 0 ? "an uncommon layout" : $"the filter {Filters}")}, which needs libnetcdf; h5repack -f GZIP=4 OLD NEW writes a file without it)";
            int ncid;
            try
            {
                ncid = NetCdfHandles.Rent(source.Path, source.Signature, source.Group);
            }
            catch (GchunkException e)
            {
                throw new GchunkException($"{failed}: {e.Message}", e);
            }
            // The question makes the library look for a plugin.
            foreach (Hdf5FilterUse filter in filters)
            {
                if (Hdf5Native.H5Zfilter_avail(filter.Id) <= 0)
                {
                    throw new GchunkException(
                        $"{source.Place} is stored with the filter {Hdf5Filters.Describe(filter)}, which is not installed; {Hdf5Filters.HowToInstall(filter.Id)}"
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
