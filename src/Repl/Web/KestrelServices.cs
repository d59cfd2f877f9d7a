using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gchunk.Repl.Web;

/// <summary>
/// Takes the services of Kestrel, some of which TLS needs and only a host can ask for, without having a host.
/// </summary>
/// <param name="services">Where they are put.</param>
internal sealed class KestrelServices(IServiceCollection services) : IWebHostBuilder
{
    /// <summary>Adds the services.</summary>
    public void Add()
    {
        services.AddMetrics();
        this.UseKestrelCore();
    }

    /// <inheritdoc/>
    public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
    {
        configureServices(services);
        return this;
    }

    /// <inheritdoc/>
    public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices)
    {
        configureServices(new WebHostBuilderContext(), services);
        return this;
    }

    /// <inheritdoc/>
    public IWebHostBuilder ConfigureAppConfiguration(
        Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate
    ) => this;

    /// <inheritdoc/>
    public string? GetSetting(string key) => null;

    /// <inheritdoc/>
    public IWebHostBuilder UseSetting(string key, string? value) => this;

    // The interface has it, and nobody calls it.
#pragma warning disable ASPDEPR008
    /// <inheritdoc/>
    public IWebHost Build() => throw new NotSupportedException("there is no host");
#pragma warning restore ASPDEPR008
}
