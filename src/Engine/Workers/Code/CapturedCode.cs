using System.Collections.Concurrent;
using System.Reflection;

namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// Which captured variables code reaches: so that of a script's variables, and of those that functions of one scope
/// share, a function takes along only its own.
/// </summary>
/// <remarks>
/// The instructions of a method are read, and those of the methods that it calls or refers to, as far as they could
/// touch such variables: those that the compiler made, and all of a
/// script's. Of a class that is a state machine (an iterator, an async function), and of a script's classes, all
/// methods count.
/// </remarks>
internal static class CapturedCode
{
    private static readonly ConcurrentDictionary<MethodBase, CodeReach> OfMethods = new();
    private static readonly ConcurrentDictionary<Type, CodeReach> OfTypes = new();
    private static readonly ConcurrentDictionary<Type, bool> Pieces = new();

    /// <summary>
    /// Whether a class was made by the compiler to hold variables: those of a script's piece, or those that lambdas
    /// capture.
    /// </summary>
    public static bool IsCapture(Type type) =>
        (IsPiece(type) || type.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal))
        && !PresentAssemblies.Contains(type.Assembly);

    /// <summary>What a method reaches.</summary>
    public static CodeReach ReachOf(MethodBase method) =>
        OfMethods.GetOrAdd(
            method,
            static m =>
            {
                var scan = new Scan();
                scan.Add(m);
                return scan.Finish();
            }
        );

    /// <summary>What the methods of a class reach.</summary>
    public static CodeReach ReachOf(Type type) =>
        OfTypes.GetOrAdd(
            type,
            static t =>
            {
                var scan = new Scan();
                if (HasCalledMethods(t))
                    scan.AddAll(t);
                return scan.Finish();
            }
        );

    // The class that the compiler makes of one piece of a script.
    private static bool IsPiece(Type type) =>
        !type.IsNested
        && AssemblyImages.IsRegistered(type.Assembly)
        && Pieces.GetOrAdd(
            type,
            static t =>
                t.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic) is not null
        );

    private static bool IsOfScript(Type type) => IsPiece(OutermostOf(type));

    private static Type OutermostOf(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    private static bool IsMade(Type type) => type.Name[0] == '<';

    // A script's own classes, whose methods may be called through interfaces, and state machines, which the framework
    // calls; of the classes that hold lambdas each is told by who refers to it.
    private static bool HasCalledMethods(Type type) =>
        IsMade(type) ? !type.Name.StartsWith("<>c", StringComparison.Ordinal) : !IsPiece(type) && IsOfScript(type);

    private sealed class Scan
    {
        private readonly HashSet<(Module, int)> methods = [];
        private readonly HashSet<Type> types = [];
        private readonly Queue<MethodBase> open = new();
        private readonly HashSet<FieldKey> fields = [];
        private readonly Dictionary<FieldKey, FieldInfo> statics = [];

        public CodeReach Finish()
        {
            while (open.TryDequeue(out MethodBase? method))
                Read(method);
            return new CodeReach([.. fields], [.. statics.Values]);
        }

        public void Add(MethodBase method)
        {
            if (methods.Add((method.Module, method.MetadataToken)))
                open.Enqueue(method);
        }

        public void AddAll(Type type)
        {
            if (type.IsConstructedGenericType)
                type = type.GetGenericTypeDefinition();
            if (!types.Add(type))
                return;
            const BindingFlags Own =
                BindingFlags.Instance
                | BindingFlags.Static
                | BindingFlags.Public
                | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly;
            foreach (MethodInfo method in type.GetMethods(Own))
                Add(method);
            foreach (ConstructorInfo constructor in type.GetConstructors(Own))
                Add(constructor);
        }

        private void Read(MethodBase method)
        {
            // Of the definition: the arguments of generic types and methods do not change which fields are reached.
            if (
                method.Module.ResolveMethod(method.MetadataToken) is not { } definition
                || definition.GetMethodBody()?.GetILAsByteArray() is not { } code
            )
            {
                return;
            }

            Type[] ofType = definition.DeclaringType?.GetGenericArguments() ?? [],
                ofMethod = definition.IsGenericMethod ? definition.GetGenericArguments() : [];
            foreach (int token in new TokenReader(code))
            {
                // Other tables: signatures and texts.
                if (token >> 24 is not (0x01 or 0x02 or 0x04 or 0x06 or 0x0A or 0x1B or 0x2B))
                    continue;
                MemberInfo? member;
                try
                {
                    member = method.Module.ResolveMember(token, ofType, ofMethod);
                }
                // What cannot be found here cannot have run here.
                catch (Exception e)
                    when (e is IOException or TypeLoadException or MissingMemberException or BadImageFormatException)
                {
                    continue;
                }
                if (
                    member is not null
                    && (member as Type ?? member.DeclaringType) is { } type
                    && !PresentAssemblies.Contains(type.Assembly)
                )
                {
                    Visit(member, type);
                }
            }
        }

        private void Visit(MemberInfo member, Type type)
        {
            bool script = IsOfScript(type),
                capture = IsCapture(type);
            if (HasCalledMethods(type))
                AddAll(type);
            switch (member)
            {
                case FieldInfo { IsStatic: false } field when capture:
                    fields.Add(new FieldKey(field));
                    break;
                // Constants and caches of the compiler's make themselves.
                case FieldInfo { IsStatic: true, IsInitOnly: false, IsLiteral: false } field
                    when script && !IsMade(type):
                    statics.TryAdd(new FieldKey(field), field);
                    break;
                case MethodBase method
                    when script || IsMade(type) || method.Name.Contains('<', StringComparison.Ordinal):
                    Add(method);
                    break;
            }
        }
    }
}
