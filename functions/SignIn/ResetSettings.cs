using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace UserFunctions.SignIn;

/// <summary>What links to a new password are made of. A wrong setting stops the app with a sentence that names it.</summary>
public sealed class ResetSettings
{
    private const int KeyLength = 32;

    /// <summary>Reads and checks the settings.</summary>
    public ResetSettings(IConfiguration configuration)
    {
        // The key of all links in mails, whose form is checked with the invitations; of one that is not there nothing is made.
        var key = configuration["Invitations:TokenKey"];
        if (string.IsNullOrEmpty(key))
            throw new InvalidOperationException("The setting Invitations__TokenKey is missing: links in mails are sealed with it.");
        LinkKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, System.Text.Encoding.UTF8.GetBytes(key), KeyLength, info: "password resets"u8.ToArray());
        Url = configuration["SignIn:ResetUrl"] is { Length: > 0 } url ? url : "http://localhost:7071/api/password-resets/complete";
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"The setting SignIn__ResetUrl is '{Url}'; it must be an absolute http or https URL.");
    }

    /// <summary>Derived from <c>Invitations__TokenKey</c>: whoever has it and the table can make links.</summary>
    internal byte[] LinkKey { get; }

    /// <summary><c>SignIn__ResetUrl</c>: the page that the link opens; <c>?token=…</c> is added.</summary>
    public string Url { get; }
}
