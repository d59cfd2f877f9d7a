using System.Diagnostics;
using System.Globalization;

namespace Gchunk.Repl.Notebooks;

/// <summary>Ends a kernel whose notebook server died, which can no longer ask for that.</summary>
internal static class ParentWatch
{
    // The servers of Jupyter put their number here.
    private const string Variable = "JPY_PARENT_PID";

    /// <summary>Calls a function when the server that started this process is gone.</summary>
    public static void Start(Action gone)
    {
        if (
            !int.TryParse(
                Environment.GetEnvironmentVariable(Variable),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int parent
            )
            || parent <= 1
        )
        {
            return;
        }
        new Thread(() =>
        {
            try
            {
                using var server = Process.GetProcessById(parent);
                server.WaitForExit();
            }
            catch (ArgumentException)
            { /* it is gone already */
            }
            gone();
        })
        {
            IsBackground = true,
            Name = "gchunk jupyter parent",
        }.Start();
    }
}
