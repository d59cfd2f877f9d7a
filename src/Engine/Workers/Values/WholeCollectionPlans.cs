using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;

namespace Gchunk.Engine.Workers.Values;

// Collections that cannot be filled after they are made. What their elements lead to must be made first, so they cannot
// hold themselves.

/// <summary>Keys and values of an immutable dictionary.</summary>
internal sealed class ImmutableDictionaryPlan<TKey, TValue>(Type type) : TypePlan(type)
    where TKey : notnull
{
    private readonly TypePlan? plan = CollectionPlans.SlotOf(typeof(KeyValuePair<TKey, TValue>));

    public override void WriteHead(ValuePacker to, object value)
    {
        var map = (ImmutableDictionary<TKey, TValue>)value;
        CollectionPlans.WriteComparer(to, map.KeyComparer, EqualityComparer<TKey>.Default);
        Elements<KeyValuePair<TKey, TValue>>.Write(to, plan, map);
    }

    public override object ReadHead(ValueUnpacker from)
    {
        var comparer = (IEqualityComparer<TKey>?)from.ReadValue();
        return ImmutableDictionary.CreateRange(comparer, Elements<KeyValuePair<TKey, TValue>>.Read(from, plan));
    }
}

/// <summary>Elements of an immutable set.</summary>
internal sealed class ImmutableHashSetPlan<T>(Type type) : TypePlan(type)
{
    private readonly TypePlan? plan = CollectionPlans.SlotOf(typeof(T));

    public override void WriteHead(ValuePacker to, object value)
    {
        var set = (ImmutableHashSet<T>)value;
        CollectionPlans.WriteComparer(to, set.KeyComparer, EqualityComparer<T>.Default);
        Elements<T>.Write(to, plan, set);
    }

    public override object ReadHead(ValueUnpacker from)
    {
        var comparer = (IEqualityComparer<T>?)from.ReadValue();
        return ImmutableHashSet.CreateRange(comparer, Elements<T>.Read(from, plan));
    }
}

/// <summary>Keys and values of a frozen dictionary.</summary>
internal sealed class FrozenDictionaryPlan<TKey, TValue>(Type type) : TypePlan(type)
    where TKey : notnull
{
    private readonly TypePlan? plan = CollectionPlans.SlotOf(typeof(KeyValuePair<TKey, TValue>));

    public override void WriteHead(ValuePacker to, object value)
    {
        var map = (FrozenDictionary<TKey, TValue>)value;
        CollectionPlans.WriteComparer(to, map.Comparer, EqualityComparer<TKey>.Default);
        Elements<KeyValuePair<TKey, TValue>>.Write(to, plan, map);
    }

    public override object ReadHead(ValueUnpacker from)
    {
        var comparer = (IEqualityComparer<TKey>?)from.ReadValue();
        return Elements<KeyValuePair<TKey, TValue>>.Read(from, plan).ToFrozenDictionary(comparer);
    }
}

/// <summary>Elements of a frozen set.</summary>
internal sealed class FrozenSetPlan<T>(Type type) : TypePlan(type)
{
    private readonly TypePlan? plan = CollectionPlans.SlotOf(typeof(T));

    public override void WriteHead(ValuePacker to, object value)
    {
        var set = (FrozenSet<T>)value;
        CollectionPlans.WriteComparer(to, set.Comparer, EqualityComparer<T>.Default);
        Elements<T>.Write(to, plan, set);
    }

    public override object ReadHead(ValueUnpacker from)
    {
        var comparer = (IEqualityComparer<T>?)from.ReadValue();
        return Elements<T>.Read(from, plan).ToFrozenSet(comparer);
    }
}

/// <summary>The groups that <c>ToLookup</c> makes.</summary>
internal sealed class LookupPlan<TKey, TElement>(Type type) : TypePlan(type)
{
    private static readonly FieldInfo Comparer = typeof(Lookup<TKey, TElement>).GetField(
        "_comparer",
        BindingFlags.Instance | BindingFlags.NonPublic
    )!;
    private readonly TypePlan? plan = CollectionPlans.SlotOf(typeof(KeyValuePair<TKey, TElement>));

    public override void WriteHead(ValuePacker to, object value)
    {
        CollectionPlans.WriteComparer(to, Comparer.GetValue(value), EqualityComparer<TKey>.Default);
        Elements<KeyValuePair<TKey, TElement>>.Write(
            to,
            plan,
            ((Lookup<TKey, TElement>)value).SelectMany(g => g.Select(e => KeyValuePair.Create(g.Key, e)))
        );
    }

    public override object ReadHead(ValueUnpacker from)
    {
        var comparer = (IEqualityComparer<TKey>?)from.ReadValue();
        return Elements<KeyValuePair<TKey, TElement>>.Read(from, plan).ToLookup(p => p.Key, p => p.Value, comparer);
    }
}
