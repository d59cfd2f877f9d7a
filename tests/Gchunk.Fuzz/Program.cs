using Gchunk.Engine;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Tests.Fuzzing;
using SharpFuzz;

// Runs a target on the inputs that AFL++ sends, or on the files that are named; "make FOLDER" writes the examples that
// only gchunk can write. Nothing of gchunk is touched before SharpFuzz has set up the memory in which instrumented code
// counts.
Environment.SetEnvironmentVariable("GCHUNK_MANIFEST", "off");
string target = args[0];
if (args.Length == 1)
{
    Fuzzer.OutOfProcess.Run(stream =>
    {
        // Decoders run plain code, because they do not have the memory in which instrumented code counts.
        ProgramFiles.Folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../plain"));
        DecoderProcess.Seconds = 1;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        One.Run(target, copy.ToArray(), isShown: false);
    });
    return;
}
if (target == "make")
{
    Examples.Write(args[1]);
    return;
}
foreach (string path in args[1..])
{
    Console.Write($"{path}: ");
    One.Run(target, File.ReadAllBytes(path), isShown: true);
}

internal static class One
{
    public static void Run(string target, byte[] input, bool isShown)
    {
        Notice.Sink = _ => { };
        try
        {
            FuzzTargets.All[target](input);
            if (isShown)
                Console.WriteLine("read");
        }
        catch (Exception e) when (isShown || FuzzTargets.IsExpected(e))
        {
            if (isShown)
                Console.WriteLine(FuzzTargets.IsExpected(e) ? VisibleText.Of(e.Message) : e);
        }
    }
}
