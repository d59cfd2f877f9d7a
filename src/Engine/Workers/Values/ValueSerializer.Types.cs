using System.Reflection;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values.Plans;

namespace Gchunk.Engine.Workers.Values;

public sealed partial class ValueSerializer
{
    private readonly Dictionary<Type, int> types = [];
    private readonly Dictionary<Assembly, int> assemblies = [];
    private readonly HashSet<Type> planned = [];
    private readonly Dictionary<Assembly, ShippedAssembly> shipped = [];

    /// <summary>The assemblies that a worker needs to deserialize the values serialized so far.</summary>
    public IReadOnlyCollection<ShippedAssembly> Assemblies => shipped.Values;

    private void ResetTypes()
    {
        types.Clear();
        assemblies.Clear();
        planned.Clear();
    }

    // Writes a type and, for its first object, the fingerprint of its fields.
    private void WritePlanned(TypePlan plan)
    {
        WriteType(plan.Type);
        if (plan is FieldsPlan { IsOfUser: false } fields && planned.Add(plan.Type))
            Out.WriteRaw(fields.Fingerprint);
    }

    /// <summary>Writes a type.</summary>
    internal void WriteType(Type type)
    {
        if (types.TryGetValue(type, out int number))
        {
            Out.WriteCount(number + 1);
            return;
        }
        Out.WriteByte(0);
        WriteNew(type);
        types.Add(type, types.Count);
    }

    private void WriteNew(Type type)
    {
        if (TypePlans.FrequentNumber(type) is var number and >= 0)
        {
            Out.WriteByte((byte)TypeTag.Frequent);
            Out.WriteCount(number);
        }
        else if (type.HasElementType)
        {
            Out.WriteByte(
                (byte)(
                    type.IsSZArray ? TypeTag.Vector
                    : type.IsArray ? TypeTag.Array
                    : type.IsByRef ? TypeTag.ByReference
                    : TypeTag.Pointer
                )
            );
            if (type.IsArray && !type.IsSZArray)
                Out.WriteByte((byte)type.GetArrayRank());
            WriteType(type.GetElementType()!);
        }
        else if (type.IsConstructedGenericType)
        {
            Out.WriteByte((byte)TypeTag.Generic);
            WriteType(type.GetGenericTypeDefinition());
            foreach (Type argument in type.GenericTypeArguments)
                WriteType(argument);
        }
        else if (type.IsGenericParameter || type.IsFunctionPointer)
        {
            throw CannotTravel(typeof(Type), "it is a type without a name");
        }
        else if (PresentAssemblies.Contains(type.Assembly))
        {
            Out.WriteByte((byte)TypeTag.Present);
            WriteAssembly(type.Assembly);
            Out.WriteText(type.FullName!);
        }
        else
        {
            Out.WriteByte((byte)TypeTag.Sent);
            WriteAssembly(type.Assembly);
            Out.WriteCount(type.MetadataToken);
        }
    }

    /// <summary>
    /// Writes an assembly: its name if every process has it, the hash of its image if it is sent.
    /// </summary>
    internal void WriteAssembly(Assembly assembly)
    {
        if (assemblies.TryGetValue(assembly, out int number))
        {
            Out.WriteCount(number + 1);
            return;
        }
        Out.WriteByte(0);
        bool present = PresentAssemblies.Contains(assembly);
        Out.WriteByte(present ? (byte)1 : (byte)0);
        if (present)
        {
            Out.WriteText(assembly.GetName().Name!);
        }
        else
        {
            ShippedAssembly own = AssemblyImages.Of(assembly);
            if (!shipped.ContainsKey(assembly))
            {
                foreach (Assembly needed in CodeClosure.Of(assembly))
                    shipped[needed] = AssemblyImages.Of(needed);
            }

            Out.WriteHash(own.ContentHash);
        }
        assemblies.Add(assembly, assemblies.Count);
    }

    /// <summary>Writes a method or a constructor.</summary>
    internal void WriteMethod(MethodBase method)
    {
        if (method.DeclaringType is not { } type || method.Module.Assembly.IsDynamic)
            throw CannotTravel(typeof(MethodBase), "it was generated at run time");
        WriteType(type);
        if (PresentAssemblies.Contains(type.Assembly))
        {
            Out.WriteText(method.Name);
            Out.WriteText(MemberNames.Signature(method));
        }
        else
        {
            Out.WriteCount(method.MetadataToken);
        }

        if (!method.IsGenericMethod)
            return;
        foreach (Type argument in method.GetGenericArguments())
            WriteType(argument);
    }

    /// <summary>Writes a field.</summary>
    internal void WriteField(FieldInfo field)
    {
        WriteType(field.DeclaringType!);
        Out.WriteText(field.Name);
    }
}
