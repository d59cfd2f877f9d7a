using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Npy;

/// <summary>The array of an .npy file, read one region at a time.</summary>
internal sealed unsafe class NpyArray : IStoredArray
{
    private readonly string path;
    private readonly IRegionReader reader;

    private NpyArray(string path, FileSignature signature, NpyHeader header)
    {
        this.path = path;
        Shape = header.IsFortran ? new Shape([.. header.Shape.Reverse()]) : header.Shape;
        (DType, Version, IsFortran) = (header.DType, signature.Version, header.IsFortran);
        long[] strides = Shape.ByteStrides(header.Size);
        // The parts of a complex number are swapped one by one.
        SwapsParts = header.DType.IsComplex && header.BigEndian;
        bool swaps = header.BigEndian && !SwapsParts;
        reader = new StridedReader(path, signature, header.Offset, strides, header.Size, swaps);
        if (header.IsHalf)
            reader = new HalfReader(reader);
        IsHalf = header.IsHalf;
    }

    public StoredArrayAddress Address => new NpyAddress(path);

    public string Version { get; }

    /// <summary>The shape in the order of the file: reversed if the first axis varies fastest.</summary>
    public Shape Shape { get; }

    /// <summary>True if the array is the transpose of what is stored.</summary>
    public bool IsFortran { get; }

    public DType DType { get; }

    public long[]? StoredChunk => null;

    private bool IsHalf { get; }

    private bool SwapsParts { get; }

    /// <summary>Opens a file; reads only its header.</summary>
    /// <exception cref="GchunkException">The file does not exist, is damaged, or holds no numbers.</exception>
    public static NpyArray Open(string path)
    {
        string full = RegularFile.FullPath(path);
        using FileHandles.Lease file = FileHandles.Open(full);
        long length = file.Length;
        FileHandles.ForgetIfReplaced(full, file.Version);
        byte[] start = Read(file, (int)Math.Min(NpyHeader.Prefix, length));
        int headerLength = NpyHeader.LengthOf(path, start);
        if (headerLength > length)
            throw new GchunkException($"{path} is truncated: it ends in its header");
        NpyHeader header = ForeignError.Guard(path, () => NpyHeader.Parse(path, Read(file, headerLength), length));
        return new NpyArray(full, new FileSignature(FileFormat.Npy, 0, length, file.Version), header);
    }

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        region.RequireInside(Shape, path);
        if (region.Shape.Size == 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        reader.Read(region, destination, cancellation);
        if (SwapsParts)
            ByteOrder.Convert(destination, region.Shape.Size * 2, DType.Size / 2, bigEndian: true);
    }

    public long ScratchBytes(in Region region) =>
        StridedRead.ScratchBytes + (IsHalf ? region.Shape.Size * sizeof(ushort) : 0);

    private static byte[] Read(FileHandles.Lease file, int count)
    {
        var bytes = new byte[count];
        fixed (byte* p = bytes)
            file.Read(p, count, 0);
        return bytes;
    }
}

/// <summary>The address of an .npy file.</summary>
/// <param name="Location">The path of the file.</param>
internal sealed record NpyAddress(string Location) : StoredArrayAddress("npy", Location, Path.GetFileName(Location))
{
    /// <inheritdoc/>
    public override bool CanOpen => true;

    /// <inheritdoc/>
    public override IStoredArray Open() => NpyArray.Open(Location);
}
