namespace Gchunk.Engine.Storage.Files;

/// <summary>What a file is by its first bytes, for messages about files of another kind than expected.</summary>
internal static class FileKind
{
    /// <summary>The number of bytes that are looked at.</summary>
    public const int Length = 512;

    private const string Pickle = "a pickle of Python, which may run any program and is never read; write it as NetCDF";

    private static readonly (byte[] Start, int Offset, string Kind)[] Known =
    [
        ([0x89, .. "HDF\r\n\x1a\n"u8], 0, "an HDF5 or NetCDF-4 file: OpenDataset reads it"),
        ([.. "CDF\x01"u8], 0, "a classic NetCDF file: OpenDataset reads it"),
        ([.. "CDF\x02"u8], 0, "a classic NetCDF file: OpenDataset reads it"),
        ([.. "CDF\x05"u8], 0, "a classic NetCDF file: OpenDataset reads it"),
        ([0x0E, 0x03, 0x13, 0x01], 0, "an HDF4 file; convert it with h4toh5 or: ncks --fl_fmt=netcdf4 IN OUT"),
        ([.. "GRIB"u8], 0, "a GRIB file: OpenDataset reads it"),
        ([.. "BUFR"u8], 0, "a BUFR file, which gchunk does not read"),
        ([.. "PAR1"u8], 0, "a Parquet file: ReadParquet reads it as a table"),
        ([.. "II*\0"u8], 0, "a TIFF file: OpenDataset reads it"),
        ([.. "MM\0*"u8], 0, "a TIFF file: OpenDataset reads it"),
        ([.. "II+\0"u8], 0, "a BigTIFF file: OpenDataset reads it"),
        ([.. "MM\0+"u8], 0, "a BigTIFF file: OpenDataset reads it"),
        ([0x93, .. "NUMPY"u8], 0, "a NumPy file: FromNpy reads it"),
        ([0x1F, 0x8B], 0, "compressed by gzip; decompress it with: gunzip FILE"),
        ([.. "BZh"u8], 0, "compressed by bzip2; decompress it with: bunzip2 FILE"),
        ([0xFD, .. "7zXZ\0"u8], 0, "compressed by xz; decompress it with: unxz FILE"),
        ([0x28, 0xB5, 0x2F, 0xFD], 0, "compressed by Zstandard; decompress it with: unzstd FILE"),
        ([.. "PK\x03\x04"u8], 0, "a zip file; unpack it, or give a Zarr store in it the ending .zip"),
        ([0x37, 0x7A, 0xBC, 0xAF], 0, "a 7-Zip archive; unpack it"),
        ([.. "Rar!"u8], 0, "a RAR archive; unpack it"),
        ([0x04, 0x22, 0x4D, 0x18], 0, "compressed by LZ4; decompress it with: unlz4 FILE"),
        ([.. "ustar"u8], 257, "a tar archive; unpack it with: tar -xf FILE"),
        ([0x89, .. "PNG\r\n"u8], 0, "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], 0, "a JPEG picture"),
        ([.. "GIF8"u8], 0, "a GIF picture"),
        ([.. "%PDF"u8], 0, "a PDF document"),
        ([.. "SQLite format 3"u8], 0, "an SQLite database"),
        ([.. "SIMPLE  ="u8], 0, "a FITS file, which gchunk does not read"),
        ([.. "<!DOCTYPE"u8], 0, "a web page; the server sent it in place of the file"),
        ([.. "<!doctype"u8], 0, "a web page; the server sent it in place of the file"),
        ([.. "<html"u8], 0, "a web page; the server sent it in place of the file"),
        ([.. "<?xml"u8], 0, "an XML document; a server may have sent it in place of the file"),
        ([.. "version https://git-lfs"u8], 0, "a pointer of Git LFS; get the file itself with: git lfs pull"),
        ([.. "MATLAB 5.0 MAT-file"u8], 0, "a MATLAB file; save it in MATLAB with -v7.3, which is HDF5"),
        ([0, 0, 0x27, 0x0A], 0, "a shapefile: OpenFeatures reads it"),
        ([.. "ARROW1"u8], 0, "an Arrow file, which gchunk does not read; write it as Parquet"),
        ([.. "Obj\u0001"u8], 0, "an Avro file, which gchunk does not read; write it as Parquet"),
        ([0x80, 2], 0, Pickle),
        ([0x80, 3], 0, Pickle),
        ([0x80, 4], 0, Pickle),
        ([0x80, 5], 0, Pickle),
        ([.. "netcdf "u8], 0, "a text in CDL; make a file of it with: ncgen -o OUT.nc FILE"),
    ];

    /// <summary>Names the kind with what can be done, or returns null if it is not known.</summary>
    /// <param name="start">The first bytes of the file.</param>
    public static string? Of(ReadOnlySpan<byte> start)
    {
        foreach ((byte[] bytes, int offset, string kind) in Known)
        {
            if (start.Length >= offset + bytes.Length && start[offset..].StartsWith(bytes))
                return kind;
        }

        return null;
    }

    /// <summary>Names the kind of a text, or returns null if the bytes are no text.</summary>
    /// <param name="start">The first bytes of the file.</param>
    public static string? OfText(ReadOnlySpan<byte> start)
    {
        foreach (byte b in start)
        {
            if (b is < 32 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 127)
                return null;
        }

        return start.IsEmpty ? null
            : start[0] == '{'
                ? "a text in JSON; references of kerchunk are opened by the ending .json, areas by OpenFeatures"
            : "a text; ReadCsv reads tables of numbers";
    }

    /// <summary>Reads the first bytes of a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Start(string path)
    {
        RegularFile.Demand(path);
        using FileStream file = File.OpenRead(path);
        var start = new byte[Length];
        return start[..file.ReadAtLeast(start, Length, throwOnEndOfStream: false)];
    }
}
