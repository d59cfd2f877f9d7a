namespace Gchunk.Engine.Storage.Files;

/// <summary>The formats of files that are told apart by their first bytes.</summary>
internal enum FileFormat
{
    /// <summary>NetCDF in one of the classic formats.</summary>
    Classic,

    /// <summary>HDF5, and so NetCDF-4.</summary>
    Hdf5,

    /// <summary>TIFF or BigTIFF.</summary>
    Tiff,

    /// <summary>GRIB of edition 1 or 2.</summary>
    Grib,

    /// <summary>NumPy's format of one array.</summary>
    Npy,
}
