using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>The plans of framework types that are not serialized field by field.</summary>
internal static class FrameworkPlans
{
    // Objects of which each process has its own instance. They are serialized by name.
    private static readonly (Type Type, string Name, Func<object> Find)[] Shared =
    [
        (typeof(StringComparer), "ordinal", static () => StringComparer.Ordinal),
        (typeof(StringComparer), "ordinal, ignoring case", static () => StringComparer.OrdinalIgnoreCase),
        (typeof(StringComparer), "invariant", static () => StringComparer.InvariantCulture),
        (typeof(StringComparer), "invariant, ignoring case", static () => StringComparer.InvariantCultureIgnoreCase),
        (typeof(Encoding), "utf-8", static () => Encoding.UTF8),
        (typeof(Encoding), "utf-16", static () => Encoding.Unicode),
        (typeof(Encoding), "ascii", static () => Encoding.ASCII),
        (typeof(Encoding), "latin-1", static () => Encoding.Latin1),
        (typeof(NumberFormatInfo), "invariant", static () => NumberFormatInfo.InvariantInfo),
        (typeof(DateTimeFormatInfo), "invariant", static () => DateTimeFormatInfo.InvariantInfo),
        (typeof(TimeZoneInfo), "utc", static () => TimeZoneInfo.Utc),
        (typeof(TimeZoneInfo), "local", static () => TimeZoneInfo.Local),
        (typeof(DBNull), "null", static () => DBNull.Value),
        (typeof(Missing), "missing", static () => Missing.Value),
        (typeof(ReferenceEqualityComparer), "reference", static () => ReferenceEqualityComparer.Instance),
    ];

    /// <summary>Returns the plan of a framework type, or null if it is serialized field by field.</summary>
    public static TypePlan? Find(Type type)
    {
        if (type == typeof(CancellationToken))
            return new HeadPlan<CancellationToken>(WriteToken, ReadToken, leaf: false);
        if (type == typeof(Lock))
            return new HeadPlan<Lock>(static (_, _) => { }, static _ => new Lock());
        if (type == typeof(CultureInfo))
        {
            return new SharedPlan(
                type,
                static c => ((CultureInfo)c).IsReadOnly ? "culture " + ((CultureInfo)c).Name : null,
                static n => CultureInfo.GetCultureInfo(n["culture ".Length..])
            );
        }

        if (type == typeof(MemoryStream))
            return new HeadPlan<MemoryStream>(WriteMemory, ReadMemory);
        // By name, so that looking it up does not load the assembly that declares it.
        if (type.FullName == "System.Uri")
            return Addresses();
        if (typeof(Task).IsAssignableFrom(type))
            return new TaskPlan(type);
        if (typeof(Type).IsAssignableFrom(type))
            return new HeadPlan<Type>(static (p, v) => p.WriteType(v), static u => u.ReadType(), type);
        if (typeof(MethodBase).IsAssignableFrom(type))
            return new HeadPlan<MethodBase>(WriteMethod, static u => u.ReadMethod(), type);
        if (typeof(FieldInfo).IsAssignableFrom(type))
            return new HeadPlan<FieldInfo>(WriteField, static u => u.ReadField(), type);
        if (typeof(PropertyInfo).IsAssignableFrom(type))
            return new HeadPlan<PropertyInfo>(WriteProperty, ReadProperty, type);
        if (typeof(Assembly).IsAssignableFrom(type))
        {
            return new HeadPlan<Assembly>(
                static (p, v) => p.WriteAssembly(v),
                static u => u.ReadAssembly().Assembly,
                type
            );
        }

        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (level.FullName == "System.Text.RegularExpressions.Regex")
                return Patterns(type);
            if (Array.Exists(Shared, row => row.Type == level))
                return new SharedPlan(type, NameOf(level), FindShared(level));
        }
        // Readers and writers of text in memory, which have no stream.
        return type == typeof(StringWriter) || type == typeof(StringReader) ? new FieldsPlan(type) : null;
    }

    private static Func<object, string?> NameOf(Type type) =>
        value =>
        {
            foreach ((Type of, string name, Func<object> find) in Shared)
            {
                if (of == type && ReferenceEquals(find(), value))
                    return name;
            }

            return null;
        };

    private static Func<string, object?> FindShared(Type type) =>
        name =>
        {
            foreach ((Type of, string its, Func<object> find) in Shared)
            {
                if (of == type && its == name)
                    return find();
            }

            return null;
        };

    private static HeadPlan<Uri> Addresses() =>
        new(
            static (p, v) => p.Out.WriteText(v.OriginalString),
            static u => new Uri(u.In.ReadText(), UriKind.RelativeOrAbsolute)
        );

    // A source-generated pattern becomes an interpreted one, which matches the same.
    private static HeadPlan<Regex> Patterns(Type type) =>
        new(
            static (p, v) =>
            {
                p.Out.WriteText(v.ToString());
                p.Out.WriteCount((int)v.Options);
                p.Out.WriteSigned(v.MatchTimeout.Ticks);
            },
            static u => new Regex(
                u.In.ReadText(),
                (RegexOptions)u.In.ReadCount(),
                TimeSpan.FromTicks(u.In.ReadSigned())
            ),
            type
        );

    private static void WriteToken(ValueSerializer to, CancellationToken token)
    {
        if (token.CanBeCanceled && !token.IsCancellationRequested && token != Interrupt.Token)
        {
            throw to.CannotTravel(
                typeof(CancellationToken),
                "what cancels it is in this process; use Interrupt.Token inside the function"
            );
        }

        to.Out.WriteByte(
            token.IsCancellationRequested ? (byte)2
            : token.CanBeCanceled ? (byte)1
            : (byte)0
        );
    }

    private static CancellationToken ReadToken(ValueDeserializer from) =>
        from.In.ReadByte() switch
        {
            0 => CancellationToken.None,
            1 => Interrupt.Token,
            _ => new CancellationToken(canceled: true),
        };

    private static void WriteMemory(ValueSerializer to, MemoryStream stream)
    {
        if (!stream.CanRead)
            throw to.CannotTravel(typeof(MemoryStream), "it is closed; capture its ToArray()");
        to.Out.WriteCount((int)stream.Length);
        to.Out.WriteBytes(stream.ToArray());
        to.Out.WriteCount((ulong)stream.Position);
    }

    private static MemoryStream ReadMemory(ValueDeserializer from)
    {
        var stream = new MemoryStream();
        stream.Write(from.In.ReadBytes(from.In.ReadCount()));
        stream.Position = from.In.ReadLong();
        return stream;
    }

    private static void WriteMethod(ValueSerializer to, MethodBase method)
    {
        to.WriteMethod(method);
        to.AddCode(method);
    }

    private static void WriteField(ValueSerializer to, FieldInfo field)
    {
        to.AddReached(field);
        to.WriteField(field);
    }

    private static void WriteProperty(ValueSerializer to, PropertyInfo property)
    {
        foreach (MethodInfo accessor in property.GetAccessors(nonPublic: true))
            to.AddCode(accessor);
        to.WriteType(property.DeclaringType!);
        to.Out.WriteText(property.Name);
        to.Out.WriteText(property.ToString()!);
    }

    private static PropertyInfo ReadProperty(ValueDeserializer from)
    {
        Type type = from.ReadType();
        string name = from.In.ReadText(),
            text = from.In.ReadText();
        return type.GetMember(name, MemberTypes.Property, MemberNames.Own)
                .Cast<PropertyInfo>()
                .FirstOrDefault(p => p.ToString() == text)
            ?? throw ByteReader.Damaged($"{type} has no property {name} here");
    }
}
