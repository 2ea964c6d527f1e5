using UserFunctions.Clients;
using UserFunctions.Departments;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>
/// Conversations that wait where nobody can get them any more, because their department, group, client or channel was deleted. None is lost: what waited in a department goes where its failover
/// said, what waited in a group to a department that the group was linked to, and what nobody at all answers for goes out of routing.
/// </summary>
public sealed class StrandedWork(Rosters rosters, QueueReader reader, WaitingQueues queues, TendWork tend, ChangeLog log)
{
    // Changes of a tenant among which the deletion of a department is looked for: it is followed at once, and seldom much later.
    private const int ChangesLookedThrough = 500;

    /// <summary>Sends on all that wait in vain; twice does no harm.</summary>
    public async Task Handle(string tenant, CancellationToken cancellationToken)
    {
        await reader.Refresh(tenant, cancellationToken);
        var known = await rosters.Now(tenant, cancellationToken);
        foreach (var waiting in queues.Of(tenant).InOrder.Where(one => IsStranded(one, known)))
        {
            var failover = await WayOut(tenant, waiting, known, cancellationToken);
            await tend.Step(tenant, waiting.Id, (current, now) => current.State is ConversationState.Queued && IsWhere(current, waiting) ? current.FailOver(failover, now) : current, cancellationToken);
        }
    }

    /// <summary>True when nobody can get the conversation, whoever comes.</summary>
    private static bool IsStranded(Conversation conversation, Knowledge known) => IsNobodys(conversation, known)
        || (conversation.DepartmentId is { } department && DepartmentList.Of(known.Facts).Find(department) is null)
        || (conversation.GroupId is { } group && known.Facts.Groups.NameOf(group) is null);

    // Without its client or its channel nobody answers for it in any department.
    private static bool IsNobodys(Conversation conversation, Knowledge known) =>
        ClientList.Of(known.Facts).Find(conversation.ClientId) is null || ChannelSet.PlaceOf(conversation.Channel, known.Settings.Channels) < 0;

    private static bool IsWhere(Conversation one, Conversation other) => (one.DepartmentId, one.GroupId) == (other.DepartmentId, other.GroupId);

    private async Task<Failover> WayOut(string tenant, Conversation conversation, Knowledge known, CancellationToken cancellationToken)
    {
        var departments = DepartmentList.Of(known.Facts);
        var next = conversation.GroupId is { } group ? OfGroup(departments.LinkedTo(group)) : await OfDepartment(conversation.DepartmentId);
        // Departments that go to each other and are all deleted lead nowhere.
        for (var passed = new HashSet<Guid>(); next.ToDepartment is { } department && departments.Find(department) is null;)
            next = passed.Add(department) ? await OfDepartment(department) : Failover.HangUp;
        return IsNobodys(conversation, known) && next.ToDepartment is not null ? Failover.HangUp : next;

        async Task<Failover> OfDepartment(Guid? id) =>
            id is not { } department ? Failover.HangUp : departments.Find(department)?.Failover ?? await Deleted(tenant, department, cancellationToken);
    }

    private static Failover OfGroup(IReadOnlyList<Department> linked) =>
        linked.Count == 0 ? Failover.HangUp : new(FailoverKind.Department, linked[0].Id.ToString());

    // As it was said when the department was deleted: a reaction is told ids only.
    private async Task<Failover> Deleted(string tenant, Guid department, CancellationToken cancellationToken)
    {
        var changes = await log.Read(tenant, Math.Max(0, log.Position(tenant) - ChangesLookedThrough), ChangesLookedThrough, cancellationToken);
        var before = changes.SelectMany(change => change.What.Parts).LastOrDefault(part => part.Kind == TakeFromUsers.DepartmentDeleted && part.Ids.Contains(department))?.Before;
        return before is null ? Failover.HangUp : Json.Read<Department>(before)?.Failover ?? Failover.HangUp;
    }
}
