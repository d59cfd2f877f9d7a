using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Submissions;

/// <summary>A variable of the session.</summary>
internal sealed class SessionVariable(object state, FieldInfo info)
{
    public string Name => info.Name;

    /// <summary>The object that holds it.</summary>
    public object State => state;

    public Type Type => info.FieldType;

    public object? Value
    {
        get => info.GetValue(state);
        set => info.SetValue(state, value);
    }

    /// <summary>The name of the assembly that declares the variable.</summary>
    public string Assembly => info.DeclaringType!.Assembly.GetName().Name!;

    /// <summary>Releases the value.</summary>
    public void Clear()
    {
        if (!info.IsInitOnly && !info.IsLiteral)
            info.SetValue(state, null);
    }
}

/// <summary>
/// The variables of a session, by name. When a variable is declared again, its old value is released, unless code that
/// can still run names it.
/// </summary>
internal sealed class Variables
{
    private readonly Dictionary<string, SessionVariable> newest = new(StringComparer.Ordinal);
    private readonly HashSet<(string Assembly, string Field)> reachable = [];
    private readonly HashSet<(string Assembly, string Field)> captured = [];
    private readonly HashSet<string> runAgain = new(StringComparer.Ordinal);

    /// <summary>The variables, ordered by name.</summary>
    public IReadOnlyList<SessionVariable> All
    {
        get
        {
            lock (newest)
                return [.. newest.Values.OrderBy(v => v.Name, StringComparer.Ordinal)];
        }
    }

    public SessionVariable? Find(string name)
    {
        lock (newest)
            return newest.GetValueOrDefault(name);
    }

    /// <summary>
    /// Takes note of the variables that a piece of code can use at any time, even if it declares nothing.
    /// </summary>
    /// <param name="submission">The piece.</param>
    /// <param name="compilation">Its compilation, or null if the piece itself goes on running.</param>
    public void Capture(Submission submission, Compilation? compilation)
    {
        if (compilation is not null && !SubmissionFields.MayRunAgain(compilation))
            return;
        lock (newest)
            captured.UnionWith(SubmissionFields.Named(submission.Image));
    }

    /// <summary>Whether code that can run again names a variable of another piece.</summary>
    public bool IsCaptured(string assembly, string name)
    {
        lock (newest)
            return captured.Contains((assembly, name));
    }

    /// <summary>Moves a variable with its value to another state object.</summary>
    public void Move(string name, object state)
    {
        lock (newest)
        {
            if (!newest.TryGetValue(name, out var old))
                return;
            var moved = new SessionVariable(state, state.GetType().GetField(name)!) { Value = old.Value };
            newest[name] = moved;
        }
    }

    /// <summary>Adds the variables that a piece of code declared.</summary>
    /// <param name="state">The state object of the piece, or null if it was never created.</param>
    /// <param name="submission">The piece that ran.</param>
    /// <param name="compilation">The compilation of the piece.</param>
    public void Add(object? state, Submission submission, Compilation compilation)
    {
        lock (newest)
        {
            if (SubmissionFields.MayRunAgain(compilation))
            {
                reachable.UnionWith(SubmissionFields.Named(submission.Image));
                runAgain.Add(submission.Assembly.GetName().Name!);
            }
            if (state is null)
                return;
            foreach (
                var field in state
                    .GetType()
                    .GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            )
            {
                if (field.Name.StartsWith('<'))
                    continue;
                if (
                    newest.TryGetValue(field.Name, out var old)
                    && !runAgain.Contains(old.Assembly)
                    && !reachable.Contains((old.Assembly, field.Name))
                )
                {
                    old.Clear();
                }

                newest[field.Name] = new SessionVariable(state, field);
            }
        }
    }

    /// <summary>Removes a variable and releases its value.</summary>
    public bool Remove(string name)
    {
        lock (newest)
        {
            if (!newest.Remove(name, out var variable))
                return false;
            variable.Clear();
            return true;
        }
    }

    /// <summary>Removes all variables and releases their values.</summary>
    public void Clear()
    {
        lock (newest)
        {
            foreach (var variable in newest.Values)
                variable.Clear();
            newest.Clear();
        }
    }
}
