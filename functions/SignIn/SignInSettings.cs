using System.Globalization;
using Microsoft.Extensions.Configuration;
using UserFunctions.Platform.Signing;

namespace UserFunctions.SignIn;

/// <summary>Settings under <c>SignIn__…</c>. A wrong one stops the app with a sentence that names it.</summary>
public sealed class SignInSettings
{
    private const int MostFailures = 1_000_000;

    /// <summary>Reads and checks the settings.</summary>
    public SignInSettings(IConfiguration configuration)
    {
        var settings = configuration.GetSection("SignIn");
        TokenKey = SecretKey.Read(settings, "TokenKey");
        CodeFolder = settings["CodeFolder"] is { Length: > 0 } folder ? folder : null;
        CodeUrl = settings["CodeUrl"] is { Length: > 0 } url ? Url(url) : null;
        FailuresPerAddress = AddressFailures.Most;
        if (settings["FailuresPerAddress"] is { Length: > 0 } text)
            FailuresPerAddress = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most <= MostFailures ? most : throw Wrong("FailuresPerAddress", text, $"a whole number from 0 (no limit) to {MostFailures}");
    }

    /// <summary><c>TokenKey</c>: at least 32 random bytes in base64url; whoever has it and the table can make tokens of sessions.</summary>
    public byte[] TokenKey { get; }

    /// <summary><c>CodeFolder</c>: where one-time codes are put as files, in clear, while no <see cref="CodeUrl"/> is set; null: nowhere. The local host sets it.</summary>
    public string? CodeFolder { get; }

    /// <summary><c>CodeUrl</c>: what one-time codes are posted to, such as a flow that sends them on; null: the folder, and without one no code is sent. The URL may hold a secret and is never logged.</summary>
    public Uri? CodeUrl { get; }

    /// <summary><c>FailuresPerAddress</c>: <see cref="AddressFailures.Most"/> unless set; 0 is no limit.</summary>
    public int FailuresPerAddress { get; }

    // Codes travel in clear inside the request, so only this very machine may be told without TLS. The value is not repeated: such URLs carry their own key.
    private static Uri Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        ? url
        : throw new InvalidOperationException("The setting SignIn__CodeUrl must be an absolute https URL.");

    private static InvalidOperationException Wrong(string name, string value, string allowed) =>
        new($"The setting SignIn__{name} is '{value}'; it must be {allowed}.");
}
