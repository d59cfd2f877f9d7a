namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// How fast blocks of a node come, as they are and packed, by those that came before; and so how to ask for the next one.
/// A link that is faster than a processor packs is never tried with packed blocks, so that it does not become slower.
/// </summary>
internal sealed class LinkRate
{
    // LZ4 packs about as many bytes a second.
    private const double FastRate = 300e6;

    // The way is most of the time of smaller blocks.
    private const long LeastBytes = 1 << 16;

    // What a link carries changes, and so does what is sent.
    private const int Turn = 32;
    private const double Memory = 0.8;

    // Packing takes processor time from tasks, so it must be faster by this much.
    private const double LeastGain = 1.1;

    private readonly Lock gate = new();
    private Average plain,
        packed;

    private int choices;

    /// <summary>Returns whether the next block is to be packed.</summary>
    /// <param name="bytes">Its length.</param>
    public bool Packs(long bytes)
    {
        if (bytes < LeastBytes)
            return false;
        lock (gate)
        {
            if (!plain.IsKnown || plain.Rate > FastRate)
                return false;
            if (!packed.IsKnown)
                return true;
            bool isFaster = packed.Rate > LeastGain * plain.Rate;
            return ++choices % Turn == 0 ? !isFaster : isFaster;
        }
    }

    /// <summary>Takes note of a block that came.</summary>
    /// <param name="isPacked">Whether it was asked for as packed.</param>
    /// <param name="bytes">Its length, unpacked.</param>
    /// <param name="seconds">How long it took from the request to the last byte.</param>
    public void Note(bool isPacked, long bytes, double seconds)
    {
        if (bytes < LeastBytes)
            return;
        lock (gate)
        {
            if (isPacked)
                packed = packed.With(bytes, seconds);
            else
                plain = plain.With(bytes, seconds);
        }
    }

    // Bytes over time; older blocks count less.
    private readonly record struct Average(double Bytes, double Seconds)
    {
        public bool IsKnown => Seconds > 0;

        public double Rate => Bytes / Seconds;

        public Average With(long bytes, double seconds) =>
            new(Memory * Bytes + bytes, Memory * Seconds + Math.Max(seconds, 1e-9));
    }
}
