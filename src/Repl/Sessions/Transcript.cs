using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Repl.Sessions;

/// <summary>The inputs of a session and their values.</summary>
internal sealed class Transcript
{
    // Values are kept for Out[n]. Larger values than this are dropped early, because they would fill memory unnoticed.
    // Clients are dropped by the next value: the workers of one without a variable would stay unnoticed.
    private const long Large = 1 << 20;
    private const int LargeKept = 3;

    private readonly List<(string Input, bool Succeeded)> inputs = [];
    private readonly Dictionary<int, object> values = [];
    private readonly List<int> shown = [];

    /// <summary>The number of inputs, including the running one.</summary>
    public int Count => inputs.Count;

    /// <summary>The inputs that ran without an error, with their numbers.</summary>
    public IEnumerable<(int Number, string Input)> Succeeded =>
        inputs
            .Select((i, at) => (at + 1, i.Input, i.Succeeded))
            .Where(i => i.Succeeded)
            .Select(i => (i.Item1, i.Input));

    /// <summary>All inputs, with their numbers.</summary>
    public IEnumerable<(int Number, string Input)> All => inputs.Select((i, at) => (at + 1, i.Input));

    /// <summary>The numbers of the inputs whose values were shown, the newest last.</summary>
    public IReadOnlyList<int> Shown => shown;

    public int Begin(string input)
    {
        inputs.Add((input, false));
        return inputs.Count;
    }

    public void End(int number, bool succeeded, object? value)
    {
        inputs[number - 1] = (inputs[number - 1].Input, succeeded);
        if (value is null)
            return;
        values[number] = value;
        shown.Add(number);
        foreach (
            int old in shown
                .SkipLast(LargeKept)
                .Where(n => values.TryGetValue(n, out var v) && BytesOf(v) > Large)
                .Concat(shown.SkipLast(1).Where(n => values[n] is Client or LocalCluster))
                .ToArray()
        )
        {
            values.Remove(old);
            shown.Remove(old);
        }
    }

    public string? Input(int number) => number >= 1 && number <= inputs.Count ? inputs[number - 1].Input : null;

    public object? Value(int number) => values.GetValueOrDefault(number);

    public void Forget()
    {
        values.Clear();
        shown.Clear();
    }

    /// <summary>Returns the bytes that a value holds in memory, as far as they are known.</summary>
    public static long BytesOf(object? value) =>
        value switch
        {
            NDArray array => array.Shape.Size * array.DType.Size,
            Array { Rank: >= 1 } array when array.GetType().GetElementType() is { IsPrimitive: true } =>
                Buffer.ByteLength(array),
            string text => text.Length * sizeof(char),
            ChunkedArray array => Loaded(array.Expression),
            DataArray { IsText: false } array => Loaded(array.Expression),
            Dataset dataset => dataset.Variables.Where(v => !v.IsText).Sum(v => Loaded(v.Expression)),
            _ => 0,
        };

    // An array that was loaded, or made from values.
    private static long Loaded(ArrayExpr expression) => expression is MemoryExpr or BlocksExpr ? expression.NBytes : 0;
}
