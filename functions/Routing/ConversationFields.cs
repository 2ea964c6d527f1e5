using UserFunctions.Clients;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>What a body says of a conversation that is to be routed. All of its errors are found at once.</summary>
internal sealed class ConversationFields(FieldReader reader, Knowledge known)
{
    private const int MaxName = 100;
    private const int MaxSkills = 20;
    private const int MaxExcluded = 50;
    private const int MaxPriority = 100;
    private const int MaxReference = 200;

    private readonly Field<string> preferred = reader.Text("preferredAgent", UserFields.MaxEmail);
    private readonly Field<IReadOnlyList<string>> excluded = reader.Texts("excludedAgents", MaxExcluded, UserFields.MaxEmail);

    /// <summary>The users whom the body names, to be looked up before the rest is read.</summary>
    public IEnumerable<string> Named => (excluded.Value ?? []).Concat(preferred.Value is { } agent ? [agent] : []);

    /// <summary>The conversation that came in.</summary>
    /// <param name="users">Those of the named users who are there.</param>
    /// <param name="now">UTC.</param>
    public Result<Conversation> Create(IReadOnlyDictionary<string, Guid> users, DateTimeOffset now)
    {
        var id = reader.Text("id", 36).Value;
        if (id is not null && !Guid.TryParse(id, out _))
            reader.Add("id", "invalid", $"id '{FieldReader.Shown(id)}' is not valid: give a GUID or leave it out.");
        var asked = Asked(users, Guid.TryParse(id, out var given) ? given : Guid.CreateVersion7(now), now) with
        {
            Priority = reader.Integer("priority", 0, MaxPriority, "the greater is served first").Value ?? 0,
            Reference = reader.Text("reference", MaxReference).Value,
            OfferSeconds = reader.Integer("offerSeconds", 5, 300, "seconds").Value ?? Conversation.DefaultOfferSeconds,
            WrapUpSeconds = reader.Integer("wrapUpSeconds", 0, 3600, "seconds").Value ?? 0,
            MaxWaitSeconds = reader.Integer("maxWaitSeconds", 5, 86_400, "seconds").Value,
            ParkAfterSeconds = reader.Integer("parkAfterSeconds", 60, 86_400, "seconds").Value,
        };
        if (asked.ParkAfterSeconds is not null && EffectiveCapacity.IsVoice(asked.Channel))
            reader.AddConflict("parkAfterSeconds", "not_used", $"parkAfterSeconds is for messages, and {asked.Channel} is for calls, which always count: leave it out.");
        return reader.Finish() is { } error ? error : asked;
    }

    /// <summary>The part of it that says who may get it; what is wrong is said to the reader.</summary>
    public Conversation Asked(IReadOnlyDictionary<string, Guid> users, Guid id, DateTimeOffset now)
    {
        var (department, group) = PlaceOf(reader, known, "department", "name the department or the group that answers");
        return new()
        {
            Id = id,
            ClientId = Client(),
            Channel = Channel(),
            DepartmentId = department,
            GroupId = group,
            Skills = reader.Texts("skills", MaxSkills, MaxName).Value ?? [],
            PreferredAgentId = preferred.Value is { } agent ? User(reader, "preferredAgent", agent, users) : null,
            ExcludedAgentIds = [.. (excluded.Value ?? []).Select(text => User(reader, "excludedAgents", text, users)).OfType<Guid>()],
            CreatedAt = now,
            EnqueuedAt = now,
            UpdatedAt = now,
            PlacedAt = now,
        };
    }

    /// <summary>The department or group that a body names: exactly one of them.</summary>
    /// <param name="reader">Is told what is wrong.</param>
    /// <param name="known">What there is.</param>
    /// <param name="missing">The field that is missed when neither is named; null: neither may be.</param>
    /// <param name="hint">What is said then.</param>
    public static (Guid? Department, Guid? Group) PlaceOf(FieldReader reader, Knowledge known, string? missing, string hint)
    {
        var (department, group) = (reader.Text("department", MaxName).Value, reader.Text("group", MaxName).Value);
        if (department is null && group is null && missing is not null)
            reader.Missing(missing, hint);
        if (department is not null && group is not null)
            reader.Add("group", "invalid", "department and group are both given: leave one out.");
        var ofDepartment = department is not null && known.Facts.Departments.TryFind(department, out var d) ? d.Id : (Guid?)null;
        var ofGroup = group is not null && known.Facts.Groups.TryFind(group, out var g) ? g.Id : (Guid?)null;
        if (department is not null && ofDepartment is null)
            reader.Add("department", "unknown", $"department '{FieldReader.Shown(department)}' does not exist: give the name or id of one, see GET /api/departments.");
        if (group is not null && ofGroup is null)
            reader.Add("group", "unknown", $"group '{FieldReader.Shown(group)}' does not exist: give the name or id of one, see GET /api/groups.");
        return (ofDepartment, ofGroup);
    }

    /// <summary>A user whom a body names; null, and an error, when there is none.</summary>
    public static Guid? User(FieldReader reader, string field, string text, IReadOnlyDictionary<string, Guid> users)
    {
        if (users.TryGetValue(text, out var id))
            return id;
        reader.Add(field, "unknown", $"user '{FieldReader.Shown(text)}' does not exist: give the id or e-mail address of a user.");
        return null;
    }

    private Guid Client()
    {
        var client = reader.Text("client", MaxName).Value;
        if (client is null)
            reader.Missing("client", "name the client whose customer it is");
        else if (ClientList.Of(known.Facts).Find(client) is { } found)
            return found.Id;
        else
            reader.Add("client", "unknown", $"client '{FieldReader.Shown(client)}' does not exist: give the name or id of one, see GET /api/clients.");
        return default;
    }

    private string Channel()
    {
        var channel = reader.Text("channel", MaxName).Value;
        if (channel is null)
            reader.Missing("channel", $"use one of {string.Join(", ", known.Settings.Channels)}");
        else if (known.Settings.Channels.FirstOrDefault(c => c.Equals(channel, StringComparison.OrdinalIgnoreCase)) is { } found)
            return found;
        else
            reader.Add("channel", "unknown", $"channel '{FieldReader.Shown(channel)}' is not one of the tenant's: use {string.Join(", ", known.Settings.Channels)}.");
        return "";
    }
}
