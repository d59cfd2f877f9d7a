using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gchunk.Engine;
using Gchunk.Repl.Nodes;

namespace Gchunk.Repl.Gateways;

/// <summary><c>gchunk gateway</c>: starts clusters for several users, over HTTPS.</summary>
internal static class GatewayCommand
{
    private const string Usage = """
        usage:
          gchunk gateway --config FILE                serve the users of the settings in FILE
          gchunk gateway token USER --config FILE     draw a token for a user, which is shown once
          gchunk gateway revoke USER --config FILE    end the token of a user
        docs/cluster.md shows what the settings are.
        """;

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["--config", var file]:
                    Serve(Path.GetFullPath(file));
                    return ExitCode.Success;
                case ["token", var user, "--config", var file]:
                    Console.Out.WriteLine(TokensOf(Path.GetFullPath(file), user).Add(user));
                    return ExitCode.Success;
                case ["revoke", var user, "--config", var file]:
                    bool had = new GatewayTokens(TokenFile(Path.GetFullPath(file))).Remove(user);
                    Console.Out.WriteLine($"{VisibleText.Of(user)} {(had ? "has no token any more" : "had no token")}");
                    return ExitCode.Success;
                default:
                    Console.Error.WriteLine(Usage);
                    return ExitCode.Usage;
            }
        }
        catch (GchunkException error)
        {
            Console.Error.WriteLine($"gchunk gateway: {error.Message}");
            return ExitCode.ScriptError;
        }
    }

    private static string TokenFile(string file) => file + ".tokens";

    private static GatewayTokens TokensOf(string file, string user)
    {
        if (!GatewaySettings.Read(file).Users.ContainsKey(user))
        {
            throw new GchunkException(
                $"there is no user {VisibleText.Of(user)} in {file}; write there what the user may have"
            );
        }
        return new GatewayTokens(TokenFile(file));
    }

    private static void Serve(string file)
    {
        GatewaySettings settings = GatewaySettings.Read(file);
        IPAddress address = NodeOptions.AddressOf(settings.Address);
        // The clusters of a gateway that is alive must not be taken for those of one that has ended.
        using FileStream alone = Lock(file + ".lock");
        using X509Certificate2 certificate = GatewayCertificate.Open(settings, file, address);
        using var stop = new EndSignal();
        var kept = new KeptClusters(file);
        var clusters = new GatewayClusters(
            settings,
            (kind, name, wanted) =>
                new StartedCluster(GatewayLauncher.Start(kind, settings.Launchers[kind], name, wanted, settings.Idle))
        )
        {
            Tell = Console.Out.WriteLine,
            Keep = kept.Keep,
        };
        kept.Find(clusters.Add, Console.Out.WriteLine);
        using (
            var server = new GatewayServer(settings, address, certificate, new GatewayTokens(TokenFile(file)), clusters)
        )
        {
            Console.Out.WriteLine($"gateway ready: {new UriBuilder("https", address.ToString(), server.Port)}");
            Console.Out.WriteLine($"fingerprint: {GatewayCertificate.FingerprintOf(certificate)}");
            stop.Wait();
        }
        clusters.Leave();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return ExclusiveFile.Open(path, FileMode.OpenOrCreate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"another gateway serves these settings, or {path} cannot be written", e);
        }
    }
}
