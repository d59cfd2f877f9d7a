using System.Reflection;

namespace Gchunk.Engine.Workers.Code;

/// <summary>The identity of a field, regardless of the arguments of its generic type.</summary>
internal readonly record struct FieldKey(Module Module, int Token)
{
    public FieldKey(FieldInfo field)
        : this(field.Module, field.MetadataToken) { }
}

/// <summary>The variables that code uses.</summary>
/// <param name="Fields">Fields of classes that hold captured variables.</param>
/// <param name="Statics">Static variables of scripts.</param>
internal sealed record CodeReach(FieldKey[] Fields, FieldInfo[] Statics);
