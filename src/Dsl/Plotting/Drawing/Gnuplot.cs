using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Drawing;

/// <summary>Runs gnuplot on a script in the script's folder.</summary>
internal static class Gnuplot
{
    /// <summary>Runs a script to its end. Cancelling kills gnuplot.</summary>
    /// <exception cref="GchunkException">gnuplot is missing, fails or takes too long.</exception>
    public static void Run(GnuplotScript script, CancellationToken cancel, string program = "gnuplot") =>
        new ExternalProgram(program, "plotting", "apt-get install gnuplot-nox").Run(
            // The user's ~/.gnuplot must not change the picture.
            ["--default-settings", script.Finish()],
            script.Folder,
            cancel
        );
}
