namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// The bytes-to-bytes codecs of a chunk in the order of encoding: the filters of HDF5, the last codecs of Zarr.
/// </summary>
internal sealed class BytesPipeline
{
    // The most bytes before each codec, and after the last.
    private readonly long[] bounds;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="codecs">The codecs, in the order of encoding.</param>
    /// <param name="plainBytes">The bytes of a chunk before the first codec, or the most if they vary.</param>
    public BytesPipeline(IBytesCodec[] codecs, long plainBytes)
    {
        Codecs = codecs;
        bounds = new long[codecs.Length + 1];
        bounds[0] = plainBytes;
        for (int i = 0; i < codecs.Length; i++)
            bounds[i + 1] = codecs[i].MaxEncoded(bounds[i]);
    }

    /// <summary>The codecs, in the order of encoding.</summary>
    public IBytesCodec[] Codecs { get; }

    /// <summary>The bytes of a chunk before the first codec.</summary>
    public long PlainBytes => bounds[0];

    /// <summary>The most bytes of an encoded chunk.</summary>
    public long MaxEncoded => bounds[^1];

    /// <summary>
    /// The most bytes that are read for a chunk. Compressors differ in how much they add to incompressible data, so
    /// this is more than <see cref="MaxEncoded"/>.
    /// </summary>
    public long ReadLimit => Math.Min(2 * MaxEncoded + (1 << 16), int.MaxValue);

    /// <summary>Decodes a chunk.</summary>
    /// <param name="encoded">The encoded bytes.</param>
    /// <param name="target">The preferred place for the result, or null for none.</param>
    /// <param name="scratch">Memory for the steps.</param>
    /// <param name="skipped">A bit for each codec that this chunk was encoded without.</param>
    /// <param name="first">The first codec to undo: those before it are left applied.</param>
    /// <returns>The decoded bytes: in the target, in scratch memory, or the encoded bytes themselves.</returns>
    /// <exception cref="InvalidDataException">The chunk is damaged; the message says how.</exception>
    public NativeBytes Decode(
        NativeBytes encoded,
        Scratch? target,
        ScratchPair scratch,
        uint skipped = 0,
        int first = 0
    )
    {
        int last = first;
        while (last < Codecs.Length && IsSkipped(skipped, last))
            last++;
        NativeBytes current = encoded;
        for (int i = Codecs.Length - 1; i >= last; i--)
        {
            if (IsSkipped(skipped, i))
                continue;
            Scratch into = i == last && target is not null && bounds[i] == PlainBytes ? target : scratch.Other(current);
            current = Codecs[i].Decode(current, into, bounds[i]);
        }
        return current;
    }

    /// <summary>Returns whether a chunk was encoded without any codec.</summary>
    public bool IsPlain(uint skipped)
    {
        for (int i = 0; i < Codecs.Length; i++)
        {
            if (!IsSkipped(skipped, i))
                return false;
        }

        return true;
    }

    /// <summary>Encodes a chunk.</summary>
    public NativeBytes Encode(NativeBytes plain, ScratchPair scratch)
    {
        NativeBytes current = plain;
        foreach (IBytesCodec codec in Codecs)
            current = codec.Encode(current, scratch.Other(current));
        return current;
    }

    private static bool IsSkipped(uint skipped, int codec) => codec < 32 && (skipped >> codec & 1) != 0;
}
