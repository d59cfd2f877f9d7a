using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// The plans of collections that are not serialized field by field. Collections ordered by hash codes, which differ
/// from process to process, are filled anew.
/// </summary>
internal static class CollectionPlans
{
    // Collections that are created with a comparer and then filled, and classes derived from them.
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

    // Collections that are created whole, and their plans. By name, so that looking them up does not load the
    // assemblies that declare them.
    private static readonly Dictionary<string, Type> Whole = new()
    {
        ["System.Collections.Immutable.ImmutableDictionary`2"] = typeof(ImmutableDictionaryPlan<,>),
        ["System.Collections.Immutable.ImmutableHashSet`1"] = typeof(ImmutableHashSetPlan<>),
        ["System.Collections.Frozen.FrozenDictionary`2"] = typeof(FrozenDictionaryPlan<,>),
        ["System.Collections.Frozen.FrozenSet`1"] = typeof(FrozenSetPlan<>),
        ["System.Linq.Lookup`2"] = typeof(LookupPlan<,>),
    };

    /// <summary>Returns the plan of a collection type, or null if it is serialized field by field.</summary>
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

    /// <summary>Writes a comparer, or null for the default one: each process has its own instance of that.</summary>
    public static void WriteComparer(ValueSerializer to, object? comparer, object usual) =>
        to.WriteNamed("Comparer", false, null, ReferenceEquals(comparer, usual) ? null : comparer);

    /// <summary>Returns the plan of a value type; null for other types, whose values may be of derived types.</summary>
    public static TypePlan? SlotOf(Type type) => type.IsValueType ? TypePlans.Of(type) : null;
}

/// <summary>A list: its elements, without its spare capacity.</summary>
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

    public override object ReadHead(ValueDeserializer from) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void WriteBody(ValueSerializer to, object value)
    {
        var elements = (Array)items.GetValue(value)!;
        var count = (int)size.GetValue(value)!;
        if (plan.IsLeaf)
        {
            plan.WriteFirst(to, elements, count);
            return;
        }
        if (elements.Length != count)
        {
            Array exact = Array.CreateInstanceFromArrayType(array, count);
            Array.Copy(elements, exact, count);
            elements = exact;
        }
        plan.WriteHead(to, elements);
        plan.WriteBody(to, elements);
    }

    public override void ReadBody(ValueDeserializer from, object value)
    {
        var elements = (Array)plan.ReadHead(from);
        items.SetValue(value, elements);
        size.SetValue(value, elements.Length);
        plan.ReadBody(from, elements);
    }
}

/// <summary>A collection that is created with its comparer and then filled.</summary>
internal abstract class FilledPlan : TypePlan
{
    private readonly ConstructorInfo constructor;
    private readonly PropertyInfo comparer;
    private readonly FieldsPlan.Slot[] own;
    private readonly object usual;

    /// <param name="type">The type of the objects.</param>
    /// <param name="collection">The collection type that it is, or derives from.</param>
    /// <param name="key">The type that the comparer compares.</param>
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

    public override void WriteHead(ValueSerializer to, object value) =>
        CollectionPlans.WriteComparer(to, comparer.GetValue(value), usual);

    // Runs the constructor of the collection type, not that of a derived class.
    public override object ReadHead(ValueDeserializer from)
    {
        object made = RuntimeHelpers.GetUninitializedObject(Type);
        constructor.Invoke(made, [from.ReadValue() ?? usual]);
        return made;
    }

    public override void WriteBody(ValueSerializer to, object value)
    {
        foreach (FieldsPlan.Slot slot in own)
            to.WriteField(slot, value);
        WriteElements(to, value);
    }

    public override void ReadBody(ValueDeserializer from, object value)
    {
        foreach (FieldsPlan.Slot slot in own)
            slot.Field.SetValue(value, from.ReadSlot(slot.Plan));
        ReadElements(from, value);
    }

    protected abstract void WriteElements(ValueSerializer to, object value);

    protected abstract void ReadElements(ValueDeserializer from, object value);
}

/// <summary>A dictionary that is filled.</summary>
internal sealed class MapPlan<TKey, TValue>(Type type, Type collection) : FilledPlan(type, collection, typeof(TKey))
    where TKey : notnull
{
    private readonly TypePlan? keyPlan = CollectionPlans.SlotOf(typeof(TKey)),
        valuePlan = CollectionPlans.SlotOf(typeof(TValue));

    protected override void WriteElements(ValueSerializer to, object value)
    {
        KeyValuePair<TKey, TValue>[] pairs = [.. (ICollection<KeyValuePair<TKey, TValue>>)value];
        to.Out.WriteCount(pairs.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            to.WriteSlot(keyPlan, pairs[i].Key, i);
            to.WriteSlot(valuePlan, pairs[i].Value, i);
        }
    }

    protected override void ReadElements(ValueDeserializer from, object value)
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

/// <summary>A set that is filled.</summary>
internal sealed class SetPlan<T>(Type type, Type collection) : FilledPlan(type, collection, typeof(T))
{
    private readonly TypePlan? plan = CollectionPlans.SlotOf(typeof(T));

    protected override void WriteElements(ValueSerializer to, object value) =>
        Elements<T>.Write(to, plan, (ICollection<T>)value);

    protected override void ReadElements(ValueDeserializer from, object value)
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

/// <summary>Writes and reads the elements of a collection.</summary>
internal static class Elements<T>
{
    public static void Write(ValueSerializer to, TypePlan? plan, IEnumerable<T> elements)
    {
        T[] all = [.. elements];
        to.Out.WriteCount(all.Length);
        for (int i = 0; i < all.Length; i++)
            to.WriteSlot(plan, all[i], i);
    }

    public static T[] Read(ValueDeserializer from, TypePlan? plan)
    {
        var all = new T[from.In.ReadCount(1)];
        for (int i = 0; i < all.Length; i++)
            all[i] = (T)from.ReadSlot(plan)!;
        return all;
    }
}
