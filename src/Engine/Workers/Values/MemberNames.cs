using System.Reflection;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>Finds methods by name and signature.</summary>
internal static class MemberNames
{
    public const BindingFlags Own =
        BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    /// <summary>Returns the signature of a method; empty if its type has no other method of that name.</summary>
    public static string Signature(MethodBase method)
    {
        // As declared, without the arguments of generic types and methods.
        MethodBase[] same = Named(method.DeclaringType!, method.Name);
        return same.Length == 1 ? "" : same.First(m => m.MetadataToken == method.MetadataToken).ToString()!;
    }

    /// <summary>Returns the method of a type with a name and a signature from <see cref="Signature"/>.</summary>
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

    /// <summary>Returns the method of a constructed generic type for that of its definition.</summary>
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
