// Damages bytes: numbers, lengths, parts.
using System.Buffers.Binary;

static byte[] Damaged(byte[] original, Random random, bool isBigEndian)
{
    if (original.Length < 2)
        return [(byte)random.Next(256)];
    var bytes = (byte[])original.Clone();
    int reach = random.Next(3) switch
    {
        0 => bytes.Length,
        1 => Math.Min(bytes.Length, 512),
        _ => Math.Min(bytes.Length, 8192),
    };
    for (int strokes = 1 << random.Next(4); strokes > 0; strokes--)
    {
        int at = random.Next(random.Next(20) == 0 ? 0 : Math.Min(4, reach - 1), reach),
            from = random.Next(bytes.Length),
            width = 1 << random.Next(4);
        Span<byte> here = bytes.AsSpan(at, Math.Min(width, bytes.Length - at));
        switch (random.Next(7))
        {
            case 0:
                here.Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                break;
            case 1:
                here[0] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                random.NextBytes(here);
                break;
            case 3:
                Span<byte> number = stackalloc byte[8];
                long value = Odd[random.Next(Odd.Length)] + random.Next(3) - 1;
                if (isBigEndian && width == 8)
                    BinaryPrimitives.WriteInt64BigEndian(number, value);
                else if (isBigEndian)
                    BinaryPrimitives.WriteInt32BigEndian(number, (int)value);
                else
                    BinaryPrimitives.WriteInt64LittleEndian(number, value);
                number[..here.Length].CopyTo(here);
                break;
            case 4:
                bytes
                    .AsSpan(from, Math.Min(random.Next(1, 64), bytes.Length - Math.Max(from, at)))
                    .CopyTo(bytes.AsSpan(at));
                break;
            case 5:
                here[0] = (byte)random.Next(256);
                break;
            default:
                here[0] += (byte)(random.Next(2) == 0 ? 1 : 255);
                break;
        }
    }
    return random.Next(12) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
}
