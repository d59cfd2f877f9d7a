using System.Collections.Concurrent;
using System.Reflection;
using Gchunk.Engine.Execution.Calls;

namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// Finds the captured variables that code uses, so that a function travels with only these: not with all variables of a
/// script, nor with all those of the scope that it shares with other functions.
/// </summary>
/// <remarks>
/// It reads the instructions of a method and of the methods that it refers to, as far as these can use such variables:
/// methods that the compiler generated, and all methods of scripts. Of state machines (iterators and async functions)
/// and of a script's classes, all methods count.
/// </remarks>
internal static class CapturedCode
{
    private static readonly ConcurrentDictionary<MethodBase, CodeReach> OfMethods = new();
    private static readonly ConcurrentDictionary<Type, CodeReach> OfTypes = new();
    private static readonly ConcurrentDictionary<Type, bool> Submissions = new();

    /// <summary>
    /// True if the compiler generated a class to hold variables: those of a script's submission, or those that lambdas
    /// capture.
    /// </summary>
    public static bool IsCapture(Type type) =>
        (IsSubmission(type) || CapturedVariables.IsScope(type)) && !PresentAssemblies.Contains(type.Assembly);

    /// <summary>Returns what a method uses.</summary>
    public static CodeReach ReachOf(MethodBase method) =>
        OfMethods.GetOrAdd(
            method,
            static m =>
            {
                var scan = new UsageScan();
                scan.Add(m);
                return scan.Finish();
            }
        );

    /// <summary>Returns what the methods of a class use.</summary>
    public static CodeReach ReachOf(Type type) =>
        OfTypes.GetOrAdd(
            type,
            static t =>
            {
                var scan = new UsageScan();
                if (HasCalledMethods(t))
                    scan.AddAll(t);
                return scan.Finish();
            }
        );

    // True for the class that the compiler generates for a submission of a script.
    private static bool IsSubmission(Type type) =>
        !type.IsNested
        && AssemblyImages.IsRegistered(type.Assembly)
        && Submissions.GetOrAdd(
            type,
            static t =>
                t.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic) is not null
        );

    private static bool IsOfScript(Type type) => IsSubmission(OutermostOf(type));

    private static Type OutermostOf(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    private static bool IsGenerated(Type type) => type.Name[0] == '<';

    // True for a script's own classes, whose methods may be called through interfaces, and for state machines, which
    // the framework calls. The methods of classes that hold lambdas count only if something refers to them.
    private static bool HasCalledMethods(Type type) =>
        IsGenerated(type)
            ? !type.Name.StartsWith("<>c", StringComparison.Ordinal)
            : !IsSubmission(type) && IsOfScript(type);

    private sealed class UsageScan
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
            // Reads the definition: the arguments of generic types and methods do not change which fields are used.
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
                // Tokens of other tables are signatures and strings.
                if (token >> 24 is not (0x01 or 0x02 or 0x04 or 0x06 or 0x0A or 0x1B or 0x2B))
                    continue;
                MemberInfo? member;
                try
                {
                    member = method.Module.ResolveMember(token, ofType, ofMethod);
                }
                // A member that cannot be resolved cannot have been used in this process.
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
                // Constants and the compiler's caches initialize themselves.
                case FieldInfo { IsStatic: true, IsInitOnly: false, IsLiteral: false } field
                    when script && !IsGenerated(type):
                    statics.TryAdd(new FieldKey(field), field);
                    break;
                case MethodBase method
                    when script || IsGenerated(type) || method.Name.Contains('<', StringComparison.Ordinal):
                    Add(method);
                    break;
            }
        }
    }
}
