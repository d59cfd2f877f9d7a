namespace Gchunk.Engine.Storage.Manifests;

/// <summary>What a manifest holds of one file.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Stamp">The file as it was when its bytes were read.</param>
/// <param name="Offset">Where the parts begin in the manifest.</param>
/// <param name="Length">Their bytes there.</param>
/// <param name="Checksum">The CRC-32C of these.</param>
internal readonly record struct ManifestEntry(string Path, FileStamp Stamp, long Offset, int Length, uint Checksum);
