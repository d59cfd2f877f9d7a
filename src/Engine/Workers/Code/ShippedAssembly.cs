namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// An assembly that a worker process does not have of itself: a script's, or one that the user's program or script
/// brought.
/// </summary>
/// <param name="ContentHash">What tells its content from every other.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Image">Its bytes.</param>
/// <param name="Symbols">
/// The bytes of its .pdb file, from which stack traces have lines; empty where there is none or it is inside the image.
/// </param>
public sealed record ShippedAssembly(
    UInt128 ContentHash,
    string Name,
    ReadOnlyMemory<byte> Image,
    ReadOnlyMemory<byte> Symbols = default
);
