using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Submissions;

/// <summary>A variable of the session: the newest of its name.</summary>
internal sealed class Variable(object state, FieldInfo place)
{
    public string Name => place.Name;

    public Type Type => place.FieldType;

    public object? Value
    {
        get => place.GetValue(state);
        set => place.SetValue(state, value);
    }

    /// <summary>The assembly of the code that declared it.</summary>
    public string Assembly => place.DeclaringType!.Assembly.GetName().Name!;

    /// <summary>Lets go of what it holds.</summary>
    public void Clear()
    {
        if (!place.IsInitOnly && !place.IsLiteral)
            place.SetValue(state, null);
    }
}

/// <summary>
/// The variables of a session, by their names. A variable that was declared again lets its old value go, unless code
/// that may still run names it.
/// </summary>
internal sealed class Variables
{
    private readonly Dictionary<string, Variable> newest = new(StringComparer.Ordinal);
    private readonly HashSet<(string Assembly, string Field)> reachable = [];
    private readonly HashSet<string> runAgain = new(StringComparer.Ordinal);

    /// <summary>Those that there are, by name.</summary>
    public IReadOnlyList<Variable> All
    {
        get
        {
            lock (newest)
                return [.. newest.Values.OrderBy(v => v.Name, StringComparer.Ordinal)];
        }
    }

    public Variable? Find(string name)
    {
        lock (newest)
            return newest.GetValueOrDefault(name);
    }

    /// <summary>Takes in what a piece of code declared.</summary>
    /// <param name="state">The piece's object, or null where it was never made.</param>
    /// <param name="submission">What ran.</param>
    /// <param name="compilation">What it was compiled from.</param>
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

                newest[field.Name] = new Variable(state, field);
            }
        }
    }

    /// <summary>Forgets a variable and lets its value go.</summary>
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

    /// <summary>Forgets all and lets their values go.</summary>
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
