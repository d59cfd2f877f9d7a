using System.Reflection;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>Finds methods by what tells them from others of their type.</summary>
internal static class MemberNames
{
    public const BindingFlags Own =
        BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    /// <summary>What tells a method from others of the same name in its type; empty where there are none.</summary>
    public static string Signature(MethodBase method)
    {
        // As declared: without the arguments of generic types and methods.
        MethodBase[] same = Named(method.DeclaringType!, method.Name);
        return same.Length == 1 ? "" : same.First(m => m.MetadataToken == method.MetadataToken).ToString()!;
    }

    /// <summary>The method of a type with a name and a signature, as <see cref="Signature"/> gave it.</summary>
    public static MethodBase Find(Type type, string name, string signature)
    {
        MethodBase[] same = Named(type, name);
        MethodBase? found =
            signature.Length == 0
                ? same.Length == 1
                    ? same[0]
                    : null
                : Array.Find(same, m => m.ToString() == signature);
        if (found is null)
            throw ByteReader.Damaged($"{type} has no method {(signature.Length == 0 ? name : signature)} here");
        return Of(found, type);
    }

    /// <summary>A method of a generic type as that of one of its instances.</summary>
    public static MethodBase Of(MethodBase method, Type type) =>
        type.IsConstructedGenericType ? MethodBase.GetMethodFromHandle(method.MethodHandle, type.TypeHandle)! : method;

    private static MethodBase[] Named(Type type, string name)
    {
        Type declared = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        return Array.ConvertAll(
            declared.GetMember(name, MemberTypes.Method | MemberTypes.Constructor, Own),
            m => (MethodBase)m
        );
    }
}
