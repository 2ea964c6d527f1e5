using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace UserFunctions.Local;

/// <summary>The secrets that the app needs: made here, so that a first start needs no setting up.</summary>
internal static class LocalSecrets
{
    /// <summary>The key that opens everything in the first tenant.</summary>
    public const string KeySetting = "Keys:Bootstrap";

    private const int Bytes = 32;

    private static readonly string[] Settings = [KeySetting, "Invitations:TokenKey", "Webhooks:SecretKey", "SignIn:TokenKey"];

    /// <summary>New ones, kept nowhere.</summary>
    public static Dictionary<string, string?> Random() =>
        Settings.ToDictionary(s => s, _ => (string?)WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>Those that the host on this machine keeps.</summary>
    public static Dictionary<string, string?> OfThisMachine() => Kept(Path.Combine(LocalFolders.Data, "secrets.json"));

    /// <summary>Those of the file; missing ones are made and added. Only this user may read it.</summary>
    /// <exception cref="StartException">The file is not what this wrote.</exception>
    public static Dictionary<string, string?> Kept(string path)
    {
        var secrets = Random();
        var kept = File.Exists(path) ? Read(path) : [];
        foreach (var (setting, secret) in kept) secrets[setting] = secret;
        if (Settings.All(kept.ContainsKey)) return secrets;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, secrets);
        return secrets;
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (JsonException)
        {
            throw new StartException($"{path} cannot be read: delete it, and new secrets are made at the next start.");
        }
    }
}
