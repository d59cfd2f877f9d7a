using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>Writes the script of a job: directives of its queue, then shell that becomes the node.</summary>
/// <param name="queue">The queue, for errors.</param>
/// <param name="prefix">What a line of a directive begins with, such as <c>#PBS</c>.</param>
internal sealed class JobScript(JobQueue queue, string prefix)
{
    private readonly StringBuilder text = new("#!/bin/bash\n");

    /// <summary>Adds a directive.</summary>
    /// <param name="option">The option, with what stands between it and its value, such as <c>"-q "</c>.</param>
    /// <param name="value">The value; null for no directive.</param>
    /// <exception cref="GchunkException">The value is not one word.</exception>
    public void Directive(string option, string? value)
    {
        if (value is null)
            return;
        bool isWord =
            value.Length > 0 && !value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '#' or '"' or '\'');
        if (!isWord)
        {
            throw new GchunkException(
                $"{option.TrimEnd('=', ' ')} of a job of {queue.Title} is one word; got '{VisibleText.Of(value)}'"
            );
        }
        Line(option + value);
    }

    /// <summary>Returns the file of a log in the folder of the cluster, or null if that is in a database.</summary>
    public static string? LogOf(NodeJob job, string name) =>
        job.Folder.StartsWith('/') ? $"{job.Folder}/logs/{name}" : null;

    /// <summary>Adds a directive as it is.</summary>
    /// <exception cref="GchunkException">It is not one line.</exception>
    public void Line(string directive)
    {
        if (directive.Any(char.IsControl))
        {
            throw new GchunkException(
                $"a directive of a job of {queue.Title} is one line; got '{VisibleText.Of(directive)}'"
            );
        }
        text.Append(prefix).Append(' ').Append(directive).Append('\n');
    }

    /// <summary>Adds lines of shell.</summary>
    public void Shell(string? lines)
    {
        if (lines is not null)
            text.Append(lines.TrimEnd('\n')).Append('\n');
    }

    /// <summary>Adds the user's directives and prologue, and the command that becomes the node.</summary>
    /// <param name="job">What the job needs.</param>
    /// <param name="name">The name of the node, as the shell of the job writes it.</param>
    /// <param name="keepsLog">True if the queue writes the log of the job; false to have the job do so.</param>
    /// <returns>The script.</returns>
    public string End(NodeJob job, string name, bool keepsLog)
    {
        foreach (string directive in job.Directives)
            Line(directive);
        // The queue's own files arrive at the end of a job, when the folder may be gone.
        if (!keepsLog && LogOf(job, "") is not null)
            Shell($"exec >>{ShellWord.Of(job.Folder)}/logs/\"{name}\".log 2>&1");
        Shell(job.Prologue);
        // exec: a signal of the queue reaches the node itself.
        text.Append("exec ").AppendJoin(' ', OwnProcess.Command.Select(ShellWord.Of));
        text.Append(" node --cluster ").Append(ShellWord.Of(job.Folder));
        text.Append(" --name \"").Append(name).Append('"');
        text.Append(" --bind ").Append(job.Bind is { } bind ? ShellWord.Of(bind) : "\"$(hostname)\"");
        text.Append(
            CultureInfo.InvariantCulture,
            $" --cores {job.Cores} --memory {job.NodeMemory} --idle {job.Idle}\n"
        );
        return text.ToString();
    }
}
