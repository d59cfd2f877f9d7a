using Gchunk.Dsl;

namespace Gchunk.Tests.Dsl.Clients;

/// <summary>A client with two worker processes and one on two threads, which the tests of a class share.</summary>
public sealed class TwoClients : IDisposable
{
    private static readonly Dictionary<string, double> Resources = new() { ["GPU"] = 1 };

    private readonly Client threads = new(workers: 2, processes: false, resources: Resources);
    private readonly Client processes = new(workers: 2, memoryLimit: "1GB", resources: Resources);

    public Client this[bool processes] => processes ? this.processes : threads;

    public void Dispose()
    {
        processes.Dispose();
        threads.Dispose();
    }
}

/// <summary>A gate that calls in other processes wait at.</summary>
internal sealed class Gate : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-gate-").FullName;

    /// <summary>The name of the file that opens it.</summary>
    public string Name => Path.Combine(folder, "open");

    /// <summary>Lets all pass that wait, and that will.</summary>
    public void Open() => File.WriteAllText(Name, "");

    /// <summary>Waits until the gate of this name is open; returns the value.</summary>
    public static T Pass<T>(string name, T value)
    {
        SpinWait.SpinUntil(() => File.Exists(name));
        return value;
    }

    /// <summary>Takes note in a file that something has happened, and returns how often it has.</summary>
    public static int Count(string name)
    {
        File.AppendAllText(name, "x");
        return (int)new FileInfo(name).Length;
    }

    public void Dispose()
    {
        Open();
        Directory.Delete(folder, recursive: true);
    }
}
