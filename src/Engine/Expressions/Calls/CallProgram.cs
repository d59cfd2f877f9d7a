using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.Calls;

/// <summary>
/// Calls in an order in which each comes after those whose values are its arguments, to be run one after the other.
/// </summary>
internal sealed class CallProgram : IIdentified
{
    private readonly Step[] steps;

    private CallProgram(string name, Step[] steps) => (Name, this.steps) = (name, steps);

    /// <summary>The name of the last call.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public long Identity { get; } = UniqueId.Next();

    /// <summary>Creates the program of a call and all that it needs.</summary>
    /// <param name="call">The call.</param>
    /// <param name="arrays">Receives the lazy arrays among the arguments.</param>
    public static CallProgram Of(CallExpr call, List<ArrayExpr> arrays)
    {
        var number = new Dictionary<CallExpr, int>(ReferenceEqualityComparer.Instance);
        var steps = new List<Step>();
        // Without recursion, since a chain may be long.
        var pending = new Stack<CallExpr>([call]);
        while (pending.TryPeek(out CallExpr? node))
        {
            int before = pending.Count;
            if (!number.ContainsKey(node))
            {
                foreach (CallExpr input in node.Inputs)
                {
                    if (!number.ContainsKey(input))
                        pending.Push(input);
                }
            }

            if (pending.Count != before)
                continue;
            pending.Pop();
            if (!number.TryAdd(node, steps.Count))
                continue;
            if (node is ArrayCall lazy)
            {
                steps.Add(new Step(null, [], arrays.Count));
                arrays.Add(lazy.Array);
            }
            else
            {
                steps.Add(new Step(node.Alone.Operation, [.. node.Inputs.Select(i => number[i])], -1));
            }
        }
        return new CallProgram(call.Name, [.. steps]);
    }

    /// <summary>Runs the calls and returns the value of the last one.</summary>
    /// <param name="arrays">The values of the lazy arrays.</param>
    public object? Run(NDArray[] arrays)
    {
        var values = new object?[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            Step step = steps[i];
            values[i] = step.Operation is null
                ? arrays[step.Array]
                : step.Operation.Evaluate(Array.ConvertAll(step.Inputs, n => values[n]));
        }
        return values[^1];
    }

    // A call without its inputs, which are the values of other steps; or the number of an array.
    private sealed record Step(CallExpr? Operation, int[] Inputs, int Array);
}
