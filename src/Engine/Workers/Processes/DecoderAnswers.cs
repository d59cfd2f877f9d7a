using System.Text;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>The words with which the messages of a decoder begin.</summary>
internal enum DecoderWord : byte
{
    /// <summary>The request is answered.</summary>
    End,

    /// <summary>The request cannot be answered; a text follows.</summary>
    Error,

    /// <summary>A step begins; the number of its bytes follows, which says how long it may take.</summary>
    Step,

    /// <summary>A part of the answer follows.</summary>
    Part,
}

/// <summary>
/// The other end of a <see cref="DecoderProcess"/>: requests come from standard input, answers go to standard output,
/// until the input ends.
/// </summary>
internal sealed class DecoderAnswers : IDisposable
{
    private readonly BinaryWriter writer;

    // A part that was begun and not ended cannot be told from the next word.
    private bool isBroken;

    private DecoderAnswers(Stream output) =>
        writer = new BinaryWriter(new BufferedStream(output, 1 << 16), Encoding.UTF8);

    /// <summary>Answers requests.</summary>
    /// <param name="answer">Reads a request and answers it.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Action<BinaryReader, DecoderAnswers> answer)
    {
        using Stream input = Console.OpenStandardInput(),
            output = Console.OpenStandardOutput();
        using var reader = new BinaryReader(new BufferedStream(input), Encoding.UTF8);
        using var answers = new DecoderAnswers(output);
        while (!answers.isBroken && IsAsked(reader))
        {
            try
            {
                answer(reader, answers);
                answers.writer.Write((byte)DecoderWord.End);
            }
            catch (Exception e)
            {
                answers.writer.Write((byte)DecoderWord.Error);
                answers.writer.Write(e.Message);
            }
            answers.writer.Flush();
        }
        return answers.isBroken ? 1 : 0;
    }

    // A request begins with a byte of its own.
    private static bool IsAsked(BinaryReader reader)
    {
        try
        {
            return reader.ReadByte() == DecoderProcess.Request;
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    /// <summary>Begins a step.</summary>
    /// <param name="bytes">The bytes that it decodes.</param>
    public void Step(long bytes)
    {
        writer.Write((byte)DecoderWord.Step);
        writer.Write(bytes);
        writer.Flush();
    }

    /// <summary>Adds a part to the answer.</summary>
    public void Part(Action<BinaryWriter> write)
    {
        writer.Write((byte)DecoderWord.Part);
        isBroken = true;
        write(writer);
        isBroken = false;
    }

    public void Dispose() => writer.Dispose();
}
