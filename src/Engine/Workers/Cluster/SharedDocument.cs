using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// A document in a folder that processes of several machines change by compare-and-set: whoever changes a state that is
/// no longer the newest is refused.
/// </summary>
/// <remarks>
/// Each state is a file whose name is its number. A writer prepares a file under a name of its own and gives it the next
/// number by a hard link, which the system makes for exactly one of several writers, also over NFS. Nothing is locked, so
/// a writer that is killed leaves at most a file under a name of its own, which later writers delete.
/// </remarks>
internal sealed partial class SharedDocument
{
    // So many states are kept for those who are reading one.
    private const int StatesKept = 8;

    // Each state names so many states before it. A writer whose state is not among them was overtaken.
    private const int Remembered = 64;

    private const int IdLength = 16;
    private const string Draft = "draft-";
    private static readonly TimeSpan DraftAge = TimeSpan.FromMinutes(10);

    private readonly string folder;

    /// <summary>Names a document.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="isCreated">
    /// True to create the folder if it does not exist; false if a document that was deleted is to stay so.
    /// </param>
    public SharedDocument(string folder, bool isCreated = true)
    {
        this.folder = folder;
        if (isCreated)
            Directory.CreateDirectory(folder);
    }

    /// <summary>A state of the document.</summary>
    /// <param name="Number">Its number; 0 before the first.</param>
    /// <param name="Content">The content.</param>
    /// <param name="Ids">The identifier of the state and of those before it, the newest first.</param>
    public sealed record State(long Number, byte[] Content, byte[] Ids);

    /// <summary>Returns the newest state.</summary>
    /// <exception cref="GchunkException">The newest state cannot be read.</exception>
    public State Read()
    {
        // The file may be deleted between the two calls, but then there are newer ones.
        for (int attempt = 0; ; attempt++)
        {
            long newest = Numbers().DefaultIfEmpty().Max();
            if (newest == 0)
                return new State(0, [], []);
            try
            {
                return Parse(newest, File.ReadAllBytes(PathOf(newest)));
            }
            catch (FileNotFoundException) when (attempt < 100) { }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new GchunkException($"the state of the cluster in {folder} cannot be read: {e.Message}", e);
            }
        }
    }

    /// <summary>Replaces a state.</summary>
    /// <param name="current">The state that was read.</param>
    /// <param name="content">The new content.</param>
    /// <returns>False if the state is no longer the newest; nothing has changed then.</returns>
    public bool TryWrite(State current, ReadOnlySpan<byte> content)
    {
        byte[] id = RandomNumberGenerator.GetBytes(IdLength);
        byte[] ids = [.. id, .. current.Ids.AsSpan(0, Math.Min(current.Ids.Length, (Remembered - 1) * IdLength))];
        byte[] whole = new byte[4 + ids.Length + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(whole, ids.Length);
        ids.CopyTo(whole, 4);
        content.CopyTo(whole.AsSpan(4 + ids.Length));
        string draft = Path.Combine(folder, Draft + Convert.ToHexString(id)),
            path = PathOf(current.Number + 1);
        try
        {
            using (
                FileStream file = AtomicFile.CreateNew(
                    draft,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    FileAccess.Write
                )
            )
            {
                file.Write(whole);
                file.Flush(flushToDisk: true);
            }
            // A lost answer of a file server may report an error for a link that was made: the file itself tells.
            if (Link(draft, path) != 0 && !IsOurs(path, id))
                return false;
            DiskSync.Folder(folder);
            return Remains(current, id, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the state of the cluster in {folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            // What stays is deleted by later writers.
            Leftovers.TryDelete(draft);
        }
    }

    // A writer that was held up for long may have made a state whose number had been used and deleted, or one of a
    // document that was deleted and begun again.
    private bool Remains(State before, byte[] id, string path)
    {
        State newest = Read();
        long number = before.Number + 1;
        if (newest.Number == number && !IsThere(before))
        {
            File.Delete(path);
            return false;
        }
        for (int at = 0; at < newest.Ids.Length; at += IdLength)
        {
            if (newest.Ids.AsSpan(at, IdLength).SequenceEqual(id))
            {
                Clean(number);
                return true;
            }
        }
        File.Delete(path);
        return false;
    }

    private bool IsThere(State state)
    {
        try
        {
            return state.Number == 0
                || Parse(state.Number, File.ReadAllBytes(PathOf(state.Number)))
                    .Ids.AsSpan()
                    .StartsWith(state.Ids.AsSpan(0, IdLength));
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static bool IsOurs(string path, byte[] id)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return bytes.Length >= 4 + IdLength && bytes.AsSpan(4, IdLength).SequenceEqual(id);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Clean(long newest)
    {
        foreach (long number in Numbers())
        {
            if (number <= newest - StatesKept)
                File.Delete(PathOf(number));
        }
        foreach (string draft in Directory.EnumerateFiles(folder, Draft + "*"))
        {
            // A file that is gone has the year 1601.
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(draft) is var age && age > DraftAge)
                File.Delete(draft);
        }
    }

    private IEnumerable<long> Numbers()
    {
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            if (long.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                yield return number;
        }
    }

    private string PathOf(long number) => Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture));

    private State Parse(long number, byte[] bytes)
    {
        int length = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < IdLength || length > Remembered * IdLength || length % IdLength != 0 || length > bytes.Length - 4)
            throw new GchunkException($"the state {PathOf(number)} of a cluster is damaged");
        return new State(number, bytes[(4 + length)..], bytes[4..(4 + length)]);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Link(string from, string to);
}
