using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.GeoTiff;

/// <summary>How the pixels of an image are stored: in strips or tiles, with the bands together or one by one.</summary>
internal sealed record TiffLayout
{
    private const int MaximumBands = 1 << 16;

    public required long Width { get; init; }

    public required long Height { get; init; }

    public required int Bands { get; init; }

    /// <summary>The columns of a strip or tile.</summary>
    public required long ChunkWidth { get; init; }

    /// <summary>The rows of a strip or tile.</summary>
    public required long ChunkHeight { get; init; }

    /// <summary>True if the bands of a pixel are stored together.</summary>
    public required bool IsTogether { get; init; }

    public required bool IsTiled { get; init; }

    public required int Bits { get; init; }

    public required DType DType { get; init; }

    public required long Compression { get; init; }

    public required long Predictor { get; init; }

    public required bool IsBigEndian { get; init; }

    public required long[] Offsets { get; init; }

    public required long[] Lengths { get; init; }

    /// <summary>Why the pixels cannot be read, or null if they can.</summary>
    public string? Unreadable { get; private init; }

    /// <summary>The bands in a strip or tile.</summary>
    public int ChunkBands => IsTogether ? Bands : 1;

    /// <summary>The number of strips or tiles from left to right.</summary>
    public long Across => (Width + ChunkWidth - 1) / ChunkWidth;

    /// <summary>The number of strips or tiles from top to bottom.</summary>
    public long Down => (Height + ChunkHeight - 1) / ChunkHeight;

    /// <summary>The stored bytes of a row of a strip or tile, decompressed.</summary>
    public long RowBytes => (ChunkWidth * ChunkBands * Bits + 7) / 8;

    /// <summary>The bytes of a whole strip or tile, decompressed.</summary>
    public long ChunkBytes => RowBytes * ChunkHeight;

    /// <summary>Reads the layout from a directory.</summary>
    /// <exception cref="GchunkException">A tag is missing or has an impossible value.</exception>
    public static TiffLayout Read(TiffDirectory tags)
    {
        long width = tags.Number(256, 0),
            height = tags.Number(257, 0),
            bands = tags.Number(277, 1);
        if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue || bands is < 1 or > MaximumBands)
            throw tags.Damaged($"its image has {width} × {height} pixels of {bands} bands");
        bool isTiled = tags.Numbers(322) is not null;
        long across = isTiled ? tags.Number(322, 0) : width,
            down = isTiled ? tags.Number(323, 0) : Math.Min(height, Math.Max(0, tags.Number(278, height)));
        if (across is < 1 or > int.MaxValue || down is < 1 or > int.MaxValue)
            throw tags.Damaged($"its tiles have {across} × {down} pixels");
        long[] bits = tags.Numbers(258) ?? [1],
            formats = tags.Numbers(339) ?? [1];
        bool mixed = !bits.All(b => b == bits[0]) || !formats.All(f => f == formats[0]);
        (DType dtype, string? why) = TypeOf(bits[0], formats[0]);
        long compression = tags.Number(259, 1),
            predictor = tags.Number(317, 1);
        bool isTogether = bands == 1 || tags.Number(284, 1) == 1;
        if (mixed)
            why = "its bands differ in their type";
        else if (bits[0] < 8 && bands > 1 && isTogether)
            why = $"its bands of {bits[0]} bits are stored together";
        why ??= TiffCompression.WhyNot(compression);
        if (predictor is < 1 or > 3 || (predictor == 3 && !dtype.IsFloat) || (predictor == 2 && bits[0] < 8))
            why ??= $"its predictor is number {predictor}";
        if (tags.Number(262, 1) == 6 && compression is not 1)
            why ??= "its colours are YCbCr";
        if (tags.Number(266, 1) != 1)
            why ??= "the order of its bits is reversed";
        var layout = new TiffLayout
        {
            Width = width,
            Height = height,
            Bands = (int)bands,
            ChunkWidth = across,
            ChunkHeight = down,
            IsTogether = isTogether,
            IsTiled = isTiled,
            Bits = (int)Math.Clamp(bits[0], 1, 64),
            DType = dtype,
            Compression = compression,
            Predictor = predictor,
            IsBigEndian = tags.IsBigEndian,
            Offsets = tags.Numbers(isTiled ? 324 : 273) ?? throw tags.Damaged("it does not say where its pixels are"),
            Lengths =
                tags.Numbers(isTiled ? 325 : 279) ?? throw tags.Damaged("it does not say how long its strips are"),
            Unreadable = why,
        };
        Int128 chunks = (Int128)layout.Across * layout.Down * (layout.IsTogether ? 1 : bands);
        if (layout.Offsets.Length < chunks || layout.Lengths.Length < chunks)
            throw tags.Damaged($"it needs {chunks} strips or tiles, but names {layout.Offsets.Length}");
        if ((Int128)across * down * layout.ChunkBands * layout.Bits / 8 > int.MaxValue)
            throw tags.Damaged($"one of its strips or tiles has {across} × {down} × {layout.ChunkBands} values");
        return layout;
    }

    private static (DType, string?) TypeOf(long bits, long format) =>
        (bits, format) switch
        {
            (1 or 2 or 4 or 8, 1 or 4) => (DType.UInt8, null),
            (8, 2) => (DType.Int8, null),
            (16, 1 or 4) => (DType.UInt16, null),
            (16, 2) => (DType.Int16, null),
            (32, 1 or 4) => (DType.UInt32, null),
            (32, 2) => (DType.Int32, null),
            (64, 1 or 4) => (DType.UInt64, null),
            (64, 2) => (DType.Int64, null),
            (32, 3) => (DType.Float32, null),
            (64, 3) => (DType.Float64, null),
            _ => (
                DType.UInt8,
                $"its values have {bits} bits and the format {format}; supported are 1, 2, 4, 8, 16, 32 and 64 bits of integers, and 32 and 64 of floats"
            ),
        };
}
