namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>The shape of a dataset or attribute: HDF5 File Format Specification 3.0, IV.A.2.b.</summary>
/// <param name="Extent">The length of each axis; empty for a scalar.</param>
/// <param name="IsUnlimited">True for each axis that can grow without limit.</param>
/// <param name="IsNull">True if there are no elements at all.</param>
internal sealed record Hdf5Space(long[] Extent, bool[] IsUnlimited, bool IsNull)
{
    private const int MaximumRank = 32;

    /// <summary>The number of elements.</summary>
    public long Count
    {
        get
        {
            Int128 count = IsNull ? 0 : 1;
            foreach (long length in Extent)
            {
                count *= length;
                if (count > long.MaxValue / 16)
                    throw new InvalidDataException($"a shape has too many elements: ({string.Join(", ", Extent)})");
            }
            return (long)count;
        }
    }

    /// <summary>The maximum length of each axis; -1 for unlimited axes.</summary>
    public required long[] Limits { get; init; }

    /// <summary>Reads a shape.</summary>
    public static Hdf5Space Read(ref Hdf5Cursor cursor, (int Address, int Length) widths)
    {
        int version = cursor.Byte(),
            rank = cursor.Byte(),
            flags = cursor.Byte(),
            kind = cursor.Byte();
        if (version is not (1 or 2))
            throw new InvalidDataException($"a shape has the unknown version {version}");
        if (version == 1)
            cursor.Skip(4);
        if (rank > MaximumRank)
            throw new InvalidDataException($"a shape has {rank} axes");
        var extent = new long[rank];
        var limits = new long[rank];
        for (int axis = 0; axis < rank; axis++)
            extent[axis] = cursor.Length();
        extent.CopyTo(limits, 0);
        ulong endless = widths.Length == 8 ? ulong.MaxValue : (1UL << 8 * widths.Length) - 1;
        if ((flags & 1) != 0)
        {
            for (int axis = 0; axis < rank; axis++)
            {
                ulong limit = cursor.Unsigned(widths.Length);
                limits[axis] =
                    limit == endless ? -1
                    : limit <= long.MaxValue ? (long)limit
                    : throw new InvalidDataException($"a shape has a limit of {limit}");
            }
        }

        return new Hdf5Space(extent, Array.ConvertAll(limits, l => l < 0), version == 2 && kind == 2)
        {
            Limits = limits,
        };
    }
}
