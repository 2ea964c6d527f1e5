using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>What the cells of a column hold, and so how they are read.</summary>
internal enum CellKind
{
    /// <summary>A user's id: finds the user and is never written.</summary>
    Key,

    /// <summary>Text as it is.</summary>
    Text,

    /// <summary>Text that people number things with: a spreadsheet may have made a number of it.</summary>
    Code,

    /// <summary>A phone or extension number.</summary>
    Digits,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>Text that nothing trims, shows or keeps.</summary>
    Secret,

    /// <summary>Texts: <c>a;b</c>, or <c>+a;-b</c>.</summary>
    List,

    /// <summary>Phone numbers, whose own <c>+</c> is theirs.</summary>
    Numbers,

    /// <summary>Clients and their channels: <c>Acme=SMS,LiveChat;Beta</c>.</summary>
    Clients,

    /// <summary>Numbers by channel: <c>SMS=3;LiveChat=2</c>.</summary>
    Limits,

    /// <summary>Caller IDs by area code: <c>91=8069651170</c>.</summary>
    AreaCodes,

    /// <summary>Apps given and taken: <c>Smartflows=true;VoiceAnalytics=false</c>, or <c>Smartflows;-VoiceAnalytics</c>.</summary>
    Licences,

    /// <summary>IP ranges, or <c>AllowAll</c>.</summary>
    Ips,
}

/// <summary>A column of a file of users.</summary>
/// <param name="Name">As on the wire; a field of a part is <c>sticky.enabled</c>.</param>
/// <param name="Kind">How its cells are read.</param>
/// <param name="Show">The cell of a user, null where it is blank; null for a column that is only read.</param>
internal sealed record CsvColumn(string Name, CellKind Kind, Func<User, TenantFacts, string?>? Show)
{
    /// <summary>The object on the wire that the field stands in; null: the user itself.</summary>
    public string? Part { get; } = Name.Contains('.', StringComparison.Ordinal) ? Name.Split('.')[0] : null;

    /// <summary>True when a cell holds a list or pairs.</summary>
    public bool HoldsSeveral => Kind >= CellKind.List;

    /// <summary>The field's name within its object.</summary>
    public string Field { get; } = Name.Split('.')[^1];
}
