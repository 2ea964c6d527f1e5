using UserFunctions.PhoneExtensions;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Finds the agent that a telephony system names, and the phones that are registered at the agent's extension.</summary>
public sealed class CallAgents(UserWriter users, ITables tables, RegistrationTable registrations, TimeProvider time)
{
    /// <summary>Reads the field <c>agent</c>.</summary>
    internal static string? Named(FieldReader fields)
    {
        var agent = fields.Text("agent", UserFields.MaxEmail).Value;
        if (agent is null)
            fields.Missing("agent", "give the id, e-mail address or extension number of a user");
        return agent;
    }

    /// <summary>The user by id, e-mail address or extension number; 404.</summary>
    internal async Task<Result<User>> Find(string tenant, string agent, CancellationToken cancellationToken)
    {
        var user = await tables.FindExtension(tenant, agent, cancellationToken) is { } row && PhoneExtension.Read(row).UserId is { } holder
            ? await users.Find(tenant, holder, cancellationToken)
            : await users.FindNamed(tenant, agent, cancellationToken);
        return user is null ? Error.NotFound("agent", FieldReader.Shown(agent)) : user;
    }

    /// <summary>True when a phone is registered at the user's extension now (S037).</summary>
    internal async Task<bool> IsRegistered(string tenant, User user, CancellationToken cancellationToken) =>
        user is { HeldNumber: { } number, Calling.CreateAgentExtension: true }
        && await tables.FindExtension(tenant, number, cancellationToken) is { } row
        && (await registrations.Of(tenant, number, cancellationToken)).Live(PhoneExtension.Read(row).CredentialId, time.GetUtcNow()).Count > 0;
}
