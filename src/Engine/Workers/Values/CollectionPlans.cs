using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// Collections that are not their fields: those sorted by hashes, which differ in every process, are filled anew.
/// </summary>
internal static class CollectionPlans
{
    // Collections that are made with a comparer and filled one by one, and classes derived from them.
    private static readonly Type[] Filled =
    [
        typeof(Dictionary<,>),
        typeof(HashSet<>),
        typeof(ConcurrentDictionary<,>),
        typeof(SortedDictionary<,>),
        typeof(SortedList<,>),
        typeof(SortedSet<>),
        typeof(OrderedDictionary<,>),
    ];

    // Collections that are made whole, by the plan of this type. By name: to look for them must not load what declares
    // them.
    private static readonly Dictionary<string, Type> Whole = new()
    {
        ["System.Collections.Immutable.ImmutableDictionary`2"] = typeof(ImmutableDictionaryPlan<,>),
        ["System.Collections.Immutable.ImmutableHashSet`1"] = typeof(ImmutableHashSetPlan<>),
        ["System.Collections.Frozen.FrozenDictionary`2"] = typeof(FrozenDictionaryPlan<,>),
        ["System.Collections.Frozen.FrozenSet`1"] = typeof(FrozenSetPlan<>),
        ["System.Linq.Lookup`2"] = typeof(LookupPlan<,>),
    };

    /// <summary>How a collection is packed, or null where it goes by its fields.</summary>
    public static TypePlan? Find(Type type)
    {
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (!level.IsGenericType)
                continue;
            Type definition = level.GetGenericTypeDefinition();
            if (level == type && definition == typeof(List<>))
                return new ListPlan(type);
            if (Array.IndexOf(Filled, definition) >= 0)
            {
                return Make(
                    level.GetGenericArguments() is [_, _] ? typeof(MapPlan<,>) : typeof(SetPlan<>),
                    level,
                    type,
                    level
                );
            }

            if (Whole.TryGetValue(definition.FullName ?? "", out Type? plan))
                return Make(plan, level, type);
        }
        return null;
    }

    private static TypePlan Make(Type plan, Type collection, params object[] arguments) =>
        (TypePlan)
            Activator.CreateInstance(
                plan.MakeGenericType(collection.GetGenericArguments()),
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions,
                null,
                arguments,
                null
            )!;

    /// <summary>Writes a comparer; nothing for the usual one, which a process may know by another object.</summary>
    public static void WriteComparer(ValuePacker to, object? comparer, object usual) =>
        to.WriteNamed("Comparer", false, null, ReferenceEquals(comparer, usual) ? null : comparer);

    /// <summary>The plan of a type where every value of it is of just that type.</summary>
    public static TypePlan? SlotOf(Type type) => type.IsValueType ? TypePlans.Of(type) : null;
}

/// <summary>A list by its elements, without the room that it has for more.</summary>
internal sealed class ListPlan : TypePlan
{
    private readonly FieldInfo items,
        size;
    private readonly ArrayPlan plan;
    private readonly Type array;

    public ListPlan(Type type)
        : base(type)
    {
        items = type.GetField("_items", BindingFlags.Instance | BindingFlags.NonPublic)!;
        size = type.GetField("_size", BindingFlags.Instance | BindingFlags.NonPublic)!;
        array = type.GetGenericArguments()[0].MakeArrayType();
        plan = (ArrayPlan)TypePlans.Of(array);
    }

    public override bool HasBody => true;

    public override object ReadHead(ValueUnpacker from) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void WriteBody(ValuePacker to, object value)
    {
        var elements = (Array)items.GetValue(value)!;
        var count = (int)size.GetValue(value)!;
        if (elements.Length != count)
        {
            Array exact = Array.CreateInstanceFromArrayType(array, count);
            Array.Copy(elements, exact, count);
            elements = exact;
        }
        plan.WriteHead(to, elements);
        plan.WriteBody(to, elements);
    }

    public override void ReadBody(ValueUnpacker from, object value)
    {
        var elements = (Array)plan.ReadHead(from);
        items.SetValue(value, elements);
        size.SetValue(value, elements.Length);
        plan.ReadBody(from, elements);
    }
}

/// <summary>A collection that is made with its comparer and filled.</summary>
internal abstract class FilledPlan : TypePlan
{
    private readonly ConstructorInfo constructor;
    private readonly PropertyInfo comparer;
    private readonly FieldsPlan.Slot[] own;
    private readonly object usual;

    /// <param name="type">The type, perhaps derived.</param>
    /// <param name="collection">The collection that it is derived from.</param>
    /// <param name="key">What is compared.</param>
    protected FilledPlan(Type type, Type collection, Type key)
        : base(type)
    {
        comparer = collection.GetProperty("Comparer")!;
        constructor = collection.GetConstructor([comparer.PropertyType])!;
        own = Array.ConvertAll(FieldsPlan.FieldsOf(type, collection), f => new FieldsPlan.Slot(f));
        Type usualOf =
            comparer.PropertyType.GetGenericTypeDefinition() == typeof(IComparer<>)
                ? typeof(Comparer<>)
                : typeof(EqualityComparer<>);
        usual = usualOf.MakeGenericType(key).GetProperty("Default")!.GetValue(null)!;
    }

    public override bool HasBody => true;

    public override void WriteHead(ValuePacker to, object value) =>
        CollectionPlans.WriteComparer(to, comparer.GetValue(value), usual);

    // The base's constructor makes the collection; that of a derived class does not run.
    public override object ReadHead(ValueUnpacker from)
    {
        object made = RuntimeHelpers.GetUninitializedObject(Type);
        constructor.Invoke(made, [from.ReadValue() ?? usual]);
        return made;
    }

    public override void WriteBody(ValuePacker to, object value)
    {
        foreach (FieldsPlan.Slot slot in own)
            to.WriteField(slot, value);
        WriteElements(to, value);
    }

    public override void ReadBody(ValueUnpacker from, object value)
    {
        foreach (FieldsPlan.Slot slot in own)
            slot.Field.SetValue(value, from.ReadSlot(slot.Plan));
        ReadElements(from, value);
    }

    protected abstract void WriteElements(ValuePacker to, object value);

    protected abstract void ReadElements(ValueUnpacker from, object value);
}

/// <summary>Keys and their values.</summary>
internal sealed class MapPlan<TKey, TValue>(Type type, Type collection) : FilledPlan(type, collection, typeof(TKey))
    where TKey : notnull
{
    private readonly TypePlan? keyPlan = CollectionPlans.SlotOf(typeof(TKey)),
        valuePlan = CollectionPlans.SlotOf(typeof(TValue));

    protected override void WriteElements(ValuePacker to, object value)
    {
        KeyValuePair<TKey, TValue>[] pairs = [.. (ICollection<KeyValuePair<TKey, TValue>>)value];
        to.Out.WriteCount(pairs.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            to.WriteSlot(keyPlan, pairs[i].Key, i);
            to.WriteSlot(valuePlan, pairs[i].Value, i);
        }
    }

    protected override void ReadElements(ValueUnpacker from, object value)
    {
        var pairs = new KeyValuePair<TKey, TValue>[from.In.ReadCount(1)];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = new((TKey)from.ReadSlot(keyPlan)!, (TValue)from.ReadSlot(valuePlan)!);
        var map = (IDictionary<TKey, TValue>)value;
        from.AtEnd(() =>
        {
            foreach ((TKey key, TValue its) in pairs)
                map.Add(key, its);
        });
    }
}

/// <summary>Elements of a set.</summary>
internal sealed class SetPlan<T>(Type type, Type collection) : FilledPlan(type, collection, typeof(T))
{
    private readonly TypePlan? plan = CollectionPlans.SlotOf(typeof(T));

    protected override void WriteElements(ValuePacker to, object value) =>
        Elements<T>.Write(to, plan, (ICollection<T>)value);

    protected override void ReadElements(ValueUnpacker from, object value)
    {
        T[] elements = Elements<T>.Read(from, plan);
        var set = (ICollection<T>)value;
        from.AtEnd(() =>
        {
            foreach (T element in elements)
                set.Add(element);
        });
    }
}

/// <summary>Elements one after another.</summary>
internal static class Elements<T>
{
    public static void Write(ValuePacker to, TypePlan? plan, IEnumerable<T> elements)
    {
        T[] all = [.. elements];
        to.Out.WriteCount(all.Length);
        for (int i = 0; i < all.Length; i++)
            to.WriteSlot(plan, all[i], i);
    }

    public static T[] Read(ValueUnpacker from, TypePlan? plan)
    {
        var all = new T[from.In.ReadCount(1)];
        for (int i = 0; i < all.Length; i++)
            all[i] = (T)from.ReadSlot(plan)!;
        return all;
    }
}
