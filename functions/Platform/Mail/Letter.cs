namespace UserFunctions.Platform.Mail;

/// <summary>A mail to one person.</summary>
public sealed record Letter
{
    /// <summary>What it is, such as <c>invitation</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>The same each time the same mail is sent, so that it can be told apart from another one: letters, digits and hyphens. It holds no secret.</summary>
    public required string Id { get; init; }

    /// <summary>The address that it goes to.</summary>
    public required string To { get; init; }

    /// <summary>The name of whoever gets it.</summary>
    public required string ToName { get; init; }

    /// <summary>One line.</summary>
    public required string Subject { get; init; }

    /// <summary>The plain text.</summary>
    public required string Text { get; init; }

    /// <summary>The same as HTML; null: there is the plain text alone.</summary>
    public string? Html { get; init; }
}
