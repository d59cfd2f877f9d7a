using System.Collections.Concurrent;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Worker;

namespace Gchunk.Dsl;

/// <summary>
/// Something that is set up on each worker before it runs calls, including workers that start later; see
/// <c>Client.RegisterWorkerPlugin</c>. Objects of a subclass travel with their fields.
/// </summary>
public abstract class WorkerPlugin
{
    private static readonly ConcurrentDictionary<string, WorkerPlugin> Here = new();

    // A worker that is retired tears its plugins down itself.
    static WorkerPlugin() => CurrentWorker.Ending += UninstallAll;

    /// <summary>Called on each worker before it runs calls.</summary>
    /// <param name="worker">The name of the worker; <c>threads</c> on threads.</param>
    public virtual void Setup(string worker) { }

    /// <summary>
    /// Called on each worker when the plugin is unregistered, the worker is retired or the client shuts down, but not
    /// if a worker is killed. A worker that ends gives it two seconds.
    /// </summary>
    /// <param name="worker">The name of the worker.</param>
    public virtual void Teardown(string worker) { }

    /// <summary>Returns the plugin of a name in this process, for the calls that use it.</summary>
    /// <param name="name">The name that it was registered with.</param>
    /// <exception cref="GchunkException">There is none.</exception>
    public static WorkerPlugin Find(string name) =>
        Here.TryGetValue(name, out WorkerPlugin? found)
            ? found
            : throw new GchunkException(
                $"no plugin '{name}' is registered here; register it with Client.RegisterWorkerPlugin"
            );

    internal static bool Install(string name, WorkerPlugin plugin)
    {
        Here[name] = plugin;
        plugin.Setup(Worker);
        return true;
    }

    internal static bool Uninstall(string name)
    {
        if (!Here.TryRemove(name, out WorkerPlugin? plugin))
            return false;
        plugin.Teardown(Worker);
        return true;
    }

    private static void UninstallAll()
    {
        foreach (string name in Here.Keys)
            Uninstall(name);
    }

    private static string Worker => CurrentWorker.Name is { Length: > 0 } name ? name : "threads";
}
