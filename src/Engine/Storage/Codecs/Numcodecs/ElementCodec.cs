using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs.Numcodecs;

/// <summary>
/// A filter of numcodecs that turns elements of one dtype into as many of another. It works on bytes, so that it
/// follows the byte order that its configuration names.
/// </summary>
/// <param name="decoded">The dtype before encoding.</param>
/// <param name="encoded">The dtype after encoding.</param>
internal abstract unsafe class ElementCodec(ElementType decoded, ElementType encoded) : IBytesCodec
{
    public abstract string Name { get; }

    protected ElementType Decoded => decoded;

    protected ElementType Encoded => encoded;

    public long MaxEncoded(long length) => (length + decoded.Size - 1) / decoded.Size * encoded.Size;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        if (source.Length % encoded.Size != 0)
            throw new InvalidDataException($"its {source.Length} bytes are not elements of {encoded.Text}");
        long count = source.Length / encoded.Size;
        if (count * decoded.Size > capacity)
            throw new InvalidDataException($"it holds {count} elements of {decoded.Text}, more than {capacity} bytes");
        byte* result = into.Reserve(count * decoded.Size);
        Decode(source.Pointer, result, count);
        into.Length = count * decoded.Size;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        if (source.Length % decoded.Size != 0)
        {
            throw new GchunkException(
                $"the codec '{Name}' is for elements of {decoded.Text}, which the chunks do not hold"
            );
        }

        long count = source.Length / decoded.Size;
        byte* result = into.Reserve(count * encoded.Size);
        Encode(source.Pointer, result, count);
        into.Length = count * encoded.Size;
        return into.Bytes;
    }

    public virtual void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteString("dtype", decoded.Text);
        json.WriteString("astype", encoded.Text);
    }

    protected abstract void Decode(byte* source, byte* destination, long count);

    protected abstract void Encode(byte* source, byte* destination, long count);
}

/// <summary>numcodecs' <c>delta</c>: the first element, then differences of neighbours.</summary>
internal sealed unsafe class DeltaCodec(ElementType decoded, ElementType encoded) : ElementCodec(decoded, encoded)
{
    public override string Name => "delta";

    /// <summary>
    /// True if any values come back as they were: differences of integers wrap, and sums of them wrap back. Those of
    /// floats are rounded, and a smaller dtype does not hold all of them.
    /// </summary>
    public bool IsExact => Decoded.Kind is 'i' or 'u' && Encoded.Kind is 'i' or 'u' && Decoded.Size == Encoded.Size;

    protected override void Decode(byte* source, byte* destination, long count)
    {
        if (!Decoded.IsFloat && !Encoded.IsFloat)
        {
            long sum = 0;
            for (long i = 0; i < count; i++)
            {
                sum = unchecked(sum + Encoded.Integer(source + i * Encoded.Size));
                Decoded.Set(destination + i * Decoded.Size, sum);
            }
            return;
        }
        double total = 0;
        for (long i = 0; i < count; i++)
        {
            total += Encoded.Number(source + i * Encoded.Size);
            // NumPy adds in the dtype of the result.
            if (Decoded is { IsFloat: true, Size: 4 })
                total = (float)total;
            Decoded.Set(destination + i * Decoded.Size, total);
        }
    }

    protected override void Encode(byte* source, byte* destination, long count)
    {
        if (!Decoded.IsFloat)
        {
            long before = 0;
            for (long i = 0; i < count; i++)
            {
                long value = Decoded.Integer(source + i * Decoded.Size);
                Encoded.Set(destination + i * Encoded.Size, unchecked(value - before));
                before = value;
            }
            return;
        }
        double last = 0;
        for (long i = 0; i < count; i++)
        {
            double value = Decoded.Number(source + i * Decoded.Size),
                difference = Decoded.Size == 4 ? (float)value - (float)last : value - last;
            Encoded.Set(destination + i * Encoded.Size, difference);
            last = value;
        }
    }
}

/// <summary>numcodecs' <c>fixedscaleoffset</c>: (x - offset) · scale, rounded to the nearest even.</summary>
internal sealed unsafe class FixedScaleOffsetCodec(
    ElementType decoded,
    ElementType encoded,
    double offset,
    double scale
) : ElementCodec(decoded, encoded)
{
    public override string Name => "fixedscaleoffset";

    public override void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteNumber("scale", scale);
        json.WriteNumber("offset", offset);
        base.WriteConfiguration(json, format);
    }

    protected override void Decode(byte* source, byte* destination, long count)
    {
        bool isSingle = Encoded is { IsFloat: true, Size: <= 4 };
        for (long i = 0; i < count; i++)
        {
            double value = Encoded.Number(source + i * Encoded.Size);
            Decoded.Set(
                destination + i * Decoded.Size,
                isSingle ? (float)value / (float)scale + (float)offset : value / scale + offset
            );
        }
    }

    protected override void Encode(byte* source, byte* destination, long count)
    {
        bool isSingle = Decoded is { IsFloat: true, Size: <= 4 };
        for (long i = 0; i < count; i++)
        {
            double value = Decoded.Number(source + i * Decoded.Size);
            double scaled = isSingle ? ((float)value - (float)offset) * (float)scale : (value - offset) * scale;
            scaled = Math.Round(scaled, MidpointRounding.ToEven);
            Encoded.Set(destination + i * Encoded.Size, scaled);
            if (!Encoded.IsFloat && Encoded.Number(destination + i * Encoded.Size) != scaled)
            {
                throw new GchunkException(
                    FormattableString.Invariant(
                        $"the codec fixedscaleoffset cannot store {value} as {Encoded.Text}: ({value} - {offset}) · {scale} is {scaled}; choose another offset or scale, or a larger dtype"
                    )
                );
            }
        }
    }
}

/// <summary>numcodecs' <c>astype</c>: elements stored in another dtype.</summary>
internal sealed unsafe class AsTypeCodec(ElementType decoded, ElementType encoded) : ElementCodec(decoded, encoded)
{
    public override string Name => "astype";

    public override void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteString("encode_dtype", Encoded.Text);
        json.WriteString("decode_dtype", Decoded.Text);
    }

    protected override void Decode(byte* source, byte* destination, long count) =>
        Cast(source, Encoded, destination, Decoded, count);

    protected override void Encode(byte* source, byte* destination, long count) =>
        Cast(source, Decoded, destination, Encoded, count);

    private static void Cast(byte* source, ElementType from, byte* destination, ElementType to, long count)
    {
        for (long i = 0; i < count; i++)
        {
            if (from.IsFloat)
                to.Set(destination + i * to.Size, from.Number(source + i * from.Size));
            else
                to.Set(destination + i * to.Size, from.Integer(source + i * from.Size));
        }
    }
}
