using System.Security.Cryptography;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.MlNet;

/// <summary>The models that this process has loaded, by the hash of their bytes. Those used last are kept.</summary>
/// <param name="load">Loads a model from its bytes; the text is its name for messages.</param>
internal sealed class ModelCache<T>(Func<byte[], string, T> load)
    where T : class
{
    private const int MostLoaded = 8;

    private readonly Lock gate = new();
    private readonly LinkedList<(UInt128 Hash, Lazy<T> Model)> models = [];

    /// <summary>Returns the model with these bytes.</summary>
    public T Of(NDArray model, string name)
    {
        ReadOnlySpan<byte> bytes = model.Span<byte>();
        UInt128 hash = BitConverter.ToUInt128(SHA256.HashData(bytes));
        Lazy<T>? found = null;
        lock (gate)
        {
            for (LinkedListNode<(UInt128 Hash, Lazy<T> Model)>? node = models.First; node is not null; node = node.Next)
            {
                if (node.Value.Hash != hash)
                    continue;
                found = node.Value.Model;
                models.Remove(node);
                break;
            }
            if (found is null)
            {
                byte[] content = bytes.ToArray();
                found = new Lazy<T>(() => load(content, name));
            }
            models.AddLast((hash, found));
            if (models.Count > MostLoaded)
                models.RemoveFirst();
        }
        return found.Value;
    }
}
