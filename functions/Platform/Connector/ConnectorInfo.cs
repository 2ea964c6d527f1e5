namespace UserFunctions.Platform.Connector;

/// <summary>How the app presents itself to flows: what whoever publishes it changes to their own.</summary>
public static class ConnectorInfo
{
    /// <summary>At most 30 characters.</summary>
    public const string Title = "Contact Centre Users";

    /// <summary>Counts up with every release of the documents.</summary>
    public const string Version = "1.0";

    /// <summary>Who makes it.</summary>
    public const string Publisher = "UserFunctions";

    /// <summary>30 to 500 characters.</summary>
    public const string Description =
        "Users of a contact centre with their telephony, roles, groups, departments, clients and phone extensions: create and change them, import files, invite people, set status and capacity, and start a flow when something changes.";

    /// <summary>Where people find out more.</summary>
    public const string Website = "https://userfunctions.example.com";

    /// <summary>What happens with data.</summary>
    public const string PrivacyPolicy = "https://userfunctions.example.com/privacy";

    /// <summary>Whom to ask.</summary>
    public const string SupportUrl = "https://userfunctions.example.com/support";

    /// <summary>Whom to write to.</summary>
    public const string SupportEmail = "support@example.com";

    /// <summary>Where a catalogue lists it, with semicolons between.</summary>
    public const string Categories = "Human Resources;IT Operations";

    /// <summary>The host in the committed documents; a connection names its own, and the served documents the one that was called.</summary>
    public const string SampleHost = "userfunctions.example.com";

    /// <summary>Below which all paths are.</summary>
    public const string BasePath = "/api";
}
