using System.Diagnostics;
using System.Globalization;
using Gchunk.Engine;
using Gchunk.Tests.Engine.Storage;

namespace Gchunk.PureHdfTrial;

/// <summary>
/// Reads damaged copies of a file, the same that the tests make, with each reader and counts how the reads end.
/// </summary>
/// <remarks>
/// Each series runs in a process of its own with 1 GB of managed memory. If that process crashes, a new one continues
/// with the next copy.
/// </remarks>
internal static class Damage
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static int Run(int count, string[] files)
    {
        Console.WriteLine("file\treader\tread\trefused\tforeign\thangs\tmemory\tdeaths\tseconds\tkinds");
        foreach (string file in files)
        {
            foreach (string reader in (string[])["gchunk", "PureHDF"])
            {
                string log = Path.GetTempFileName();
                int deaths = 0;
                var watch = Stopwatch.StartNew();
                for (int next = 0; next < count; next = File.ReadLines(log).Count())
                {
                    var start = new ProcessStartInfo(
                        Environment.ProcessPath!,
                        [
                            "mutate-one",
                            reader,
                            file,
                            next.ToString(CultureInfo.InvariantCulture),
                            count.ToString(CultureInfo.InvariantCulture),
                            log,
                        ]
                    )
                    {
                        RedirectStandardError = true,
                        RedirectStandardOutput = true,
                    };
                    start.Environment["DOTNET_GCHeapHardLimit"] = "0x40000000";
                    start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
                    using Process child = Process.Start(start)!;
                    child.OutputDataReceived += (_, _) => { };
                    child.BeginOutputReadLine();
                    string errors = child.StandardError.ReadToEnd();
                    child.WaitForExit();
                    if (child.ExitCode is 0 or 3)
                        continue;
                    deaths++;
                    File.AppendAllText(log, $"death {errors.Split('\n').FirstOrDefault(l => l.Length > 0)}\n");
                }
                string[] lines = File.ReadAllLines(log);
                File.Delete(log);
                int Of(string kind) => lines.Count(l => l.StartsWith(kind, StringComparison.Ordinal));
                string kinds = string.Join(
                    ", ",
                    lines
                        .Where(l =>
                            l.StartsWith("foreign", StringComparison.Ordinal)
                            || l.StartsWith("death", StringComparison.Ordinal)
                        )
                        .GroupBy(l => l)
                        .OrderByDescending(g => g.Count())
                        .Take(8)
                        .Select(g => $"{g.Key} {g.Count()}")
                );
                Console.WriteLine(
                    $"{Path.GetFileName(file)}\t{reader}\t{Of("read")}\t{Of("refused")}\t{Of("foreign")}\t{Of("hang")}\t{Of("memory")}\t{deaths}\t{watch.Elapsed.TotalSeconds:F0}\t{kinds}"
                );
            }
        }
        return 0;
    }

    public static int Child(string reader, string file, int from, int to, string log)
    {
        byte[] original = File.ReadAllBytes(file);
        string path = Path.Combine(Path.GetTempPath(), $"damaged-{Environment.ProcessId}.h5");
        for (int seed = from; seed < to; seed++)
        {
            File.WriteAllBytes(path, Mutation.Of(original, seed));
            string outcome = "hang";
            var thread = new Thread(() => outcome = Try(reader, path), 16 << 20) { IsBackground = true };
            long before = GC.GetTotalAllocatedBytes();
            thread.Start();
            bool ended = thread.Join(Longest);
            string word = outcome;
            if (ended && GC.GetTotalAllocatedBytes() - before > 512L << 20)
                word = "memory";
            File.AppendAllText(log, (ended ? word : "hang") + "\n");
            if (!ended)
            {
                File.Delete(path);
                Environment.Exit(3); // there is no other way to end the thread
            }
        }
        File.Delete(path);
        return 0;
    }

    private static string Try(string reader, string path)
    {
        try
        {
            Tally tally = reader == "gchunk" ? Own.ReadAll(path, 1 << 20) : Pure.ReadAll(path, 1 << 20);
            return tally.Refused.Count == 0 ? "read" : "refused";
        }
        catch (GchunkException)
        {
            return "refused";
        }
        catch (OutOfMemoryException)
        {
            return "memory";
        }
        catch (Exception e)
        {
            return $"foreign {e.GetType().Name}";
        }
    }
}
