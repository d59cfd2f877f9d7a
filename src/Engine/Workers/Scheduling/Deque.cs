using System.Diagnostics.CodeAnalysis;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>A list from which its owner takes the newest element, and others take the oldest.</summary>
internal sealed class Deque<T>
{
    private T[] items = new T[16];
    private int first;

    public int Count { get; private set; }

    /// <summary>The element that others take first, of those that there are.</summary>
    public T Oldest => items[first];

    public void Push(T item)
    {
        if (Count == items.Length)
        {
            var larger = new T[2 * Count];
            for (int i = 0; i < Count; i++)
                larger[i] = items[(first + i) & (items.Length - 1)];
            (items, first) = (larger, 0);
        }
        items[(first + Count++) & (items.Length - 1)] = item;
    }

    public bool TryPopNewest([MaybeNullWhen(false)] out T item)
    {
        if (Count == 0)
        {
            item = default;
            return false;
        }
        ref T slot = ref items[(first + --Count) & (items.Length - 1)];
        item = slot;
        slot = default!;
        return true;
    }

    public bool TryPopOldest([MaybeNullWhen(false)] out T item)
    {
        if (Count == 0)
        {
            item = default;
            return false;
        }
        item = items[first];
        items[first] = default!;
        first = (first + 1) & (items.Length - 1);
        Count--;
        return true;
    }

    public void Clear()
    {
        Array.Clear(items);
        (first, Count) = (0, 0);
    }
}
