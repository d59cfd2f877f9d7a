using System.Numerics;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// The arrays in which newer files index their chunks: HDF5 File Format Specification 3.0, VII.C (fixed) and VII.D
/// (extensible).
/// </summary>
internal static class Hdf5ChunkArrays
{
    private const int MaximumPageBits = 30;

    /// <summary>
    /// Visits the elements of a fixed array: index, bytes, and whether they include the chunk's size.
    /// </summary>
    public static void Fixed(Hdf5Bytes bytes, long address, Action<long, ReadOnlyMemory<byte>, bool> visit)
    {
        Hdf5Cursor head = bytes.Checked(address, 12 + bytes.Widths.Length + bytes.Widths.Address, "FAHD"u8);
        head.Skip(1);
        bool isFiltered = head.Byte() == 1;
        int size = head.Byte(),
            pageBits = head.Byte();
        long count = head.Length(),
            block = head.Address();
        if (block < 0)
            return;
        if (size == 0 || pageBits > MaximumPageBits || count > bytes.Length)
        {
            throw new InvalidDataException(
                $"the list of chunks at address {address} claims {count} elements of {size} bytes"
            );
        }

        long page = 1L << pageBits,
            pages = count > page ? (count + page - 1) / page : 0;
        int prefix = 6 + bytes.Widths.Address;
        long bitmap = (pages + 7) / 8;
        Hdf5Cursor data = bytes.Checked(block, prefix + bitmap + (pages > 0 ? 0 : count * size) + 4, "FADB"u8);
        data.Skip(prefix - 4);
        if (pages == 0)
        {
            for (long i = 0; i < count; i++)
                visit(i, data.Take(size), isFiltered);
            return;
        }
        ReadOnlyMemory<byte> used = data.Take(bitmap);
        long at = block + prefix + bitmap + 4;
        for (long i = 0; i < pages; i++)
        {
            long inPage = Math.Min(page, count - i * page);
            if (IsSet(used.Span, i))
                Page(bytes, at, i * page, inPage, size, isFiltered, visit);
            at += inPage * size + 4;
        }
    }

    /// <summary>Visits the elements of an extensible array.</summary>
    public static void Extensible(Hdf5Bytes bytes, long address, Action<long, ReadOnlyMemory<byte>, bool> visit)
    {
        (int a, int l) = bytes.Widths;
        Hdf5Cursor head = bytes.Checked(address, 16 + 6 * l + a, "EAHD"u8);
        head.Skip(1);
        bool isFiltered = head.Byte() == 1;
        int size = head.Byte(),
            bits = head.Byte(),
            inIndex = head.Byte(),
            smallest = head.Byte(),
            pointers = head.Byte(),
            pageBits = head.Byte();
        head.Skip(4L * l);
        long count = head.Length();
        head.Skip(l);
        long index = head.Address();
        if (index < 0)
            return;
        if (
            size == 0
            || bits > 62
            || pageBits > MaximumPageBits
            || smallest == 0
            || pointers < 2
            || !BitOperations.IsPow2(smallest)
            || !BitOperations.IsPow2(pointers)
            || count > bytes.Length
        )
        {
            throw new InvalidDataException(
                $"the list of chunks at address {address} claims {count} elements of {size} bytes"
            );
        }

        int supers = 1 + bits - BitOperations.Log2((uint)smallest),
            firstSuper = 2 * BitOperations.Log2((uint)pointers);
        int direct = 2 * (pointers - 1),
            prefix = 6 + a,
            offsetWidth = (bits + 7) / 8;
        Hdf5Cursor block = bytes.Checked(
            index,
            prefix + (long)inIndex * size + (long)direct * a + (long)Math.Max(0, supers - firstSuper) * a + 4,
            "EAIB"u8
        );
        block.Skip(prefix - 4);
        for (int i = 0; i < inIndex; i++)
        {
            ReadOnlyMemory<byte> element = block.Take(size);
            if (i < count)
                visit(i, element, isFiltered);
        }
        long at = inIndex;
        for (int s = 0; s < supers && at < count; s++)
        {
            long blocks = 1L << s / 2,
                inBlock = (1L << (s + 1) / 2) * smallest;
            bool isPaged = inBlock > 1L << pageBits;
            if (s < firstSuper)
            {
                for (long i = 0; i < blocks; i++, at += inBlock)
                    Data(block.Address(), at, inBlock, default);
                continue;
            }
            long super = block.Address();
            if (super < 0)
            {
                at += blocks * inBlock;
                continue;
            }
            long pages = isPaged ? inBlock >> pageBits : 0,
                mapBytes = (pages + 7) / 8;
            Hdf5Cursor list = bytes.Checked(super, prefix + offsetWidth + blocks * mapBytes + blocks * a + 4, "EASB"u8);
            list.Skip(prefix - 4 + offsetWidth);
            ReadOnlyMemory<byte> used = list.Take(blocks * mapBytes);
            for (long i = 0; i < blocks && at < count; i++, at += inBlock)
                Data(list.Address(), at, inBlock, used.Slice((int)(i * mapBytes), (int)mapBytes));
        }

        void Data(long where, long first, long inBlock, ReadOnlyMemory<byte> used)
        {
            if (where < 0 || first >= count)
                return;
            bool isPaged = inBlock > 1L << pageBits;
            Hdf5Cursor data = bytes.Checked(where, prefix + offsetWidth + (isPaged ? 0 : inBlock * size) + 4, "EADB"u8);
            data.Skip(prefix - 4 + offsetWidth);
            if (!isPaged)
            {
                for (long i = 0; i < inBlock && first + i < count; i++)
                    visit(first + i, data.Take(size), isFiltered);
                return;
            }
            long page = 1L << pageBits,
                from = where + prefix + offsetWidth + 4;
            for (long i = 0; i < inBlock / page && first + i * page < count; i++, from += page * size + 4)
            {
                if (IsSet(used.Span, i))
                {
                    Page(
                        bytes,
                        from,
                        first + i * page,
                        Math.Min(page, count - first - i * page),
                        size,
                        isFiltered,
                        visit,
                        page
                    );
                }
            }
        }
    }

    // Bits are counted from the highest of each byte.
    private static bool IsSet(ReadOnlySpan<byte> bits, long at) => (bits[(int)(at / 8)] >> (int)(7 - at % 8) & 1) != 0;

    private static void Page(
        Hdf5Bytes bytes,
        long address,
        long first,
        long count,
        int size,
        bool isFiltered,
        Action<long, ReadOnlyMemory<byte>, bool> visit,
        long stored = -1
    )
    {
        long length = (stored < 0 ? count : stored) * size;
        Hdf5Checksum.Verify(bytes.Read(address, length + 4).Span, address);
        Hdf5Cursor page = bytes.Cursor(address, length);
        for (long i = 0; i < count; i++)
            visit(first + i, page.Take(size), isFiltered);
    }
}
