using System.Collections.Concurrent;
using Gchunk.Engine;

namespace Gchunk.Repl.Notebooks;

/// <summary>Standard input of a kernel: each line is a question to the user of the notebook.</summary>
/// <param name="ask">Sends the question.</param>
internal sealed class KernelInput(Action ask) : TextReader
{
    private readonly BlockingCollection<string> answers = [];
    private string line = "";
    private int at;

    /// <summary>Whether the client of the running request can ask its user.</summary>
    public bool IsAllowed { get; set; }

    /// <summary>Takes the user's answer.</summary>
    public void Answer(string text) => answers.Add(text);

    public override string ReadLine()
    {
        if (at < line.Length)
        {
            string rest = line[at..].TrimEnd('\n');
            at = line.Length;
            return rest;
        }
        return Ask();
    }

    public override int Read()
    {
        if (at == line.Length)
            (line, at) = (Ask() + "\n", 0);
        return line[at++];
    }

    public override int Peek() => at < line.Length ? line[at] : -1;

    protected override void Dispose(bool disposing)
    {
        answers.Dispose();
        base.Dispose(disposing);
    }

    private string Ask()
    {
        if (!IsAllowed)
        {
            throw new GchunkException(
                "this notebook is run without a user who could answer; give the text in the code instead of Console.ReadLine()"
            );
        }
        while (answers.TryTake(out _)) { } // an answer to a question that was given up
        ask();
        return answers.Take(Interrupt.Token);
    }
}
