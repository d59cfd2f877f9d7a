using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Gchunk.Engine.Workers.Cluster.Stores;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// A document in a store that processes of several machines change by compare-and-set: whoever changes a state that is
/// no longer the newest is refused.
/// </summary>
/// <remarks>
/// Each state is a content whose name is its number. A writer adds the next number, which the store lets exactly one of
/// several writers do. Nothing is locked.
/// </remarks>
internal sealed class SharedDocument
{
    // So many states are kept for those who are reading one.
    private const int StatesKept = 8;

    // Each state names so many states before it. A writer whose state is not among them was overtaken.
    private const int Remembered = 64;

    private const int IdLength = 16,
        MostReads = 100;

    private readonly IClusterStore store;
    private readonly string folder;

    /// <summary>Names a document in a folder of its own that all machines see.</summary>
    /// <param name="folder">The folder, which is created if it does not exist.</param>
    public SharedDocument(string folder)
        : this(new FolderStore(Directory.CreateDirectory(folder).FullName), "", isCreated: false) { }

    /// <summary>Names a document.</summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">Its folder there.</param>
    /// <param name="isCreated">
    /// True to create the folder if it does not exist; false if a document that was deleted is to stay so.
    /// </param>
    public SharedDocument(IClusterStore store, string folder, bool isCreated = true)
    {
        (this.store, this.folder) = (store, folder);
        if (isCreated)
            store.Create(folder);
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
        // It may be deleted between the two calls, but then there are newer ones.
        for (int attempt = 0; attempt < MostReads; attempt++)
        {
            long newest = Numbers().DefaultIfEmpty().Max();
            if (newest == 0)
                return new State(0, [], []);
            try
            {
                if (store.Read(NameOf(newest)) is { } content)
                    return Parse(newest, content);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new GchunkException($"the state of the cluster in {Where} cannot be read: {e.Message}", e);
            }
        }
        throw new GchunkException($"the state of the cluster in {Where} cannot be read: it is deleted again and again");
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
        string name = NameOf(current.Number + 1);
        try
        {
            return store.TryAdd(name, whole) && Remains(current, id, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the state of the cluster in {Where} cannot be written: {e.Message}", e);
        }
    }

    // A writer that was held up for long may have made a state whose number had been used and deleted, or one of a
    // document that was deleted and begun again.
    private bool Remains(State before, byte[] id, string name)
    {
        State newest = Read();
        long number = before.Number + 1;
        if (newest.Number == number && !IsThere(before))
        {
            store.Delete(name);
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
        store.Delete(name);
        return false;
    }

    private bool IsThere(State state) =>
        state.Number == 0
        || (
            store.Read(NameOf(state.Number)) is { } content
            && Parse(state.Number, content).Ids.AsSpan().StartsWith(state.Ids.AsSpan(0, IdLength))
        );

    private void Clean(long newest)
    {
        foreach (long number in Numbers())
        {
            if (number <= newest - StatesKept)
                store.Delete(NameOf(number));
        }
    }

    private IEnumerable<long> Numbers()
    {
        foreach (string name in store.Names(folder))
        {
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                yield return number;
        }
    }

    private string Where => folder.Length == 0 ? store.Address : $"{store.Address}/{folder}";

    private string NameOf(long number)
    {
        string name = number.ToString("D12", CultureInfo.InvariantCulture);
        return folder.Length == 0 ? name : $"{folder}/{name}";
    }

    private State Parse(long number, byte[] bytes)
    {
        int length = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < IdLength || length > Remembered * IdLength || length % IdLength != 0 || length > bytes.Length - 4)
            throw new GchunkException($"the state {store.Address}/{NameOf(number)} of a cluster is damaged");
        return new State(number, bytes[(4 + length)..], bytes[4..(4 + length)]);
    }
}
