using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gchunk.Engine;

namespace Gchunk.Repl.Gateways;

/// <summary>
/// The certificate of a gateway. If none is set, one is made beside the settings, and stays the same from then on, so
/// that users can name its fingerprint.
/// </summary>
internal static class GatewayCertificate
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(800),
        Early = TimeSpan.FromDays(2),
        Renewal = TimeSpan.FromDays(30);

    /// <summary>Opens the certificate that is set, or the one that was made before, or makes one.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="file">The file of the settings.</param>
    /// <param name="address">The address of the gateway.</param>
    /// <exception cref="GchunkException">It cannot be read or written, or others can read its key.</exception>
    public static X509Certificate2 Open(GatewaySettings settings, string file, IPAddress address)
    {
        try
        {
            if (settings is { Certificate: { } given, Key: { } itsKey })
                return Read(given, itsKey);
            (string certificate, string key) = (file + ".pem", file + ".key");
            if (File.Exists(certificate) && File.Exists(key))
            {
                X509Certificate2 made = Read(certificate, key);
                if (made.NotAfter.ToUniversalTime() - DateTime.UtcNow > Renewal)
                    return made;
                made.Dispose();
            }
            Make(certificate, key, address);
            return Read(certificate, key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GchunkException($"the certificate of the gateway cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Returns the fingerprint of a certificate, by which users know it.</summary>
    public static string FingerprintOf(X509Certificate2 certificate) =>
        "sha256:" + Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));

    private static X509Certificate2 Read(string certificate, string key)
    {
        if (File.Exists(key))
            PrivateFile.Demand(key, "the key of the gateway");
        return X509Certificate2.CreateFromPemFile(certificate, key);
    }

    private static void Make(string certificate, string key, IPAddress address)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gchunk gateway", pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now - Early, now + Life);
        AtomicFile.WriteText(key, pair.ExportPkcs8PrivateKeyPem(), isPrivate: true);
        AtomicFile.WriteText(certificate, made.ExportCertificatePem());
    }
}
