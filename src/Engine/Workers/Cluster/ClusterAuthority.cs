using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// The certificate authority of one cluster. Whoever can read its key belongs to the cluster; nobody else gets past a
/// handshake.
/// </summary>
[DoesNotTravel("it holds the key of a cluster")]
internal sealed class ClusterAuthority : IDisposable
{
    private const string CertificateFile = "authority.pem",
        KeyFile = "authority.key";

    private const int ServerUse = 1,
        ClientUse = 2;

    // The clocks of machines differ.
    private static readonly TimeSpan Early = TimeSpan.FromDays(2),
        Life = TimeSpan.FromDays(400);

    private readonly X509Certificate2 authority;

    private ClusterAuthority(X509Certificate2 authority, X509Certificate2? own = null)
    {
        this.authority = authority;
        Own = own ?? Issue();
    }

    /// <summary>The certificate of this process, with its key. It is never written anywhere.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Makes the authority of a new cluster.</summary>
    public static void Create(ClusterFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=gchunk cluster {folder.Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now - Early, now + Life);
        folder.Store.Write(KeyFile, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        folder.Store.Write(CertificateFile, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
    }

    /// <summary>Opens the authority of a cluster, and issues the certificate of this process.</summary>
    /// <exception cref="GchunkException">It is missing or damaged, or others can read its key.</exception>
    public static ClusterAuthority Open(ClusterFolder folder)
    {
        try
        {
            if (!folder.IsDatabase && Path.Combine(folder.Path, KeyFile) is var key && !PrivateFile.Is(key))
            {
                throw new GchunkException(
                    $"{key} belongs to somebody else, or others can read it; shut the cluster down and start another one"
                );
            }
            return new ClusterAuthority(X509Certificate2.CreateFromPem(Text(CertificateFile), Text(KeyFile)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GchunkException($"the keys of the cluster in {folder.Path} cannot be read: {e.Message}", e);
        }

        string Text(string name) =>
            Encoding.ASCII.GetString(
                folder.Store.Read(name) ?? throw new FileNotFoundException($"there is no {name}", name)
            );
    }

    /// <summary>Belongs to a cluster by a certificate that its authority has issued, without the key of that.</summary>
    /// <exception cref="GchunkException">They are damaged, or do not belong together.</exception>
    public static ClusterAuthority By(ClusterCredentials credentials)
    {
        try
        {
            return new ClusterAuthority(
                X509Certificate2.CreateFromPem(credentials.Authority),
                X509Certificate2.CreateFromPem(credentials.Certificate, credentials.Key)
            );
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new GchunkException($"the certificates of a cluster are damaged: {e.Message}", e);
        }
    }

    /// <summary>
    /// Issues what a client needs that cannot read the folder of the cluster. It issues no certificates with that.
    /// </summary>
    public ClusterCredentials IssueCredentials()
    {
        using X509Certificate2 issued = Issue();
        using ECDsa key = issued.GetECDsaPrivateKey()!;
        return new ClusterCredentials(
            authority.ExportCertificatePem(),
            issued.ExportCertificatePem(),
            key.ExportPkcs8PrivateKeyPem()
        );
    }

    /// <summary>True for a certificate that this authority has issued and that is valid now.</summary>
    public bool Issued(X509Certificate? certificate)
    {
        if (certificate is null)
            return false;
        using var checkedOne = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(checkedOne)
            && chain.ChainElements[^1].Certificate.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span);
    }

    /// <summary>The check of the other side in a handshake.</summary>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        Issued(certificate);

    private X509Certificate2 Issue()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gchunk node", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([Use(ServerUse), Use(ClientUse)], true));
        using X509Certificate2 bare = request.Create(
            authority,
            authority.NotBefore,
            authority.NotAfter,
            RandomNumberGenerator.GetBytes(16)
        );
        return bare.CopyWithPrivateKey(key);
    }

    private static Oid Use(int purpose) => new($"1.3.6.1.5.5.7.3.{purpose}");

    public void Dispose()
    {
        Own.Dispose();
        authority.Dispose();
    }
}
