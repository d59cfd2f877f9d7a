using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Manifests;

/// <summary>The entry of one file in a manifest.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Stamp">The stamp of the file when its bytes were read.</param>
/// <param name="Offset">The offset of its parts in the manifest.</param>
/// <param name="Length">The number of bytes there.</param>
/// <param name="Checksum">The CRC-32C of these bytes.</param>
internal readonly record struct ManifestEntry(string Path, FileStamp Stamp, long Offset, int Length, uint Checksum);
