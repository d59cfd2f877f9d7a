using System.Reflection;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>The types whose objects belong to one process, and what to do instead.</summary>
internal static class RefusedTypes
{
    private const string Stream = "it is an open stream; open it inside the function",
        Connection = "it is a network connection; open it inside the function",
        Handle = "it is a handle of this process; create it inside the function";

    // By name, so that looking them up does not load the assemblies that declare them.
    private static readonly Dictionary<string, string> Rows = new()
    {
        ["System.IO.Stream"] = Stream,
        ["System.IO.TextWriter"] = Stream,
        ["System.IO.TextReader"] = Stream,
        ["System.IO.BinaryReader"] = Stream,
        ["System.IO.BinaryWriter"] = Stream,
        ["System.IO.FileSystemWatcher"] = "it watches files for this process; create it inside the function",
        ["System.Net.Sockets.Socket"] = Connection,
        ["System.Net.Sockets.TcpClient"] = Connection,
        ["System.Net.Sockets.TcpListener"] = Connection,
        ["System.Net.Sockets.UdpClient"] = Connection,
        ["System.Net.Http.HttpMessageInvoker"] = Connection,
        ["System.Net.Http.HttpMessageHandler"] = Connection,
        ["System.Net.WebSockets.WebSocket"] = Connection,
        ["System.Data.Common.DbConnection"] = Connection,
        ["System.Threading.Thread"] = "it is a thread of this process; start it inside the function",
        ["System.Threading.Timer"] = "it is a timer of this process; start it inside the function",
        ["System.Threading.PeriodicTimer"] = "it is a timer of this process; start it inside the function",
        ["System.Timers.Timer"] = "it is a timer of this process; start it inside the function",
        ["System.Threading.CancellationTokenSource"] =
            "what it cancels is in this process; create it inside the function",
        ["System.Threading.WaitHandle"] = Handle,
        ["System.Threading.SemaphoreSlim"] = "it counts threads of this process; create it inside the function",
        ["System.Threading.ReaderWriterLockSlim"] = "it locks threads of this process; create it inside the function",
        ["System.Threading.ThreadLocal`1"] =
            "it holds a value for each thread of this process; create it inside the function",
        ["System.Threading.AsyncLocal`1"] = "it holds values of this process; create it inside the function",
        ["System.Collections.Concurrent.ConcurrentBag`1"] =
            "it holds a list for each thread of this process; capture its ToArray()",
        ["System.Collections.Hashtable"] = "its order depends on this process; use a Dictionary",
        ["System.Diagnostics.Process"] = "it is a handle of another program; start it inside the function",
        ["System.Runtime.InteropServices.SafeHandle"] = Handle,
        ["System.Runtime.CompilerServices.ConditionalWeakTable`2"] = "it belongs to the objects of this process",
        ["System.WeakReference"] = "it belongs to an object of this process; capture the object itself",
        ["System.WeakReference`1"] = "it belongs to an object of this process; capture the object itself",
        ["System.Runtime.Loader.AssemblyLoadContext"] = "it is the loaded code of this process",
        ["System.Reflection.Module"] = "it is the loaded code of this process",
        ["System.Reflection.Pointer"] = "it is a pointer",
    };

    /// <summary>Returns why no object of a type can travel, or null if it can.</summary>
    public static string? WhyNot(Type type)
    {
        if (type.IsByRefLike || type.IsPointer)
            return "it points into the memory of this process";
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (level.GetCustomAttribute<DoesNotTravelAttribute>(inherit: false) is { } marked)
                return marked.Why;
            if (
                level.IsGenericType
                    ? Rows.TryGetValue(level.Namespace + "." + level.Name, out string? why)
                    : Rows.TryGetValue(level.FullName ?? "", out why)
            )
            {
                return why;
            }
        }
        foreach (Type face in type.GetInterfaces())
        {
            if (face.GetCustomAttribute<DoesNotTravelAttribute>(inherit: false) is { } marked)
                return marked.Why;
        }

        return null;
    }
}
