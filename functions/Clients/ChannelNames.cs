using UserFunctions.Platform.Http;

namespace UserFunctions.Clients;

/// <summary>Names of channels in bodies: compared without regard to case, kept in the tenant's spelling and order (S085).</summary>
internal static class ChannelNames
{
    /// <summary>Channels that one list may name.</summary>
    public const int Max = 30;

    /// <summary>Characters of a channel's name.</summary>
    public const int MaxLength = 32;

    /// <summary>Those of <paramref name="known"/> that are wanted; each wanted one that is not <paramref name="whose"/> is an error.</summary>
    public static IReadOnlyList<string> Known(FieldReader reader, string field, IReadOnlyList<string> wanted, IReadOnlyList<string> known, string whose)
    {
        foreach (var channel in wanted.Where(c => !Has(known, c)))
            reader.Add(field, "unknown", $"channel '{FieldReader.Shown(channel)}' is not one of {whose}: use {Listed(known)}.");
        return Common(known, wanted);
    }

    /// <summary>Those of <paramref name="channels"/> that are also among <paramref name="others"/>.</summary>
    public static IReadOnlyList<string> Common(IEnumerable<string> channels, IReadOnlyList<string> others) => [.. channels.Where(c => Has(others, c))];

    /// <summary>Those of <paramref name="channels"/> that are not among <paramref name="others"/>.</summary>
    public static IReadOnlyList<string> Without(IEnumerable<string> channels, IReadOnlyList<string> others) => [.. channels.Where(c => !Has(others, c))];

    /// <summary>True when the channel is among them.</summary>
    public static bool Has(IReadOnlyList<string> channels, string channel) => channels.Contains(channel, StringComparer.OrdinalIgnoreCase);

    /// <summary>The channels for a message.</summary>
    public static string Listed(IEnumerable<string> channels) => string.Join(", ", channels) is { Length: > 0 } list ? list : "none, there is none";
}
