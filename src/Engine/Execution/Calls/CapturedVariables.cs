using System.Reflection;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Execution.Calls;

/// <summary>
/// Gives functions the values that their captured local variables have now, so that a call on a thread sees those of
/// its submission, as a call on a worker process does.
/// </summary>
/// <remarks>Objects that the variables refer to are shared. Variables of a script itself are not copied.</remarks>
internal sealed class CapturedVariables
{
    private static readonly MethodInfo Clone = typeof(object).GetMethod(
        nameof(MemberwiseClone),
        BindingFlags.Instance | BindingFlags.NonPublic
    )!;

    // Functions of one scope share their variables, and so do their copies.
    private readonly Dictionary<object, object> copies = new(ReferenceEqualityComparer.Instance);

    /// <summary>Returns calls whose functions have the captured values of now.</summary>
    public static IReadOnlyList<CallExpr> InCalls(IReadOnlyList<CallExpr> calls)
    {
        var variables = new CapturedVariables();
        var functions = new Dictionary<UserFunction, UserFunction>(ReferenceEqualityComparer.Instance);
        var result = new CallExpr[calls.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = calls[i];
            if (
                calls[i] is not FunctionCall { Function.Delegate: { HasSingleTarget: true, Target: { } target } } call
                || !IsScope(target.GetType())
            )
            {
                continue;
            }
            if (!functions.TryGetValue(call.Function, out UserFunction? copy))
            {
                Delegate function = call.Function.Delegate;
                copy = call.Function with
                {
                    Delegate = Delegate.CreateDelegate(function.GetType(), variables.Copy(target), function.Method),
                };
                functions.Add(call.Function, copy);
            }
            result[i] = call.With(copy);
        }
        return result;
    }

    // A scope holds the scope around it in a field.
    private object Copy(object scope)
    {
        var pending = new Stack<object>();
        object copy = CopyOf(scope);
        while (pending.TryPop(out object? inner))
        {
            foreach (FieldInfo field in inner.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public))
            {
                if (IsScope(field.FieldType) && field.GetValue(inner) is { } outer)
                    field.SetValue(inner, CopyOf(outer));
            }
        }
        return copy;

        object CopyOf(object original)
        {
            if (!copies.TryGetValue(original, out object? made))
            {
                made = Clone.Invoke(original, null)!;
                copies.Add(original, made);
                pending.Push(made);
            }
            return made;
        }
    }

    /// <summary>Returns whether the compiler generated a class for the captured variables of a scope.</summary>
    public static bool IsScope(Type type) => type.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal);
}
