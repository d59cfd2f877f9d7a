using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Repl;

/// <summary>The leading options of the command line, which set how computations run.</summary>
internal static class RunSettings
{
    /// <summary>The options' names.</summary>
    public static readonly string[] Options = ["--threads", "--memory"];

    /// <summary>Applies the leading options and returns the remaining arguments.</summary>
    /// <exception cref="GchunkException">An option's value is missing or invalid.</exception>
    public static string[] Apply(string[] args)
    {
        if (
            Environment.GetEnvironmentVariable("GCHUNK_THREADS") is { Length: > 0 } stated
            && !(int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0)
        )
        {
            throw new GchunkException($"GCHUNK_THREADS is '{stated}', but must be an integer of at least 1");
        }

        if (Environment.GetEnvironmentVariable("GCHUNK_MEMORY") is { Length: > 0 } size)
            MemoryBudget.Parse(size);
        while (args is [var option, ..] && Options.Contains(option))
        {
            if (args.Length < 2)
            {
                throw new GchunkException(
                    option == "--memory"
                        ? "--memory needs a size, such as --memory 2GB"
                        : "--threads needs a number, such as --threads 4"
                );
            }

            if (option == "--memory")
            {
                Prelude.Configure(memoryLimit: args[1]);
            }
            else if (
                int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out int threads)
                && threads > 0
            )
            {
                Prelude.Configure(threads: threads);
            }
            else
            {
                throw new GchunkException($"--threads is '{args[1]}', but must be an integer of at least 1");
            }

            args = args[2..];
        }
        return args;
    }
}
