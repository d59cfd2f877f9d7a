namespace Gchunk.Engine.Storage.Files;

/// <summary>Reads a part of a file from its beginning to its end; used by one thread.</summary>
/// <param name="file">The open file.</param>
/// <param name="offset">The offset of the part.</param>
/// <param name="length">The number of its bytes.</param>
internal sealed unsafe class PartStream(FileHandles.Lease file, long offset, long length) : Stream
{
    private long done;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => done;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - done);
        fixed (byte* p = buffer)
            file.Read(p, count, offset + done);
        done += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
