namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// An assembly that worker processes do not have: that of a script, or one that the user's program or script loaded.
/// </summary>
/// <param name="ContentHash">The hash of its image.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Image">The bytes of its image.</param>
/// <param name="Symbols">
/// The bytes of its .pdb file, which gives stack traces line numbers; empty if there is none or it is embedded.
/// </param>
public sealed record ShippedAssembly(
    UInt128 ContentHash,
    string Name,
    ReadOnlyMemory<byte> Image,
    ReadOnlyMemory<byte> Symbols = default
)
{
    /// <summary>The libraries that its code may load by name, or null if it can only load what is sent.</summary>
    public LibraryFiles? Libraries { get; init; }
}
