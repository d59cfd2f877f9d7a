using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Gchunk.Engine.Workers.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Gchunk.Repl.Nodes;

/// <summary>
/// The silo of a node: by it the nodes of a cluster know each other and notice when one is gone. If the others declare
/// this one dead, which a partition of the network leads to, it joins again as a new one; the workers go on.
/// </summary>
internal sealed class NodeSilo(ClusterFolder folder, ClusterAuthority authority, NodeInfo node, NodeRuns runs)
    : IDisposable
{
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1),
        StopTime = TimeSpan.FromSeconds(3);

    private const int Attempts = 5;
    private const int MissedProbes = 2;

    private readonly AutoResetEvent died = new(false);
    private IHost? host;

    /// <summary>The nodes that are alive, as this one sees them.</summary>
    public IReadOnlyList<NodeInfo> Members
    {
        get
        {
            if (Volatile.Read(ref host)?.Services.GetService<IClusterMembershipService>() is not { } service)
                return [node];
            return
            [
                .. service
                    .CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active)
                    .Select(m => NodeInfo.Parse(m.Name))
                    .OfType<NodeInfo>()
                    .Distinct(),
            ];
        }
    }

    /// <summary>Has the node that schedules a run go on with it, or chooses one.</summary>
    public Task Pulse(string run) =>
        Volatile.Read(ref host)?.Services.GetRequiredService<IGrainFactory>().GetGrain<IRunGrain>(run).Pulse()
        ?? Task.CompletedTask;

    /// <summary>Joins the cluster.</summary>
    public void Start()
    {
        // Another program may take a free port before the silo does.
        for (int attempt = 1; ; attempt++)
        {
            IHost starting = Build(FreePort());
            try
            {
                starting.StartAsync().GetAwaiter().GetResult();
                Volatile.Write(ref host, starting);
                return;
            }
            catch (Exception e) when (attempt < Attempts && IsTaken(e))
            {
                starting.Dispose();
            }
        }
    }

    /// <summary>Waits, and joins again if the others have declared this node dead.</summary>
    public void Watch(int milliseconds)
    {
        if (!died.WaitOne(milliseconds))
            return;
        Console.Error.WriteLine($"{node.Name} was declared dead by other nodes; it joins again");
        Leave();
        Start();
    }

    /// <summary>Leaves the cluster.</summary>
    public void Dispose()
    {
        Leave();
        died.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Exchange(ref host, null) is not { } leaving)
            return;
        using var patience = new CancellationTokenSource(StopTime);
        try
        {
            leaving.StopAsync(patience.Token).Wait(2 * StopTime);
        }
        catch (AggregateException) { } // a silo that was declared dead cannot say goodbye
        ThreadPool.QueueUserWorkItem(static h => ((IHost)h!).Dispose(), leaving);
    }

    private IHost Build(int port)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Critical);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (folder.Name, "gchunk"));
            silo.Configure<SiloOptions>(o => o.SiloName = node.ToLine());
            silo.ConfigureEndpoints(IPAddress.Parse(node.Host), port, gatewayPort: 0);
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                (o.ProbeTimeout, o.MinProbeTimeout) = (Probe, Probe);
                o.NumMissedProbesLimit = MissedProbes;
                o.TableRefreshTimeout = 5 * Probe;
                o.IAmAliveTablePublishTimeout = 5 * Probe;
            });
            silo.Services.AddSingleton(runs);
            silo.Services.AddSingleton<IMembershipTable>(new StoreMembership(folder.Store, ClusterFolder.Members));
            silo.Services.AddSingleton<IFatalErrorHandler>(new DeathHandler(died));
            silo.UseTls(o =>
            {
                o.LocalCertificate = authority.Own;
                o.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
                o.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
                o.RemoteCertificateValidation = (certificate, _, _) => authority.Issued(certificate);
                o.SslProtocols = SslProtocols.Tls13;
                o.CheckCertificateRevocation = false;
                o.OnAuthenticateAsClient = (_, tls) => tls.TargetHost = "gchunk";
            });
        });
        return builder.Build();
    }

    private int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Parse(node.Host), 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static bool IsTaken(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                return true;
            if (error is Microsoft.AspNetCore.Connections.AddressInUseException)
                return true;
        }
        return false;
    }

    // Orleans would end the process, with the results of its workers.
    private sealed class DeathHandler(AutoResetEvent died) : IFatalErrorHandler
    {
        public bool IsUnexpected(Exception exception) => exception is not ThreadInterruptedException;

        public void OnFatalException(object? sender, string? context, Exception? exception)
        {
            try
            {
                died.Set();
            }
            catch (ObjectDisposedException) { } // the node is leaving
        }
    }
}
