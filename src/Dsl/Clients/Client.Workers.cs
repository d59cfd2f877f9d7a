using Gchunk.Engine;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

// What the workers hold and do, and how many there are.
public sealed partial class Client
{
    private readonly HashSet<string> plugins = [];

    /// <summary>
    /// Starts or ends workers until there are as many as given. A worker finishes its tasks before it ends, and its results
    /// are kept: in memory, or on disk if they are too much.
    /// </summary>
    /// <param name="workers">The number of workers.</param>
    /// <exception cref="GchunkException">
    /// The number is out of range, new workers do not start, or the client runs on threads.
    /// </exception>
    public void Scale(int workers) => Pool("Scale").Scale(workers);

    /// <summary>
    /// Adapts the number of worker processes to the load: more start while calls wait, and a worker that has been idle
    /// for two seconds and holds no results ends.
    /// </summary>
    /// <param name="minimum">The least number of workers.</param>
    /// <param name="maximum">The greatest number of workers.</param>
    /// <exception cref="GchunkException">A number is out of range, or the client runs on threads.</exception>
    public void Adapt(int minimum, int maximum) => Pool("Adapt").Adapt(minimum, maximum);

    /// <summary>Waits until there are at least as many worker processes as given.</summary>
    /// <param name="number">The number of workers.</param>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="TimeoutException">They were not there in that time.</exception>
    public void WaitForWorkers(int number, TimeSpan? timeout = null) =>
        Pool("WaitForWorkers").WaitForWorkers(number, timeout);

    /// <summary>
    /// Ends worker processes after the calls that they have been sent. Their results are kept: in memory, or on disk if
    /// they are too much. Those of workers on other machines move to workers that stay.
    /// </summary>
    /// <param name="names">The names of the workers.</param>
    /// <exception cref="GchunkException">There is no such worker, or none would be left.</exception>
    public void RetireWorkers(params IEnumerable<string> names) => Pool("RetireWorkers").Retire([.. names]);

    /// <summary>Kills worker processes and waits until new ones have replaced them. Their calls run again.</summary>
    /// <param name="names">The names of the workers.</param>
    /// <exception cref="GchunkException">There is no such worker.</exception>
    public void RestartWorkers(params IEnumerable<string> names) => Pool("RestartWorkers").Restart([.. names]);

    /// <summary>
    /// Returns who holds the result of a call: the name of a worker, <c>client</c> for a result of up to 4 kB, or an empty
    /// text while there is none.
    /// </summary>
    /// <param name="future">The future of the call.</param>
    public string WhoHas(Future future) => Pool("WhoHas").Look(future.Call).Holder;

    /// <summary>Returns the size of the result of a call in bytes, as it is serialized; 0 while there is none.</summary>
    /// <param name="future">The future of the call.</param>
    public long NBytes(Future future) => Pool("NBytes").Look(future.Call).Bytes;

    /// <summary>Returns the names of the results that each worker process holds.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> HasWhat() => Pool("HasWhat").Held();

    /// <summary>Returns the names of the calls that each worker process runs or will run next.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Processing() => Pool("Processing").Processing();

    /// <summary>Returns the last 200 lines that each worker process has written.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> WorkerLogs() => Pool("WorkerLogs").Logs();

    /// <summary>Returns the versions of gchunk, .NET and the system. Workers of another build are refused.</summary>
    public IReadOnlyDictionary<string, string> Versions()
    {
        CheckOpen();
        return new Dictionary<string, string>
        {
            ["gchunk"] = typeof(Client).Assembly.GetName().Version?.ToString(3) ?? "",
            [".NET"] = Environment.Version.ToString(),
            ["system"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        };
    }

    /// <summary>Records each task that ends from now on, until the result is disposed.</summary>
    /// <example><code>
    /// using var client = new Client(workers: 1, processes: false);
    /// using TaskStream stream = client.TaskStream();
    /// client.Submit(() => 1, key: "one").Result();
    /// Console.WriteLine(stream.Records[0].Name); // one
    /// </code></example>
    public TaskStream TaskStream()
    {
        CheckOpen();
        return new TaskStream();
    }

    /// <summary>
    /// Sets up a plugin on each worker before it runs further calls, including workers that start later.
    /// </summary>
    /// <param name="plugin">The plugin. It travels with its fields.</param>
    /// <param name="name">Its name; that of its type by default. A plugin of the same name is replaced.</param>
    /// <exception cref="UserFunctionException">Its <c>Setup</c> threw.</exception>
    public void RegisterWorkerPlugin(WorkerPlugin plugin, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        string known = name ?? plugin.GetType().Name;
        CallInvoker invoker = static (f, a) =>
            ((Func<string, WorkerPlugin, bool>)f)((string)a[0]!, (WorkerPlugin)a[1]!);
        var call = new FunctionCall(
            UserFunction.Of(WorkerPlugin.Install, $"Setup of {known}"),
            invoker,
            [new ConstantCall(known), new ConstantCall(plugin)]
        );
        CheckOpen();
        pool?.AddSetup(known, call);
        plugins.Add(known);
        RunEach<bool>(call, null);
    }

    /// <summary>Tears down a plugin on each worker.</summary>
    /// <param name="name">The name of the plugin.</param>
    /// <exception cref="GchunkException">There is none of this name.</exception>
    public void UnregisterWorkerPlugin(string name)
    {
        CheckOpen();
        if (!plugins.Remove(name))
            throw new GchunkException($"no plugin '{name}' is registered");
        pool?.RemoveSetup(name);
        CallInvoker invoker = static (f, a) => ((Func<string, bool>)f)((string)a[0]!);
        RunEach<bool>(
            new FunctionCall(
                UserFunction.Of(WorkerPlugin.Uninstall, $"Teardown of {name}"),
                invoker,
                [new ConstantCall(name)]
            ),
            null
        );
    }

    private void TearDownPlugins()
    {
        foreach (string name in plugins.ToArray())
        {
            try
            {
                UnregisterWorkerPlugin(name);
            }
            // The client shuts down whatever user code does.
            catch (Exception e)
            {
                Console.Error.WriteLine($"the plugin '{name}' could not be torn down: {ExceptionText.Of(e)}");
            }
        }
    }
}
