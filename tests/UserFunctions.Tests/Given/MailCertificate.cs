using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UserFunctions.Tests.Given;

/// <summary>A certificate for <c>localhost</c>, made for one test together with the authority that signed it, in PEM files.</summary>
public sealed class MailCertificate : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("user-functions-tls-").FullName;

    public MailCertificate()
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = RSA.Create(2048);
        using var authority = Authority(authorityKey, now);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddHours(-1), now.AddHours(12), RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        Directory.CreateDirectory(NoAuthorities);
    }

    /// <summary>The authority's certificate: whoever trusts it trusts the server.</summary>
    public string AuthorityFile => Path.Combine(folder, "authority.pem");

    /// <summary>The server's certificate.</summary>
    public string CertificateFile => Path.Combine(folder, "server.pem");

    /// <summary>The server's key.</summary>
    public string KeyFile => Path.Combine(folder, "server.key");

    /// <summary>An empty folder.</summary>
    public string NoAuthorities => Path.Combine(folder, "none");

    /// <summary>Environment variables under which a process trusts this authority and no other.</summary>
    public IReadOnlyDictionary<string, string> Trust => new Dictionary<string, string> { ["SSL_CERT_FILE"] = AuthorityFile, ["SSL_CERT_DIR"] = NoAuthorities };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static X509Certificate2 Authority(RSA key, DateTimeOffset now)
    {
        var request = new CertificateRequest("CN=Authority of a test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(now.AddHours(-2), now.AddHours(13));
    }
}
