namespace Gchunk.Repl.Web;

/// <summary>The ssh command by which a browser on the user's own machine reaches the pages of this one.</summary>
internal static class SshTunnel
{
    // Where a job of SLURM, PBS or LSF was submitted: one reaches the machine of the job through that one.
    private static readonly string[] SubmitHosts = ["SLURM_SUBMIT_HOST", "PBS_O_HOST", "LSB_SUB_HOST"];

    /// <summary>
    /// Returns the command, or null if the program was started neither over ssh nor as a job that was submitted on another
    /// machine: then the browser is on this machine.
    /// </summary>
    /// <param name="port">The port of the pages, here and there.</param>
    /// <param name="user">The user's name on this machine.</param>
    /// <param name="host">This machine's name.</param>
    /// <param name="variable">Returns the value of a variable of the environment, or null.</param>
    public static string? Command(int port, string user, string host, Func<string, string?> variable)
    {
        string? submit = Array.Find(Array.ConvertAll(SubmitHosts, name => variable(name)), v => v is { Length: > 0 });
        if (submit == host)
            submit = null;
        if (submit is null && string.IsNullOrEmpty(variable("SSH_CONNECTION")))
            return null;
        string through = submit is null ? "" : $"-J {user}@{submit} ";
        return $"ssh {through}-L {port}:127.0.0.1:{port} {user}@{host}";
    }
}
