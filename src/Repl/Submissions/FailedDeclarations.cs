using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// The variables of a piece of code that failed before it gave them a value. They are as if they had never been
/// declared: an older variable of the name keeps its value.
/// </summary>
internal static class FailedDeclarations
{
    /// <summary>Returns their names.</summary>
    /// <param name="compilation">The compilation of the piece.</param>
    /// <param name="state">The state object of the piece, or null if it was never created.</param>
    /// <param name="submission">The piece.</param>
    /// <param name="failure">What it threw.</param>
    public static HashSet<string> In(Compilation compilation, object? state, Submission submission, Exception failure)
    {
        int reached = LineOf(failure, submission) ?? 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in compilation.ScriptClass?.GetMembers().OfType<IFieldSymbol>() ?? [])
        {
            if (field.IsImplicitlyDeclared || field.IsConst)
                continue;
            // A statement that ends before the line that threw has run.
            bool before = field.DeclaringSyntaxReferences.Any(r =>
                r.SyntaxTree.GetLineSpan(r.Span).EndLinePosition.Line < reached
            );
            if (!before && !HasValue(state, field.Name))
                names.Add(field.Name);
        }
        return names;
    }

    private static bool HasValue(object? state, string name)
    {
        var info = state?.GetType().GetField(name, BindingFlags.Public | BindingFlags.Instance);
        if (info?.GetValue(state) is not { } value)
            return false;
        return !info.FieldType.IsValueType || !value.Equals(RuntimeHelpers.GetUninitializedObject(info.FieldType));
    }

    // The line of the piece itself, from 0, that was running.
    private static int? LineOf(Exception failure, Submission submission) =>
        new StackTrace(failure, fNeedFileInfo: true)
            .GetFrames()
            .LastOrDefault(f =>
                f.GetFileLineNumber() > 0 && f.GetMethod()?.DeclaringType?.Assembly == submission.Assembly
            )
            ?.GetFileLineNumber() - 1;
}
