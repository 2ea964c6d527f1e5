using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;

namespace UserFunctions.Users;

/// <summary>The leg a click-to-call goes out on (S021).</summary>
public enum RouteAgentThrough
{
    /// <summary>The agent chooses at each call.</summary>
    Both,

    /// <summary>The extension only.</summary>
    Extension,

    /// <summary>The mobile number only.</summary>
    MobileNumber,
}

/// <summary>Which outbound calls are refused (S023-S025).</summary>
public enum BlockOutboundCall
{
    /// <summary>None.</summary>
    None,

    /// <summary>All: click-to-call and softphone.</summary>
    All,

    /// <summary>Those dialled on the softphone; click-to-call stays.</summary>
    ExtensionOnly,
}

/// <summary>How a sticky agent's numbers ring (S029).</summary>
public enum RingStrategy
{
    /// <summary>One after the other.</summary>
    OrderBy,

    /// <summary>All at once.</summary>
    Simultaneously,
}

/// <summary>Calls to these digits show this caller ID (S020).</summary>
/// <param name="AreaCode">1-10 digits; of two that fit the longer one wins.</param>
/// <param name="CallerId">A caller ID of the tenant, and one of the allowed ones when any are named.</param>
public sealed record AreaCodeCallerId(
    [property: Field("Digits that the dialled number begins with, 1 to 10, with + or 00 in front if you like.")] string AreaCode,
    [property: Field("Caller ID of the tenant that such calls show, among the allowed ones when any are named.", Title = "Caller ID", Lookup = "caller-ids")] string CallerId);

/// <summary>Sticky agent (S028-S030).</summary>
/// <param name="Enabled">Off: only the primary number rings.</param>
/// <param name="RingStrategy">How the primary and alternate numbers ring.</param>
/// <param name="TimeoutSeconds">How long, 5-120 s, before the next action.</param>
public sealed record Sticky(
    [property: Field("False: only the primary number rings.")] bool Enabled,
    [property: Field("OrderBy: the numbers ring one after the other; Simultaneously: all at once.")] RingStrategy RingStrategy,
    [property: Field("Seconds that a number rings before the next action, from 5 to 120; 30 unless given.")] int TimeoutSeconds)
{
    /// <summary>Seconds a number rings at least.</summary>
    public const int MinTimeout = 5;

    /// <summary>Seconds a number rings at most.</summary>
    public const int MaxTimeout = 120;

    /// <summary>Off, with the values that switching it on begins with.</summary>
    public static Sticky Off { get; } = new(false, RingStrategy.OrderBy, 30);
}

/// <summary>What an agent may use beside the call (S038-S041), as it was set; <see cref="Enabled"/> off switches all of it off and keeps what was set for the day it comes back on.</summary>
public sealed record Interactions(bool Enabled, bool Video, bool Whatsapp, bool Sms)
{
    /// <summary>What the agent may use now: none of it while <see cref="Enabled"/> is off. Consumers ask this.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Effective =>
        [.. new[] { ("video", Video), ("whatsapp", Whatsapp), ("sms", Sms) }.Where(kind => Enabled && kind.Item2).Select(kind => kind.Item1)];

    /// <summary>None.</summary>
    public static Interactions Off { get; } = new(false, false, false, false);
}

/// <summary>A user's telephony: the section "Settings" of the form (S015-S042).</summary>
public sealed record CallingSettings
{
    /// <summary>Caller IDs that a user may be allowed.</summary>
    public const int MaxCallerIds = 50;

    /// <summary>Area-code rules of a user.</summary>
    public const int MaxAreaCodes = 100;

    /// <summary>Alternate numbers of a user.</summary>
    public const int MaxAlternateNumbers = 10;

    /// <summary>False: never rings, never dials (S017, S018).</summary>
    public bool CallingAgent { get; init; }

    /// <summary>The extension number has credentials to register with (S019).</summary>
    public bool CreateAgentExtension { get; init; }

    /// <summary>In order; the first is the extension's own caller ID (S015, S016).</summary>
    public IReadOnlyList<string> AllowedCallerIds { get; init; } = [];

    /// <summary>Caller IDs by the digits that are dialled.</summary>
    public IReadOnlyList<AreaCodeCallerId> AreaCodeCallerIds { get; init; } = [];

    /// <summary>The leg of a click-to-call.</summary>
    public RouteAgentThrough RouteAgentThrough { get; init; }

    /// <summary>Name of the IP entry that calls must come from (S022); null: from anywhere.</summary>
    public string? IpName { get; init; }

    /// <summary>Which outbound calls are refused.</summary>
    public BlockOutboundCall BlockOutboundCall { get; init; }

    /// <summary>A number set explicitly (S026); null when none was, or when the flag stands for it.</summary>
    public string? CallForwardNumber { get; init; }

    /// <summary>Forward to the user's own number, whatever it becomes (S027).</summary>
    public bool CallForwardSameAsUserNumber { get; init; }

    /// <summary>In the order they ring (S028).</summary>
    public IReadOnlyList<string> AlternateNumbers { get; init; } = [];

    /// <summary>Sticky agent.</summary>
    public Sticky Sticky { get; init; } = Sticky.Off;

    /// <summary>When the user can be reached (S031); null: always.</summary>
    public Guid? TimeGroupId { get; init; }

    /// <summary>Video, WhatsApp and SMS.</summary>
    public Interactions Interactions { get; init; } = Interactions.Off;

    /// <summary>May put a disposition on a live call (S042).</summary>
    public bool AgentDispositions { get; init; }
}
