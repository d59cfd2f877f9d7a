using System.Reflection;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values.Plans;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

public sealed partial class ValueDeserializer
{
    private readonly List<Type> types = [];
    private readonly List<(Assembly Assembly, bool IsPresent)> assemblies = [];
    private readonly HashSet<Type> planned = [];

    private void ResetTypes()
    {
        types.Clear();
        assemblies.Clear();
        planned.Clear();
    }

    private TypePlan ReadPlanned()
    {
        Type type = ReadType();
        TypePlan plan = TypePlans.Of(type);
        if (
            plan is FieldsPlan { IsOfUser: false } fields
            && planned.Add(type)
            && In.ReadRaw<uint>() != fields.Fingerprint
        )
        {
            throw new InvalidDataException(
                $"{type} has other fields in the other process: the two run different builds of gchunk or .NET"
            );
        }

        return plan;
    }

    /// <summary>Reads a type.</summary>
    internal Type ReadType()
    {
        int number = In.ReadCount();
        if (number > types.Count)
            throw ByteReader.Damaged("a reference to a type is out of range");
        if (number > 0)
            return types[number - 1];
        if (++depth > 1000)
            throw ByteReader.Damaged("types are nested too deeply");
        Type type = ReadNew();
        depth--;
        types.Add(type);
        return type;
    }

    private Type ReadNew()
    {
        var tag = (TypeTag)In.ReadByte();
        switch (tag)
        {
            case TypeTag.Frequent:
                int number = In.ReadCount();
                return number < TypePlans.Frequent.Count
                    ? TypePlans.Frequent[number]
                    : throw ByteReader.Damaged("the number of a type is out of range");
            case TypeTag.Vector:
                return ReadType().MakeArrayType();
            case TypeTag.Array:
                int rank = In.ReadByte();
                return ReadType().MakeArrayType(rank);
            case TypeTag.ByReference:
                return ReadType().MakeByRefType();
            case TypeTag.Pointer:
                return ReadType().MakePointerType();
            case TypeTag.Generic:
                Type definition = ReadType();
                if (!definition.IsGenericTypeDefinition)
                    throw ByteReader.Damaged($"{definition} is not generic");
                var arguments = new Type[definition.GetGenericArguments().Length];
                for (int i = 0; i < arguments.Length; i++)
                    arguments[i] = ReadType();
                return definition.MakeGenericType(arguments);
            case TypeTag.Present:
                Assembly present = ReadAssembly().Assembly;
                string name = In.ReadText();
                return present.GetType(name)
                    ?? throw new InvalidDataException(
                        $"{present.GetName().Name} has no type {name} here: the two processes run different builds of gchunk or .NET"
                    );
            case TypeTag.Sent:
                Assembly sent = ReadAssembly().Assembly;
                return sent.ManifestModule.ResolveType(In.ReadCount());
            default:
                throw ByteReader.Damaged($"{(byte)tag} is not a type tag");
        }
    }

    /// <summary>Reads an assembly. The flag is true if every process has it.</summary>
    internal (Assembly Assembly, bool IsPresent) ReadAssembly()
    {
        int number = In.ReadCount();
        if (number > assemblies.Count)
            throw ByteReader.Damaged("a reference to an assembly is out of range");
        if (number > 0)
            return assemblies[number - 1];
        (Assembly, bool) found =
            In.ReadByte() == 1 ? (CodeSession.FindPresent(In.ReadText()), true) : (code.Find(In.ReadHash()), false);
        assemblies.Add(found);
        return found;
    }

    /// <summary>Reads a method or a constructor.</summary>
    internal MethodBase ReadMethod()
    {
        Type type = ReadType();
        MethodBase method;
        if (PresentAssemblies.Contains(type.Assembly))
        {
            string name = In.ReadText();
            method = MemberNames.Find(type, name, In.ReadText());
        }
        else
        {
            MethodBase declared =
                type.Module.ResolveMethod(In.ReadCount()) ?? throw ByteReader.Damaged("a method is missing");
            method = MemberNames.Of(declared, type);
        }
        if (!method.IsGenericMethodDefinition)
            return method;
        var arguments = new Type[method.GetGenericArguments().Length];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = ReadType();
        return ((MethodInfo)method).MakeGenericMethod(arguments);
    }

    /// <summary>Reads a field.</summary>
    internal FieldInfo ReadField()
    {
        Type type = ReadType();
        string name = In.ReadText();
        return type.GetField(name, MemberNames.Own) ?? throw ByteReader.Damaged($"{type} has no field {name} here");
    }
}
