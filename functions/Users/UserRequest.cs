using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>A body that describes a user, with everything that has to be looked up or computed before the decision: named users, the password's hash.</summary>
internal sealed class UserRequest
{
    private readonly JsonElement body;
    private readonly string tenant;
    private readonly bool createsMissing;
    private readonly Dictionary<string, Guid> named = new(StringComparer.OrdinalIgnoreCase);
    private readonly Credential? credential;
    private UserFields fields;

    private UserRequest(Caller caller, JsonElement body, bool createsMissing, TimeProvider time)
    {
        this.body = body;
        this.createsMissing = createsMissing;
        tenant = caller.Tenant;
        fields = new UserFields(body);
        GeneratedPassword = fields.WantsPassword ? Credential.NewPassword() : null;
        // Hashing is slow on purpose, so it is done here and not while other writers wait.
        if ((fields.Password ?? GeneratedPassword) is { } password)
            credential = Credential.Of(password, mustChange: GeneratedPassword is not null, time.GetUtcNow());
    }

    /// <summary>The password that the app made, to be shown this once (S046); null: none was asked for.</summary>
    public string? GeneratedPassword { get; }

    public static async Task<UserRequest> Read(Caller caller, JsonElement body, bool createsMissing, UserWriter users, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = new UserRequest(caller, body, createsMissing, time);
        foreach (var text in request.fields.NamedUsers)
        {
            if (await users.FindNamed(caller.Tenant, text, cancellationToken) is { } user)
                request.named[text] = user.Id;
        }

        return request;
    }

    /// <summary>The user that was decided on; null when an earlier request had made it already, whose password nobody knows any more.</summary>
    public Guid? CreatedId { get; private set; }

    /// <summary>What the last decision took away beside what the body names; null: nothing.</summary>
    public IReadOnlyList<Cascade>? Cascades => fields.Cascades;

    public Result<User> Create(Guid id, UserContext context)
    {
        CreatedId = id;
        return (fields = new(body)).Create(With(context), id);
    }

    public Result<User> Change(User current, UserContext context) => (fields = new(body)).Change(current, With(context));

    /// <summary>The rows of the password and of what was made by typing its name (S011, S075).</summary>
    public UserExtras Extras(User user)
    {
        var steps = new List<Step>();
        var also = new List<Change>();
        if (credential is not null)
        {
            steps.Add(credential.Save(tenant, user.Id));
            also.Add(new(Credential.Kind, [user.Id]));
        }

        if (fields.NewDepartment is { } department)
        {
            steps.Add(Step.Insert(Departments.DepartmentTable.New(tenant, department, user.UpdatedAt)));
            also.Add(new("department.created", [department.Id]));
        }

        foreach (var group in fields.NewGroups)
        {
            steps.Add(Step.Insert(UserTable.NewGroup(tenant, group, user.UpdatedAt)));
            also.Add(new("group.created", [group.Id]));
        }

        return new(steps, also);
    }

    private UserContext With(UserContext context) => context with { Users = named, CreatesMissing = createsMissing };
}
