namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>A step by which the bytes of a chunk were changed when they were written; numbered as HDF5 does.</summary>
internal enum Hdf5Filter
{
    Deflate = 1,
    Shuffle = 2,
    Fletcher32 = 3,
}

/// <summary>The filters of a dataset, in the order in which they were applied.</summary>
internal static unsafe class Hdf5Filters
{
    /// <summary>Reads the pipeline; null where it holds a filter, or a use of one, that only the library knows.</summary>
    public static Hdf5Filter[]? Read(long list)
    {
        int count = Hdf5Native.H5Pget_nfilters(list);
        if (count is < 0 or > 32) return null;
        var filters = new Hdf5Filter[count];
        uint* values = stackalloc uint[16];
        for (int i = 0; i < count; i++)
        {
            nuint length = 16;
            filters[i] = (Hdf5Filter)Hdf5Native.H5Pget_filter2(list, (uint)i, out _, ref length, values, 0, null, out _);
            if (filters[i] is not (Hdf5Filter.Deflate or Hdf5Filter.Shuffle or Hdf5Filter.Fletcher32)) return null;
        }
        return filters.Count(f => f == Hdf5Filter.Deflate) > 1 ? null : filters;
    }
}
