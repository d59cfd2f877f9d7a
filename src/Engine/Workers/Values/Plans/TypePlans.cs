using System.Collections.Concurrent;
using System.Reflection;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>The plan of each type.</summary>
internal static class TypePlans
{
    /// <summary>The most frequent types, which are written as numbers. The order is part of the protocol.</summary>
    public static IReadOnlyList<Type> Frequent { get; } =
    [
        typeof(object),
        typeof(string),
        typeof(bool),
        typeof(char),
        typeof(sbyte),
        typeof(byte),
        typeof(short),
        typeof(ushort),
        typeof(int),
        typeof(uint),
        typeof(long),
        typeof(ulong),
        typeof(Half),
        typeof(float),
        typeof(double),
        typeof(decimal),
        typeof(DateTime),
        typeof(DateTimeOffset),
        typeof(DateOnly),
        typeof(TimeOnly),
        typeof(TimeSpan),
        typeof(Guid),
        typeof(Nullable<>),
        typeof(KeyValuePair<,>),
        typeof(ValueTuple<>),
        typeof(ValueTuple<,>),
        typeof(ValueTuple<,,>),
        typeof(ValueTuple<,,,>),
        typeof(Tuple<,>),
        typeof(Tuple<,,>),
        typeof(List<>),
        typeof(Dictionary<,>),
        typeof(HashSet<>),
        typeof(IEnumerable<>),
        typeof(IReadOnlyList<>),
        typeof(Lazy<>),
        typeof(Action),
        typeof(Action<>),
        typeof(Action<,>),
        typeof(Func<>),
        typeof(Func<,>),
        typeof(Func<,,>),
        typeof(Func<,,,>),
        typeof(Func<,,,,>),
        typeof(NDArray),
        typeof(ChunkGrid),
        typeof(Shape),
        typeof(DType),
        typeof(ElementwiseOp),
        typeof(ReductionOp),
        typeof(UserFunction),
        typeof(Delegate),
        typeof(Type),
        typeof(MethodInfo),
    ];

    private static readonly Dictionary<Type, int> Numbers = Frequent
        .Select((t, i) => (t, i))
        .ToDictionary(p => p.t, p => p.i);
    private static readonly ConcurrentDictionary<Type, TypePlan> Known = new();

    /// <summary>Returns the index of a type in <see cref="Frequent"/>, or -1.</summary>
    public static int FrequentNumber(Type type) => Numbers.GetValueOrDefault(type, -1);

    /// <summary>Returns the plan of the objects whose type is exactly this one.</summary>
    public static TypePlan Of(Type type) =>
        Known.TryGetValue(type, out TypePlan? plan) ? plan : Known.GetOrAdd(type, Make(type));

    private static TypePlan Make(Type type)
    {
        if (type.IsPrimitive || type.IsEnum)
            return NumberPlan.Of(type);
        if (type.IsArray)
            return new ArrayPlan(type);
        if (Nullable.GetUnderlyingType(type) is not null)
            return new NullablePlan(type);
        if ((EnginePlans.Find(type) ?? FrameworkPlans.Find(type) ?? CollectionPlans.Find(type)) is { } special)
            return special;
        if (typeof(IRepresented).IsAssignableFrom(type))
            return new StandInPlan(type);
        if ((RefusedTypes.WhyNot(type) ?? NamedTypes.WhyNot(type)) is { } why)
            return new RefusedPlan(type, why);
        if (typeof(Delegate).IsAssignableFrom(type))
            return new DelegatePlan(type);
        if (typeof(Exception).IsAssignableFrom(type))
            return new ExceptionPlan(type);
        if (type.IsValueType && ObjectMemory.IsPlain(type))
            return new PlainPlan(type);
        return new FieldsPlan(type);
    }
}
