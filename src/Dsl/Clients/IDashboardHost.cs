namespace Gchunk.Dsl.Clients;

/// <summary>What serves the dashboard. The program sets it; a library that uses gchunk has none.</summary>
internal interface IDashboardHost
{
    /// <summary>Starts to serve, if that has not happened yet, and returns the address.</summary>
    /// <param name="port">The port asked for.</param>
    string Open(int port);

    /// <summary>Watches all runs until the result is disposed, which writes the report.</summary>
    /// <param name="path">The file.</param>
    IDisposable Report(string path);
}
