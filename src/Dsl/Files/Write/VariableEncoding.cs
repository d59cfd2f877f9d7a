using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>How a variable is stored in a file. What is not set is chosen when it is written.</summary>
/// <example><code>
/// OpenDataset("rain.nc").ToNetCdf("packed.nc", encoding: new() { ["pr"] = new() { DType = DType.Int16, ScaleFactor = 1e-5, FillValue = -32767 } });
/// </code></example>
public sealed record VariableEncoding
{
    /// <summary>The dtype of the stored numbers, or null for that of the values.</summary>
    public DType? DType { get; init; }

    /// <summary>What stored numbers are multiplied with to give values, or null.</summary>
    public double? ScaleFactor { get; init; }

    /// <summary>What is then added, or null.</summary>
    public double? AddOffset { get; init; }

    /// <summary>The stored number that stands for a missing value (NaN), or null.</summary>
    public double? FillValue { get; init; }

    /// <summary>The length of a stored chunk along each axis, or null.</summary>
    public IReadOnlyList<long>? Chunks { get; init; }

    /// <summary>The level of compression, 0 (none) to 9, or null for that of the whole file.</summary>
    public int? Compression { get; init; }

    /// <summary>Whether bytes are sorted by their weight before compression.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The units of times: "days since 1850-01-01", or null.</summary>
    public string? Units { get; init; }

    /// <summary>Whether stored integers are to be read with the other sign (the attribute <c>_Unsigned</c>).</summary>
    internal string? Unsigned { get; init; }
}
