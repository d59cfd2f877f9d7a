using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// A collection that cannot be filled after it is created: its comparer, then its elements. The objects that its
/// elements refer to must be created first, so it cannot contain itself.
/// </summary>
internal abstract class WholeCollectionPlan<TKey, TElement>(Type type) : TypePlan(type)
{
    private readonly TypePlan? plan = CollectionPlans.SlotOf(typeof(TElement));

    public override void WriteHead(ValueSerializer to, object value)
    {
        CollectionPlans.WriteComparer(to, ComparerOf(value), EqualityComparer<TKey>.Default);
        Elements<TElement>.Write(to, plan, ElementsOf(value));
    }

    public override object ReadHead(ValueDeserializer from)
    {
        var comparer = (IEqualityComparer<TKey>?)from.ReadValue();
        return Create(comparer, Elements<TElement>.Read(from, plan));
    }

    protected abstract object? ComparerOf(object value);

    protected virtual IEnumerable<TElement> ElementsOf(object value) => (IEnumerable<TElement>)value;

    protected abstract object Create(IEqualityComparer<TKey>? comparer, TElement[] elements);
}

internal sealed class ImmutableDictionaryPlan<TKey, TValue>(Type type)
    : WholeCollectionPlan<TKey, KeyValuePair<TKey, TValue>>(type)
    where TKey : notnull
{
    protected override object? ComparerOf(object value) => ((ImmutableDictionary<TKey, TValue>)value).KeyComparer;

    protected override object Create(IEqualityComparer<TKey>? comparer, KeyValuePair<TKey, TValue>[] elements) =>
        ImmutableDictionary.CreateRange(comparer, elements);
}

internal sealed class ImmutableHashSetPlan<T>(Type type) : WholeCollectionPlan<T, T>(type)
{
    protected override object? ComparerOf(object value) => ((ImmutableHashSet<T>)value).KeyComparer;

    protected override object Create(IEqualityComparer<T>? comparer, T[] elements) =>
        ImmutableHashSet.CreateRange(comparer, elements);
}

internal sealed class FrozenDictionaryPlan<TKey, TValue>(Type type)
    : WholeCollectionPlan<TKey, KeyValuePair<TKey, TValue>>(type)
    where TKey : notnull
{
    protected override object? ComparerOf(object value) => ((FrozenDictionary<TKey, TValue>)value).Comparer;

    protected override object Create(IEqualityComparer<TKey>? comparer, KeyValuePair<TKey, TValue>[] elements) =>
        elements.ToFrozenDictionary(comparer);
}

internal sealed class FrozenSetPlan<T>(Type type) : WholeCollectionPlan<T, T>(type)
{
    protected override object? ComparerOf(object value) => ((FrozenSet<T>)value).Comparer;

    protected override object Create(IEqualityComparer<T>? comparer, T[] elements) => elements.ToFrozenSet(comparer);
}

/// <summary>The groups that <c>ToLookup</c> creates, as pairs of key and element.</summary>
internal sealed class LookupPlan<TKey, TElement>(Type type)
    : WholeCollectionPlan<TKey, KeyValuePair<TKey, TElement>>(type)
{
    private static readonly FieldInfo Comparer = typeof(Lookup<TKey, TElement>).GetField(
        "_comparer",
        BindingFlags.Instance | BindingFlags.NonPublic
    )!;

    protected override object? ComparerOf(object value) => Comparer.GetValue(value);

    protected override IEnumerable<KeyValuePair<TKey, TElement>> ElementsOf(object value) =>
        ((Lookup<TKey, TElement>)value).SelectMany(g => g.Select(e => KeyValuePair.Create(g.Key, e)));

    protected override object Create(IEqualityComparer<TKey>? comparer, KeyValuePair<TKey, TElement>[] elements) =>
        elements.ToLookup(p => p.Key, p => p.Value, comparer);
}
