using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Reads arrays of text, whole.</summary>
internal static unsafe class ZarrText
{
    // Text is for labels; more than this is not read at once.
    private const long MostElements = 1 << 24;

    /// <summary>All strings in C order.</summary>
    /// <exception cref="GchunkException">A chunk is damaged, or there are too many.</exception>
    public static string[] Read(ZarrArraySource source)
    {
        ZarrArrayMetadata metadata = source.Metadata;
        long count = metadata.Shape.Size;
        if (count > MostElements)
            throw new GchunkException($"{source.Place} holds {count} strings; at most {MostElements} are read at once");
        source.CheckUnchanged();
        var texts = new string[count];
        Array.Fill(texts, "");
        if (count == 0)
            return texts;
        Region whole = Regions.Whole(metadata.Shape);
        long[] strides = metadata.Shape.Strides();
        foreach (ChunkPart part in ChunkWalk.Over(whole, metadata.Chunk, strides))
        {
            try
            {
                if (metadata.Type.Text == TextKind.Variable)
                    ReadVariable(source, part, texts, strides);
                else
                    ReadFixed(source, part, texts, strides);
            }
            catch (InvalidDataException e)
            {
                throw new GchunkException(
                    $"{source.Place}: chunk {metadata.KeyOf(part.At)} is damaged: {e.Message}",
                    e
                );
            }
        }
        return texts;
    }

    private static void ReadVariable(ZarrArraySource source, in ChunkPart part, string[] texts, long[] strides)
    {
        using Scratch stored = new(),
            first = new(),
            second = new();
        if (!source.Store.Read(source.KeyOf(part.At), ByteRange.All, TextCodec.Limit, stored, CancellationToken.None))
            return;
        CodecPipeline pipeline = source.Metadata.Pipeline;
        if (pipeline.Arrays.Length > 0)
            throw new InvalidDataException("its text has its axes in another order");
        var shape = new Shape(source.Metadata.Chunk);
        string[] read = TextCodec.Read(
            pipeline.DecodeBytes(stored.Bytes, first, second, TextCodec.Limit).Span,
            shape.Size
        );
        long[] chunkStrides = shape.Strides();
        Each(
            part,
            strides,
            (at, target) =>
            {
                long from = 0;
                for (int axis = 0; axis < at.Length; axis++)
                    from += at[axis] * chunkStrides[axis];
                texts[target] = read[from];
            }
        );
    }

    private static void ReadFixed(ZarrArraySource source, in ChunkPart part, string[] texts, long[] strides)
    {
        ZarrType type = source.Metadata.Type;
        var shape = new Shape(part.Part.Count);
        using var memory = new Scratch();
        byte* elements = memory.Reserve(checked(shape.Size * type.Size));
        if (
            !source.Metadata.Pipeline.Read(
                new StoredChunk(source.Store, source.KeyOf(part.At)),
                part.Part,
                elements,
                Hdf5Layout.ByteStrides(shape, type.Size),
                CancellationToken.None
            )
        )
        {
            return;
        }

        Encoding encoding =
            type.Text == TextKind.Bytes ? Encoding.UTF8
            : BitConverter.IsLittleEndian ? Encoding.UTF32
            : new UTF32Encoding(bigEndian: true, byteOrderMark: false);
        long number = 0;
        Each(
            part,
            strides,
            (_, target) =>
                texts[target] = encoding
                    .GetString(new ReadOnlySpan<byte>(memory.Pointer + number++ * type.Size, type.Size))
                    .TrimEnd('\0')
        );
    }

    // The indices of a part in its chunk and in the whole, in C order; all is read, so each part begins where its chunk
    // does.
    private static void Each(in ChunkPart part, long[] strides, Action<long[], long> action)
    {
        var at = new long[strides.Length];
        for (long n = new Shape(part.Part.Count).Size, i = 0; i < n; i++)
        {
            long target = part.Destination;
            for (int axis = 0; axis < at.Length; axis++)
                target += at[axis] * strides[axis];
            action(at, target);
            for (int axis = at.Length - 1; axis >= 0 && ++at[axis] == part.Part.Count[axis]; axis--)
                at[axis] = 0;
        }
    }
}
