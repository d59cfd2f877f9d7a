using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>Takes the content of an operation's fields: a hash.</summary>
internal interface IFieldSink
{
    /// <summary>Takes an integer.</summary>
    void Take(long value);

    /// <summary>Takes a text.</summary>
    void Take(string text);

    /// <summary>Takes bytes; their number was taken before.</summary>
    void Take(ReadOnlySpan<byte> bytes);

    /// <summary>Takes the dtype, the shape and the elements of an array.</summary>
    void Take(NDArray array);
}
