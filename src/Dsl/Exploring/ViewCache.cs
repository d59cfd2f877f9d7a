namespace Gchunk.Dsl.Exploring;

/// <summary>Views that were computed, up to a number of bytes. The one unused for longest goes first.</summary>
/// <param name="capacity">The most bytes of values that are kept.</param>
internal sealed class ViewCache(long capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, ScreenView View)>> views = new(
        StringComparer.Ordinal
    );
    private readonly LinkedList<(string Key, ScreenView View)> byUse = [];

    /// <summary>The bytes of values that are held.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of views.</summary>
    public int Count => views.Count;

    /// <summary>Returns a view, or null.</summary>
    public ScreenView? Find(string key)
    {
        lock (gate)
        {
            if (!views.TryGetValue(key, out var node))
                return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.View;
        }
    }

    /// <summary>Keeps a view, unless it alone is larger than the capacity.</summary>
    public void Add(string key, ScreenView view)
    {
        long bytes = BytesOf(view);
        if (bytes > capacity)
            return;
        lock (gate)
        {
            if (views.Remove(key, out var old))
                Forget(old);
            while (Bytes + bytes > capacity)
            {
                views.Remove(byUse.Last!.Value.Key);
                Forget(byUse.Last);
            }
            views[key] = byUse.AddFirst((key, view));
            Bytes += bytes;
        }
    }

    private void Forget(LinkedListNode<(string Key, ScreenView View)> node)
    {
        byUse.Remove(node);
        Bytes -= BytesOf(node.Value.View);
    }

    private static long BytesOf(ScreenView view) => (long)view.Values.Length * sizeof(float);
}
