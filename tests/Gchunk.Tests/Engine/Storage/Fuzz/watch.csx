// Opens cases in a child process and watches it: its end, the time and memory of each case, and the exceptions.
using System.Diagnostics;
using System.Text;

void Parent(string format, int cases, int first)
{
    if (format != "all" && !formats.Contains(format))
        throw new GchunkException($"no such format: {format}; formats are {string.Join(", ", formats)}");
    string faults = Directory.CreateTempSubdirectory("gchunk-faults-").FullName;
    bool isClean = true;
    foreach (string each in format == "all" ? formats : [format])
        isClean &= Watch(each, first, first + cases, faults);
    if (isClean)
        Directory.Delete(faults, recursive: true);
    else
        Print("faults are kept in", faults);
}

bool Watch(string format, int from, int to, string faults)
{
    int crashes = 0,
        hangs = 0,
        fat = 0,
        errors = 0,
        raw = 0;
    long peak = 0,
        peakOfDecoders = 0;
    var seen = new HashSet<string>();
    string folder = Directory.CreateTempSubdirectory("gchunk-fuzz-").FullName;
    for (int next = from; next < to; )
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (
            string argument in (string[])["--memory", "200MB", script, "child", format, $"{next}", $"{to}", folder]
        )
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        int seed = next;
        bool isOver = false;
        long since = Environment.TickCount64;
        var said = new StringBuilder();
        var reader = new Thread(() =>
        {
            while (child.StandardOutput.ReadLine() is { } line)
            {
                string[] parts = line.Split('\t');
                if (parts[0] == "case")
                    (seed, since) = (int.Parse(parts[1]), Environment.TickCount64);
                else if (parts[0] == "error")
                    errors++;
                else if (parts[0] == "over")
                    isOver = true;
                else if (parts[0] == "raw")
                {
                    raw++;
                    if (seen.Add(parts[1]))
                        Report("raw exception", parts[1]);
                }
            }
        });
        void Report(string what, string how)
        {
            Print($"{format} {seed}: {what}: {how}");
            Keep(folder, Path.Combine(faults, $"{format}-{seed}"));
        }
        reader.Start();
        var listener = new Thread(() =>
        {
            while (child.StandardError.ReadLine() is { } line)
            {
                lock (said)
                {
                    if (said.Length < 2000)
                        said.Append(line).Append(" / ");
                }
            }
        });
        listener.Start();
        double busy = 0;
        int watched = -1;
        while (!child.WaitForExit(100))
        {
            try
            {
                long memory = Peak(child.Id),
                    decoders = Decoders(child.Id).Sum(Peak);
                peak = Math.Max(peak, memory);
                peakOfDecoders = Math.Max(peakOfDecoders, decoders);
                if (Math.Max(memory, decoders) > Limit + Beyond + 150_000_000)
                {
                    fat++;
                    Report("memory", $"{memory / 1_000_000} MB, decoders {decoders / 1_000_000} MB");
                    child.Kill();
                    break;
                }
                child.Refresh();
                double now = child.TotalProcessorTime.TotalSeconds;
                if (watched != seed)
                    (watched, busy) = (seed, now);
                // On a busy machine a case may wait for its turn.
                long waited = Environment.TickCount64 - since;
                if (waited > 1000 * Seconds && (now - busy > Seconds || waited > 6000 * Seconds))
                {
                    hangs++;
                    Report("hang", $"{waited / 1000} s, {now - busy:0.0} s of a processor");
                    child.Kill();
                    break;
                }
            }
            catch (InvalidOperationException) { } // it has just ended
        }
        child.WaitForExit();
        reader.Join();
        listener.Join();
        if (isOver)
            break;
        if (child.ExitCode != 137)
        {
            crashes++;
            Report("crash", $"exit code {child.ExitCode}: {said}");
            if (said.ToString().Contains(".csx:"))
                return false; // a script is wrong
        }
        next = seed + 1;
    }
    Directory.Delete(folder, recursive: true);
    Print(
        $"{format}: {to - from} cases, {errors} errors for users, {crashes} crashes, {hangs} hangs, {fat} beyond the memory limit, {raw} raw exceptions ({seen.Count} kinds), peak {peak / 1_000_000} MB, of decoders {peakOfDecoders / 1_000_000} MB"
    );
    return crashes + hangs + fat + raw == 0;
}

// The greatest resident memory of a process.
static long Peak(int process)
{
    try
    {
        foreach (string line in File.ReadLines($"/proc/{process}/status"))
        {
            if (line.StartsWith("VmHWM:"))
                return 1024 * long.Parse(line[6..].Replace("kB", "").Trim());
        }
    }
    catch (IOException) { }
    return 0;
}

// The processes that a process has started.
static IEnumerable<int> Decoders(int process)
{
    try
    {
        return
        [
            .. Directory
                .GetDirectories($"/proc/{process}/task")
                .SelectMany(task =>
                    File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                )
                .Select(int.Parse),
        ];
    }
    catch (IOException)
    {
        return []; // it has just ended
    }
}

static void Keep(string from, string to)
{
    Directory.CreateDirectory(to);
    try
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
    catch (IOException) { }
}

// ---- The child.
