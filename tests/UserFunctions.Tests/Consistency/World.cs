using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Consistency;

/// <summary>One tenant and what its clients know of it.</summary>
internal sealed class World(string run)
{
    private readonly Known users = new();
    private readonly Known groups = new();
    private readonly Known departments = new();

    /// <summary>Everything that was made, also what was deleted since.</summary>
    public IReadOnlyList<Guid> Users => users.All;

    /// <summary>Does the step; whatever the answer is, it is one that a client can live with.</summary>
    public async Task Do(TestTenant tenant, Step step)
    {
        var reply = await Send(tenant, step);
        Assert.True((int)reply.Status < 500, $"{step}: {(int)reply.Status} {reply.Text}");
    }

    private Task<Reply> Send(TestTenant tenant, Step step)
    {
        var (user, group, department) = (users.Pick(step.Which), groups.Pick(step.Which), departments.Pick(step.Which));
        return step.What switch
        {
            Doing.CreateUser => users.Made(tenant.Post("users", User(step, isNew: true), Guard(step))),
            Doing.CreateUserTypingNames => users.Made(tenant.Post("users?createMissing=true", Typing(step), Guard(step))),
            Doing.ChangeUser => tenant.Patch($"users/{user}", User(step, isNew: false), Match(step)),
            Doing.DeleteUser => tenant.Delete($"users/{user}", Match(step)),
            Doing.RestoreUser => tenant.Post($"users/{user}/restore", new { }),
            Doing.CreateGroup => groups.Made(tenant.Post("groups", new { name = GroupName(step.Value) })),
            Doing.ChangeGroup => tenant.Patch($"groups/{group}", new { name = GroupName(step.Value), description = $"{step.Fields}" }, Match(step)),
            Doing.DeleteGroup => tenant.Delete($"groups/{group}?force=true"),
            Doing.CreateDepartment => departments.Made(tenant.Post("departments", new { name = DepartmentName(step.Value), linkedGroups = Some(groups, step) })),
            Doing.ChangeDepartment => tenant.Patch($"departments/{department}", new { name = DepartmentName(step.Value), linkedGroups = Some(groups, step) }, Match(step)),
            Doing.DeleteDepartment => tenant.Delete($"departments/{department}?force={(step.Value % 2 == 0 ? "true" : "false")}"),
            Doing.AddMember => tenant.Put($"groups/{group}/members/{users.Pick(step.Value)}"),
            Doing.RemoveMember => tenant.Delete($"groups/{group}/members/{users.Pick(step.Value)}?force={(step.Value % 2 == 0 ? "true" : "false")}"),
            Doing.ChangeMembers => tenant.Post($"groups/{group}/members", new { add = Some(users, step), remove = new[] { users.Pick(step.Value + 7) } }),
            Doing.CreateExtension => tenant.Post("extensions", new { number = Number(step.Value), intercomNumber = step.Has(0) ? Number(step.Which) : null }),
            Doing.AssignExtension => tenant.Post($"extensions/{Number(step.Value)}/assign{Force(step)}", new { user }, Guard(step)),
            Doing.ReleaseExtension => tenant.Post($"extensions/{Number(step.Value)}/release{Force(step)}", new { }),
            Doing.DeleteExtension => tenant.Delete($"extensions/{Number(step.Value)}{Force(step)}"),
            _ => tenant.Get(Looks(step, user, group)),
        };
    }

    // Who looks makes an instance meet what others have written, in the middle of what it decides itself.
    private static string Looks(Step step, Guid user, Guid group) => (step.Value % 6) switch
    {
        0 => $"users/{user}",
        1 => $"users/{user}/history",
        2 => $"users/{user}?at={DateTime.UtcNow.AddSeconds(-step.Value):O}",
        3 => $"groups/{group}/members",
        4 => $"users?group={Uri.EscapeDataString(GroupName(step.Value))}",
        _ => "users?top=200",
    };

    private JsonObject User(Step step, bool isNew)
    {
        var user = new JsonObject();
        if (isNew || step.Has(0)) user["displayName"] = $"Name {step.Value}";
        if (isNew || step.Has(1)) user["email"] = Email(step.Value);
        if (step.Has(2)) user["extensionNumber"] = step.Value % 3 == 0 && !isNew ? null : Number(step.Value);
        if (step.Has(2) && step.Has(4)) user["createAgentExtension"] = step.Which % 2 == 0;
        if (step.Has(3)) user["loginId"] = step.Value % 5 > 0 ? $"login.{step.Value}" : Email(step.Value);
        if (step.Has(4)) user["externalId"] = step.Value % 4 == 0 ? null : $"ext-{step.Value % 7}";
        if (step.Has(5)) user["groups"] = new JsonArray([.. Some(groups, step).Select(id => JsonValue.Create(id.ToString()))]);
        if (step.Has(6)) user["department"] = departments.All.Count == 0 ? null : departments.Pick(step.Value).ToString();
        if (step.Has(7) && step.Value % 8 == 0) user["password"] = $"a horse and a half {step.Value}";
        return user;
    }

    private JsonObject Typing(Step step) => new()
    {
        ["displayName"] = "Typed",
        ["email"] = Email(step.Value),
        ["groups"] = new JsonArray(GroupName(step.Value), GroupName(step.Value + 1)),
        ["department"] = DepartmentName(step.Value),
    };

    /// <summary>Rows of a file that names the same addresses and numbers as the clients do.</summary>
    public string File(ulong seed)
    {
        var rows = Step.Draw(1, 30, seed)[0].DistinctBy(step => step.Value).Select(step => $"{Email(step.Value)},Row {step.Which},{(step.IsGuarded ? Number(step.Value + 1) : "")}");
        return "email,displayName,extensionNumber\n" + string.Join('\n', rows);
    }

    private static Guid[] Some(Known known, Step step) => [.. Enumerable.Range(0, step.Which % 4).Select(i => known.Pick(step.Value + (i * 5))).Distinct()];

    private string Email(int value) => $"{run}-{value}@example.com";

    private static string Number(int value) => $"{10 + (value % 16)}";

    private static string GroupName(int value) => $"Group {value % 6}";

    private static string DepartmentName(int value) => $"Department {value % 4}";

    // A freed number is nobody else's for long, and there are few of them: mostly they are freed by force.
    private static string Force(Step step) => step.Which % 4 > 0 ? "?force=true" : "";

    private static (string, string)[] Guard(Step step) => step.IsGuarded ? [("Idempotency-Key", $"key-{step.Value}")] : [];

    private static (string, string)[] Match(Step step) => step.IsGuarded ? [("If-Match", $"\"{1 + (step.Value % 5)}\"")] : [];

    /// <summary>Ids of one kind of thing, as far as clients were told.</summary>
    private sealed class Known
    {
        private readonly List<Guid> ids = [];

        public IReadOnlyList<Guid> All
        {
            get
            {
                lock (ids)
                    return [.. ids.Distinct()];
            }
        }

        // Before the first one is there a client asks for one that never was.
        public Guid Pick(int which)
        {
            lock (ids)
                return ids.Count == 0 ? Guid.Empty : ids[which % ids.Count];
        }

        public async Task<Reply> Made(Task<Reply> sent)
        {
            var reply = await sent;
            if (reply.Status is System.Net.HttpStatusCode.Created)
            {
                lock (ids)
                    ids.Add(reply.Id);
            }

            return reply;
        }
    }
}
