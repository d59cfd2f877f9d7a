using Gchunk.Dsl;
using Gchunk.Dsl.Showing;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Repl.Sessions;
using Gchunk.Repl.Submissions;

namespace Gchunk.Repl.Commands;

[Command("%who", "", "lists the names of the variables")]
internal sealed class WhoCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        Console.Out.WriteLine(
            string.Join("  ", session.Host.Variables.All.Select(v => v.Name)) is { Length: > 0 } names
                ? names
                : "no variables"
        );
        return true;
    }
}

[Command("%whos", "", "lists the variables with their types, sizes and values")]
internal sealed class WhosCommand : Command
{
    private const int MostText = 60;

    public override bool Run(Session session, string argument)
    {
        var rows = session
            .Host.Variables.All.Select(v =>
                (v.Name, Type: TypeText.Of(v.Type), Bytes: Bytes(v.Value), Text: Text(v.Value))
            )
            .ToArray();
        if (rows.Length == 0)
        {
            Console.Out.WriteLine("no variables");
            return true;
        }
        int names = rows.Max(r => r.Name.Length),
            types = rows.Max(r => r.Type.Length),
            bytes = rows.Max(r => r.Bytes.Length);
        foreach (var (name, type, size, text) in rows)
        {
            Console.Out.WriteLine(
                $"{name.PadRight(names)}  {type.PadRight(types)}  {size.PadLeft(bytes)}  {text}".TrimEnd()
            );
        }

        return true;
    }

    private static string Bytes(object? value) =>
        value switch
        {
            _ when Transcript.BytesOf(value) is > 0 and var loaded => MemoryBudget.Format(loaded),
            ChunkedArray array => $"lazy {MemoryBudget.Format(array.NBytes)}",
            DataArray array => $"lazy {MemoryBudget.Format(array.NBytes)}",
            Dataset dataset => $"lazy {MemoryBudget.Format(dataset.NBytes)}",
            _ => "",
        };

    private static string Text(object? value)
    {
        string text;
        try
        {
            text = ValueFormatter.Format(value) ?? "null";
        }
#pragma warning disable CA1031 // A value's ToString may be the user's code.
        catch (Exception e)
        {
            text = e.GetType().Name;
        }
#pragma warning restore CA1031
        text = text.Split('\n')[0];
        return text.Length > MostText ? text[..(MostText - 1)] + "…" : text;
    }
}

[Command("%del", "NAME…", "deletes variables and releases their values")]
internal sealed class DeleteCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        string[] names = argument.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
            throw new GchunkException("%del needs the names of variables; %who lists them");
        foreach (string name in names)
        {
            if (!session.Host.Variables.Remove(name))
            {
                throw new GchunkException(
                    Spelling.Unknown("variable", name, session.Host.Variables.All.Select(v => v.Name))
                );
            }
        }
        session.Transcript.Forget();
        return true;
    }
}

[Command("%reset", "", "deletes all declarations")]
internal sealed class ResetCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        session.Host.Reset();
        session.Transcript.Forget();
        return true;
    }
}

[Command("%memory", "", "shows the memory that the session uses, and the limit of a computation")]
internal sealed class MemoryCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        GC.Collect();
        Console.Out.WriteLine($"process   {MemoryBudget.Format(Environment.WorkingSet)}");
        Console.Out.WriteLine($"managed   {MemoryBudget.Format(GC.GetTotalMemory(forceFullCollection: true))}");
        Console.Out.WriteLine($"limit     {MemoryBudget.Format(Session.MemoryLimit)} for a computation");
        foreach (
            SessionVariable variable in session
                .Host.Variables.All.OrderByDescending(v => Transcript.BytesOf(v.Value))
                .Where(v => Transcript.BytesOf(v.Value) > 0)
                .Take(10)
        )
        {
            Console.Out.WriteLine($"{variable.Name, -9} {MemoryBudget.Format(Transcript.BytesOf(variable.Value))}");
        }

        return true;
    }
}
