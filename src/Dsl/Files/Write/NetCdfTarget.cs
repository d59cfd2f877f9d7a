using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>Where in a file a data set is written, and in which format.</summary>
internal sealed record NetCdfTarget
{
    /// <summary>The format of a new file.</summary>
    public NetCdfFormat Format { get; init; } = NetCdfFormat.NetCdf4;

    /// <summary>The path of a group, or null for the root group.</summary>
    public string? Group { get; init; }

    /// <summary>True to keep what an existing file has.</summary>
    public bool Adds { get; init; }
}
