namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// How fast blocks of a node arrive, uncompressed and compressed, by those that arrived before; and so how to request
/// the next one. Compressed blocks are tried only if a block arrived more slowly than a processor compresses, be it that
/// the link is slow, or that several blocks share it.
/// </summary>
internal sealed class LinkRate
{
    // LZ4 compresses about as many bytes a second.
    private const double FastRate = 300e6;

    // The way is most of the time of smaller blocks.
    private const long LeastBytes = 1 << 16;

    // What a link carries changes, and so does what is sent.
    private const int Turn = 32;
    private const double Memory = 0.8;

    // Compressing takes processor time from tasks, so it must be faster by this much.
    private const double LeastGain = 1.1;

    private readonly Lock gate = new();
    private Average plain,
        compressed;

    private int choices;
    private bool isWarm;

    /// <summary>Returns whether the next block is to be compressed.</summary>
    /// <param name="bytes">Its length.</param>
    public bool Compresses(long bytes)
    {
        if (bytes < LeastBytes)
            return false;
        lock (gate)
        {
            if (!plain.IsKnown || plain.Rate > FastRate)
                return false;
            if (!compressed.IsKnown)
                return true;
            bool isFaster = compressed.Rate > LeastGain * plain.Rate;
            return ++choices % Turn == 0 ? !isFaster : isFaster;
        }
    }

    /// <summary>Takes note of a block that came.</summary>
    /// <param name="isCompressed">Whether it was asked for as compressed.</param>
    /// <param name="bytes">Its length, uncompressed.</param>
    /// <param name="seconds">How long it took from the request to the last byte.</param>
    public void Note(bool isCompressed, long bytes, double seconds)
    {
        if (bytes < LeastBytes)
            return;
        lock (gate)
        {
            // The first compressed block waits until both sides have loaded and compiled what compresses.
            if (isCompressed && !isWarm)
                isWarm = true;
            else if (isCompressed)
                compressed = compressed.With(bytes, seconds);
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
