using System.Reflection;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>A class or a structure: its fields, those of base classes first. No constructor runs.</summary>
internal sealed class FieldsPlan : TypePlan
{
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Lazy<Slot[]> slots;
    private uint? fingerprint;

    public FieldsPlan(Type type)
        : base(type)
    {
        slots = new Lazy<Slot[]>(() => Array.ConvertAll(FieldsOf(type), f => new Slot(f)));
        IsCapture = type.IsClass && CapturedCode.IsCapture(type);
        IsOfUser = !PresentAssemblies.Contains(type.Assembly);
    }

    public override bool HasBody => !Type.IsValueType;

    /// <summary>
    /// True if the compiler generated the class to hold captured variables. Of its objects, only the fields that the
    /// serialized functions use travel.
    /// </summary>
    public bool IsCapture { get; }

    /// <summary>True if the type is declared in an assembly that is sent.</summary>
    public bool IsOfUser { get; }

    /// <summary>The fields, in an order that depends only on the build.</summary>
    public Slot[] Slots => slots.Value;

    /// <summary>A hash of the field names, which differs if another build has other fields.</summary>
    public uint Fingerprint =>
        fingerprint ??= Slots
            .SelectMany(s => s.Field.Name)
            .Aggregate(2166136261u, static (hash, c) => (hash ^ c) * 16777619);

    public override void WriteHead(ValueSerializer to, object value)
    {
        if (Type.IsValueType)
            WriteFields(to, value);
    }

    public override object ReadHead(ValueDeserializer from)
    {
        object made = RuntimeHelpers.GetUninitializedObject(Type);
        if (Type.IsValueType)
            ReadFields(from, made);
        return made;
    }

    public override void WriteBody(ValueSerializer to, object value) => WriteFields(to, value);

    public override void ReadBody(ValueDeserializer from, object value) => ReadFields(from, value);

    private void WriteFields(ValueSerializer to, object value)
    {
        foreach (Slot slot in Slots)
            to.WriteField(slot, value);
    }

    private void ReadFields(ValueDeserializer from, object value)
    {
        foreach (Slot slot in Slots)
            slot.Field.SetValue(value, from.ReadSlot(slot.Plan));
    }

    // Fields that gchunk and users mark as not serialized are caches. The framework uses the mark for other purposes.
#pragma warning disable SYSLIB0050
    private static bool IsCache(FieldInfo field) =>
        field.IsNotSerialized && !PresentAssemblies.IsFramework(field.DeclaringType!.Assembly);
#pragma warning restore SYSLIB0050

    internal static FieldInfo[] FieldsOf(Type type, Type? until = null)
    {
        var levels = new List<FieldInfo[]>();
        for (
            Type? level = type;
            level is not null && level != until && level != typeof(object) && level != typeof(ValueType);
            level = level.BaseType
        )
        {
            FieldInfo[] own = level.GetFields(Own);
            Array.Sort(own, static (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
            levels.Add(Array.FindAll(own, static f => !IsCache(f)));
        }
        levels.Reverse();
        return [.. levels.SelectMany(l => l)];
    }

    /// <summary>A field, and the plan of its type if that is a value type.</summary>
    internal sealed class Slot
    {
        private TypePlan? plan;

        public Slot(FieldInfo field)
        {
            (Field, IsValue) = (field, field.FieldType.IsValueType);
            Why =
                field.FieldType.IsPointer || field.FieldType.IsFunctionPointer ? "it holds a pointer"
                : (field.FieldType == typeof(nint) || field.FieldType == typeof(nuint))
                && PresentAssemblies.IsFramework(field.DeclaringType!.Assembly)
                    ? "it holds a handle of this process"
                : null;
        }

        public FieldInfo Field { get; }

        public FieldKey Key => new(Field);

        public bool IsValue { get; }

        /// <summary>The reason why no object with this field can travel, or null.</summary>
        public string? Why { get; }

        public TypePlan? Plan => IsValue ? plan ??= TypePlans.Of(Field.FieldType) : null;
    }
}
