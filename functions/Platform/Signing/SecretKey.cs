using System.Buffers.Text;
using Microsoft.Extensions.Configuration;

namespace UserFunctions.Platform.Signing;

/// <summary>Settings that hold a secret key.</summary>
public static class SecretKey
{
    private const int Shortest = 32;

    /// <summary>The key of a setting: at least 32 random bytes in base64url.</summary>
    /// <param name="settings">The section.</param>
    /// <param name="name">The setting in it.</param>
    /// <exception cref="InvalidOperationException">It is absent, too short or no base64url; the message names it and shows nothing of it.</exception>
    public static byte[] Read(IConfigurationSection settings, string name)
    {
        try
        {
            var key = Base64Url.DecodeFromChars(settings[name] ?? "");
            if (key.Length >= Shortest)
                return key;
        }
        catch (FormatException)
        {
            // Said below, without the value.
        }

        throw new InvalidOperationException($"The setting {settings.Key}__{name} must be at least {Shortest} random bytes in base64url (openssl rand -base64 32 | tr '+/' '-_').");
    }
}
