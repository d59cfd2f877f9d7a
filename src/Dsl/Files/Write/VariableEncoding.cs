using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;

namespace Gchunk.Dsl;

/// <summary>
/// How a variable is stored in a file. A property that is not set is chosen when the variable is written.
/// </summary>
/// <example><code>
/// OpenDataset("rain.nc").ToNetCdf("packed.nc", encoding: new() { ["pr"] = new() { DType = DType.Int16, ScaleFactor = 1e-5, FillValue = -32767 } });
/// </code></example>
public sealed record VariableEncoding
{
    /// <summary>The stored dtype, or null for that of the values.</summary>
    public DType? DType { get; init; }

    /// <summary>The scale factor: the value is the stored value × scale factor + add offset; or null.</summary>
    public double? ScaleFactor { get; init; }

    /// <summary>The add offset, or null.</summary>
    public double? AddOffset { get; init; }

    /// <summary>The fill value: the stored value of a missing one (NaN), or null.</summary>
    public double? FillValue { get; init; }

    /// <summary>The shape of a stored chunk, or null.</summary>
    public IReadOnlyList<long>? Chunks { get; init; }

    /// <summary>The compression level, 0 (none) to 9, or null for that of the file.</summary>
    public int? Compression { get; init; }

    /// <summary>True to use the shuffle filter.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The units of times, such as "days since 1850-01-01", or null.</summary>
    public string? Units { get; init; }

    /// <summary>The name of the calendar of times as the file spells it, or null.</summary>
    internal string? Calendar { get; init; }

    /// <summary>The chunks and the compression in the file, or null.</summary>
    internal StoredLayout? Layout { get; init; }

    /// <summary>True if values are packed in the same way as by another one, whatever their chunks are.</summary>
    internal bool PacksAs(VariableEncoding? other) => WithoutLayout == other?.WithoutLayout;

    private VariableEncoding WithoutLayout =>
        this with
        {
            Chunks = null,
            Compression = null,
            Shuffle = true,
            Layout = null,
        };

    /// <summary>
    /// The attribute <c>_Unsigned</c>, by which stored integers are read with the other signedness, or null.
    /// </summary>
    internal string? Unsigned { get; init; }

    /// <summary>The dtype of the attribute <c>scale_factor</c> in the file, or null for float64.</summary>
    internal DType? ScaleType { get; init; }

    /// <summary>The dtype of the attribute <c>add_offset</c> in the file, or null for float64.</summary>
    internal DType? OffsetType { get; init; }

    /// <summary>The attribute <c>missing_value</c> of the file, if it is one number, or null.</summary>
    internal double? MissingValue { get; init; }

    /// <summary>True if the file has no <c>_FillValue</c>, so that its <c>missing_value</c> marks missing values.</summary>
    internal bool FillsByMissingValue { get; init; }
}
