using UserFunctions.Platform.Connector;

namespace UserFunctions.Users;

#pragma warning disable CS1591 // Each property is described where the user shows it.

/// <summary>A client of a user in a body.</summary>
[DescribedBy(typeof(ClientAccessView))]
public sealed record ClientAccessBody
{
    [Field("Name or id of the client.", IsRequired = true, Lookup = "clients")]
    public string? Client { get; init; }

    public IReadOnlyList<string>? Channels { get; init; }
}

/// <summary>A rule of area codes in a body.</summary>
public sealed record AreaCodeBody
{
    [Field("Digits that the dialled number begins with, 1 to 10, with + or 00 in front if you like; each stands in one rule only.", IsRequired = true)]
    public string? AreaCode { get; init; }

    [Field("Caller ID of the tenant that such calls show, among the allowed ones when any are named.", Title = "Caller ID", IsRequired = true, Lookup = "caller-ids")]
    public string? CallerId { get; init; }
}

/// <summary>Sticky agent in a body; what it does not name stays.</summary>
[DescribedBy(typeof(Sticky))]
public sealed record StickyBody
{
    public bool? Enabled { get; init; }
    public RingStrategy? RingStrategy { get; init; }
    public int? TimeoutSeconds { get; init; }
}

/// <summary>Video, WhatsApp and SMS in a body; what it does not name stays.</summary>
[DescribedBy(typeof(InteractionsView))]
public sealed record InteractionsBody
{
    public bool? Enabled { get; init; }
    public bool? Video { get; init; }
    public bool? Whatsapp { get; init; }
    public bool? Sms { get; init; }
}

/// <summary>Where a user may sign in from, in a body.</summary>
[DescribedBy(typeof(AllowedIps))]
public sealed record AllowedIpsBody
{
    public AllowedIpsMode? Mode { get; init; }
    public IReadOnlyList<string>? Ranges { get; init; }
}
