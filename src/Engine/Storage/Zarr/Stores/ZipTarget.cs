using System.IO.Compression;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>A new zip file, written atomically; its entries are not compressed again.</summary>
internal sealed class ZipTarget : ZarrTarget
{
    private readonly AtomicFile file;
    private readonly ZipArchive archive;
    private readonly Lock gate = new();

    public ZipTarget(string path)
    {
        file = AtomicFile.Create(path);
        try
        {
            archive = new ZipArchive(File.Create(file.TemporaryPath), ZipArchiveMode.Create);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new GchunkException($"cannot write {path}: {e.Message}", e);
        }
    }

    public override string Location => file.Path;

    public override void Write(string key, ReadOnlySpan<byte> value)
    {
        try
        {
            lock (gate)
            {
                using Stream entry = archive.CreateEntry(key, CompressionLevel.NoCompression).Open();
                entry.Write(value);
            }
        }
        catch (IOException e)
        {
            throw new GchunkException($"cannot write {file.Path}: {e.Message}{file.WhyFull()}", e);
        }
    }

    // Each key is written once, so there is nothing to delete.
    public override void Delete(string key) { }

    public override void Commit()
    {
        try
        {
            archive.Dispose();
        }
        catch (IOException e)
        {
            throw new GchunkException($"cannot write {file.Path}: {e.Message}{file.WhyFull()}", e);
        }
        file.Commit();
    }

    public override void Dispose()
    {
        try
        {
            archive.Dispose();
        }
        catch (IOException)
        { /* a discarded file need not be complete */
        }
        file.Dispose();
    }
}
