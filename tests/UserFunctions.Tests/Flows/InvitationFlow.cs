using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Flows;

/// <summary>What flows do with invitations: send again, list, hand the link on, take back, preview.</summary>
internal static class InvitationFlow
{
    public static async Task Run(FlowEngine engine, OwnApp own)
    {
        var other = (await engine.Do("CreateUser", body: new { displayName = "Ed Late", email = "ed@flows.test" })).Id;
        await IsSent(own, other);
        own.Time.Pass(TimeSpan.FromMinutes(2));
        await engine.Do("ResendInvitation", new { id = other });
        await engine.Do("ListInvitations", new { top = 1 });
        await engine.Do("ListInvitations", new { state = "Pending", search = "ed" });
        Assert.Contains("token=", (await engine.Do("CopyInvitationLink", new { id = other })).TextOf("link"), StringComparison.Ordinal);
        await IsSent(own, other);
        own.Time.Pass(TimeSpan.FromMinutes(2));
        await engine.Do("ResendInvitations", body: new { users = new[] { other } });
        await engine.Do("RevokeInvitation", new { id = other });
        await engine.Do("PreviewInvitation", body: new { language = "de", subject = "Hallo {name}" });
    }

    // The mail lies there a moment before it counts as sent, and from then on the minute counts.
    private static Task IsSent(OwnApp own, Guid user) =>
        Eventually.Holds(async () => (await own.Tenant.Get($"users/{user}/invitation")).TextOf("delivery") is "sent");
}
