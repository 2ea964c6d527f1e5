using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>Agents and what belongs to them, for the pure rules.</summary>
internal static class Agents
{
    public const string Phone = "9876543210";
    public const string Forward = "9876500000";

    /// <summary>An agent who answers calls on a phone number.</summary>
    public static User Ready { get; } = new()
    {
        Id = Guid.CreateVersion7(),
        Version = 1,
        CreatedAt = default,
        UpdatedAt = default,
        DisplayName = "Asha Rao",
        Email = "asha@example.com",
        Phone = Phone,
        RoleId = Role.Agent.Id,
        Lifecycle = Lifecycle.Active,
        Calling = new() { CallingAgent = true },
    };

    /// <summary>Mondays to Fridays from nine to six in Kolkata, and to this failover outside.</summary>
    public static TimeGroup Office(Failover failover) => new(
        Guid.CreateVersion7(), 1, "Office", "Asia/Kolkata",
        [new([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], "09:00", "18:00")], failover, default, default);

    /// <summary>The tenant's numbers.</summary>
    public static CallerIdList Owned(params string[] numbers) => CallerIdList.Of(new TenantFacts(
        new([]), new([]), [.. numbers.Select(number => CallerIdTable.Write("t", new CallerId(number, null, 1, default, default), null))]));

    /// <summary>Makes a user of a tenant one who has accepted the invitation, without a mail.</summary>
    public static async Task Activate(this TestTenant tenant, Guid user) => Assert.True((await tenant.App.Services.GetRequiredService<UserWriter>().Change(
        Caller.System(tenant.Name, "test", "test"), user, null, "invitation.accepted", (now, _) => now with { Lifecycle = Lifecycle.Active, Version = now.Version + 1 }, CancellationToken.None)).Ok);

    /// <summary>The agent with other telephony.</summary>
    public static User Calling(this User agent, Func<CallingSettings, CallingSettings> change) => agent with { Calling = change(agent.Calling) };
}
