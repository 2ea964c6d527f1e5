using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>What invitations mean to callers outside.</summary>
public sealed class InvitationEvents(UserStates states, Facts facts)
{
    /// <summary>Somebody accepted.</summary>
    public static EventType Accepted { get; } = new(
        "invitation.accepted", "Invitation accepted", "An invited person accepted, and the user is Active now.", typeof(InvitationEventData), Permission.UsersRead);

    /// <summary>The room's seam.</summary>
    public EventSource Source => new([Accepted], Concerns, Read);

    private static bool Concerns(Change change) => change.Parts.Any(part => part.Kind == Activation.Kind);

    private async Task<IReadOnlyList<RoomEvent>> Read(string tenant, IReadOnlyList<CommittedChange> changes, CancellationToken cancellationToken)
    {
        // All of the changes, because the next one tells what the user was behind one.
        var moments = await states.Read(tenant, changes, cancellationToken);
        var known = await facts.ForReading(tenant, [], cancellationToken);
        return [.. moments.Where(moment => moment.After is not null && moment.Is(Activation.Kind)).Select(moment => Told(moment, moment.After!, known))];
    }

    private static RoomEvent Told(UserMoment moment, User user, TenantFacts facts)
    {
        var data = new InvitationEventData
        {
            UserId = user.Id,
            Email = user.Email,
            DisplayName = user.DisplayName,
            Department = facts.Departments.NameOf(user.DepartmentId),
            Role = RoleList.Of(facts).Find(user.RoleId)?.Name ?? Role.Agent.Name,
        };
        return new(Accepted, moment.Entry.Number, UserEvents.SubjectOf(user.Id), data, UserEvents.MarksOf(moment, null, facts));
    }
}
