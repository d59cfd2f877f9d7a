using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Reads whole arrays of text.</summary>
internal static unsafe class ZarrText
{
    // Text is used for labels, so larger arrays are not supported.
    private const long MostElements = 1 << 24;

    /// <summary>Reads all strings in C order.</summary>
    /// <exception cref="GchunkException">A chunk is damaged, or there are too many strings.</exception>
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
        Region whole = Region.Whole(metadata.Shape);
        long[] strides = metadata.Shape.Strides();
        var budget = new OpeningBudget();
        foreach (ChunkPart part in ChunkWalk.All(whole, metadata.Chunk, strides))
        {
            try
            {
                if (metadata.Type.Text == TextKind.Variable)
                    ReadVariable(source, part, texts, strides, budget);
                else
                    ReadFixed(source, part, texts, strides);
            }
            catch (InvalidDataException e)
            {
                string limit =
                    metadata.Pipeline.Bytes.PlainBytes < TextCodec.Limit && metadata.Type.Text == TextKind.Variable
                        ? $" (with a memory limit of {MemoryBudget.Format(OpeningBudget.Limit)}, at most {MemoryBudget.Format(metadata.Pipeline.Bytes.PlainBytes)} of text in a chunk are read)"
                        : "";
                throw new GchunkException(
                    $"{source.Place}: chunk {metadata.KeyOf(part.At)} is damaged: {e.Message}{limit}",
                    e
                );
            }
        }
        return texts;
    }

    private static void ReadVariable(
        ZarrArraySource source,
        in ChunkPart part,
        string[] texts,
        long[] strides,
        OpeningBudget budget
    )
    {
        using Scratch stored = new();
        using ScratchPair scratch = new();
        CodecPipeline pipeline = source.Metadata.Pipeline;
        long most = Math.Min(TextCodec.Limit, pipeline.Bytes.ReadLimit);
        if (!source.Store.Read(source.KeyOf(part.At), ByteRange.All, most, stored, CancellationToken.None))
            return;
        if (pipeline.Arrays.Length > 0)
            throw new InvalidDataException("its text has transposed axes, which is not supported");
        var shape = new Shape(source.Metadata.Chunk);
        NativeBytes plain = pipeline.Bytes.Decode(stored.Bytes, null, scratch);
        if (budget.TryTake(2 * plain.Length) is { } reason)
            throw new InvalidDataException($"its texts have {plain.Length} bytes: {reason}");
        string[] read = ((TextCodec)pipeline.Serializer).ReadTexts(plain.Span, shape.Size);
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
                shape.ByteStrides(type.Size),
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

    // Visits the elements of a part in C order: index in the chunk, number in the array. Since the whole array is read,
    // each part begins where its chunk does.
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
