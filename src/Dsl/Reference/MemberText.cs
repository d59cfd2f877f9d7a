using System.Globalization;
using System.Reflection;
using System.Text;
using Gchunk.Engine;

namespace Gchunk.Dsl.Reference;

/// <summary>Formats members: their signatures, and their names in the compiler's documentation files.</summary>
internal static class MemberText
{
    /// <summary>Returns the signature of a method or property, with the type of its result.</summary>
    public static string Signature(MemberInfo member)
    {
        var nullable = new NullabilityInfoContext();
        switch (member)
        {
            case MethodInfo method:
                string generic = method.IsGenericMethod
                    ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>"
                    : "";
                return $"{method.Name}{generic}({Parameters(method.GetParameters(), nullable)}) → {TypeText.Of(method.ReturnType)}{Mark(nullable.Create(method.ReturnParameter))}";
            case ConstructorInfo constructor:
                return $"new {TypeText.Of(constructor.DeclaringType!)}({Parameters(constructor.GetParameters(), nullable)})";
            case PropertyInfo property:
                string name = property.GetIndexParameters() is { Length: > 0 } index
                    ? $"[{Parameters(index, nullable)}]"
                    : property.Name;
                return $"{name} → {TypeText.Of(property.PropertyType)}{Mark(nullable.Create(property))}";
            default:
                return member.Name;
        }
    }

    /// <summary>Returns the member's name in the documentation file: <c>M:Gchunk.Dsl.Prelude.Ones(…)</c>.</summary>
    public static string DocumentationName(MemberInfo member)
    {
        string owner = member.DeclaringType!.FullName!.Replace('+', '.');
        if (member is PropertyInfo property)
            return $"P:{owner}.{property.Name}{Arguments(property.GetIndexParameters())}";
        if (member is ConstructorInfo constructor)
            return $"M:{owner}.#ctor{Arguments(constructor.GetParameters())}";
        var method = (MethodInfo)member;
        return $"M:{owner}.{method.Name}{(method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "")}{Arguments(method.GetParameters())}";

        static string Arguments(ParameterInfo[] parameters) =>
            parameters.Length == 0 ? "" : $"({string.Join(",", parameters.Select(p => Encoded(p.ParameterType)))})";
    }

    private static string Encoded(Type type)
    {
        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "`" : "``")
                + type.GenericParameterPosition.ToString(CultureInfo.InvariantCulture);
        }

        if (type.IsByRef)
            return Encoded(type.GetElementType()!) + "@";
        if (type.IsPointer)
            return Encoded(type.GetElementType()!) + "*";
        if (type.IsArray)
        {
            return Encoded(type.GetElementType()!)
                + (
                    type.GetArrayRank() == 1
                        ? "[]"
                        : $"[{string.Join(",", Enumerable.Repeat("0:", type.GetArrayRank()))}]"
                );
        }

        if (!type.IsGenericType)
            return type.FullName!.Replace('+', '.');
        string name = type.GetGenericTypeDefinition().FullName!;
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)].Replace('+', '.')}{{{string.Join(",", type.GetGenericArguments().Select(Encoded))}}}";
    }

    private static string Parameters(ParameterInfo[] parameters, NullabilityInfoContext nullable)
    {
        var text = new StringBuilder();
        foreach (ParameterInfo p in parameters)
        {
            if (text.Length > 0)
                text.Append(", ");
            if (
                p.IsDefined(typeof(ParamArrayAttribute))
                || p.IsDefined(typeof(System.Runtime.CompilerServices.ParamCollectionAttribute))
            )
            {
                text.Append("params ");
            }

            text.Append(p.IsOut ? "out " : "")
                .Append(TypeText.Of(p.ParameterType))
                .Append(Mark(nullable.Create(p)))
                .Append(' ')
                .Append(p.Name);
            if (p.HasDefaultValue)
                text.Append(" = ").Append(Default(p));
        }
        return text.ToString();
    }

    // The name of a value type already contains the question mark.
    private static string Mark(NullabilityInfo info) =>
        !info.Type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";

    private static string Default(ParameterInfo parameter) =>
        parameter.DefaultValue switch
        {
            null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
                ? "default"
                : "null",
            bool b => b ? "true" : "false",
            string s => $"\"{s}\"",
            Enum e => $"{e.GetType().Name}.{e}",
            var value
                when (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType)
                    is { IsEnum: true } type => $"{type.Name}.{Enum.ToObject(type, value)}",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
