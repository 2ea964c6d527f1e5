using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace UserFunctions.Webhooks;

/// <summary>Settings under <c>Webhooks__…</c>. A wrong one stops the app with a sentence that names it.</summary>
public sealed class WebhookSettings
{
    private const int MostDelays = 50;

    /// <summary>Reads and checks the settings.</summary>
    public WebhookSettings(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Webhooks");
        SecretKey = Platform.Signing.SecretKey.Read(settings, "SecretKey");
        AllowLoopback = settings["AllowLoopback"] is { Length: > 0 } flag && (bool.TryParse(flag, out var allow) ? allow : throw Wrong("AllowLoopback", flag, "true or false"));
        Timeout = Span(settings, "Timeout", DeliveryRules.Timeout);
        LeaseFor = Span(settings, "LeaseFor", DeliveryRules.LeaseFor);
        RetryDelays = settings["RetryDelays"] is { Length: > 0 } list ? Delays(list) : DeliveryRules.RetryDelays;
    }

    /// <summary><c>SecretKey</c>: at least 32 random bytes in base64url; what webhooks are signed with is encrypted with it.</summary>
    public byte[] SecretKey { get; }

    /// <summary><c>AllowLoopback</c>: addresses of this very machine, and http to them, are allowed; for local work.</summary>
    public bool AllowLoopback { get; }

    /// <summary><c>Timeout</c>: <see cref="DeliveryRules.Timeout"/> unless set.</summary>
    public TimeSpan Timeout { get; }

    /// <summary><c>LeaseFor</c>: <see cref="DeliveryRules.LeaseFor"/> unless set.</summary>
    public TimeSpan LeaseFor { get; }

    /// <summary><c>RetryDelays</c>: waits between tries, with commas between them; <see cref="DeliveryRules.RetryDelays"/> unless set.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; }

    private static TimeSpan Span(IConfigurationSection settings, string name, TimeSpan otherwise)
    {
        if (settings[name] is not { Length: > 0 } text)
            return otherwise;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero ? span : throw Wrong(name, text, "a time span such as 00:00:20");
    }

    private static List<TimeSpan> Delays(string list)
    {
        var delays = new List<TimeSpan>();
        foreach (var text in list.Split(',', StringSplitOptions.TrimEntries))
            delays.Add(TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span : throw Wrong("RetryDelays", text, "time spans such as 00:00:05 with commas between them"));
        return delays.Count <= MostDelays ? delays : throw Wrong("RetryDelays", list, $"at most {MostDelays} time spans");
    }

    private static InvalidOperationException Wrong(string name, string value, string allowed) =>
        new($"The setting Webhooks__{name} is '{value}'; it must be {allowed}.");
}
