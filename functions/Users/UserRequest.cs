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
    private string? generatedPassword;
    private Credential? credential;
    private UserFields fields;
    private bool setsPassword;
    private bool endsPassword;
    private User? written;

    private UserRequest(Caller caller, JsonElement body, bool createsMissing)
    {
        this.body = body;
        this.createsMissing = createsMissing;
        tenant = caller.Tenant;
        fields = new UserFields(body);
    }

    public static async Task<UserRequest> Read(Caller caller, JsonElement body, bool createsMissing, UserWriter users, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = await ToCheck(caller, body, createsMissing, users, cancellationToken);
        request.Hash(time.GetUtcNow());
        return request;
    }

    /// <summary>For a request that is only checked: no password is made of it.</summary>
    public static async Task<UserRequest> ToCheck(Caller caller, JsonElement body, bool createsMissing, UserWriter users, CancellationToken cancellationToken)
    {
        var request = new UserRequest(caller, body, createsMissing);
        foreach (var text in request.fields.NamedUsers)
        {
            if (await users.FindNamed(caller.Tenant, text, cancellationToken) is { } user)
                request.named[text] = user.Id;
        }

        return request;
    }

    /// <summary>The password that the app made for this user, to be shown this once (S046); null when it made none, or when an earlier request did, whose password nobody knows any more.</summary>
    public string? GeneratedFor(User user) => ReferenceEquals(user, written) && setsPassword ? generatedPassword : null;

    /// <summary>The address, for finding the user; null when absent or wrong.</summary>
    public string? Email => fields.EmailValue;

    /// <summary>The other system's id, for finding the user; null when absent or wrong.</summary>
    public string? ExternalId => fields.ExternalIdValue;

    /// <summary>What the last decision took away beside what the body names; null: nothing.</summary>
    public IReadOnlyList<Cascade>? Cascades => fields.Cascades;

    public Result<User> Create(Guid id, UserContext context)
    {
        setsPassword = credential is not null;
        return (fields = new(body)).Create(With(context), id);
    }

    public Result<User> Change(User current, UserContext context)
    {
        setsPassword = credential is not null && SetsPassword(current);
        if (setsPassword && UserGuard.Password(current, context) is { } refused)
            return refused;
        if (!(fields = new(body)).Change(current, With(context)).Try(out var changed, out var error))
            return error;
        if (Upstream.CheckFields(current, changed, body, context) is { } owned)
            return owned;
        endsPassword = current.Login.AuthenticationMethod is AuthenticationMethod.Password && changed.Login.AuthenticationMethod is not AuthenticationMethod.Password;
        return changed;
    }

    /// <summary>The rows of the password and of what was made by typing its name (S011, S075).</summary>
    public UserExtras Extras(User user)
    {
        written = user;
        var steps = new List<Step>();
        var also = new List<Change>();
        if (endsPassword)
            steps.Add(Credential.End(tenant, user.Id));
        else if (setsPassword && credential is not null)
        {
            steps.Add(credential.Save(tenant, user.Id));
            also.Add(new(Credential.Kind, [user.Id]));
        }

        foreach (var (kind, made) in fields.Made)
        {
            var rows = kind.Rows(tenant, made, user.UpdatedAt);
            steps.AddRange(rows.Steps);
            also.AddRange(rows.Also);
        }

        return new(steps, also);
    }

    /// <summary>What is wrong with the fields and with what others hold, without writing: each as a write would say it.</summary>
    public async Task<IReadOnlyList<FieldError>> Check(Caller caller, User? before, UserContext context, UserWriter users, CancellationToken cancellationToken)
    {
        var (user, error) = fields.Propose(before, With(context), before?.Id ?? Guid.CreateVersion7(context.Now));
        var errors = new List<FieldError>(error?.Details ?? []);
        if (before is not null && SetsPassword(before) && UserGuard.Password(before, context) is { } above)
            errors.Add(Named(above));
        if (before is not null && Upstream.CheckFields(before, user, body, context) is { } owned)
            errors.Add(Named(owned));
        errors.AddRange((await users.Refusals(caller, before, user, context, cancellationToken)).Select(Named));
        return errors;
    }

    // A form that is sent back with its switch on asks for no other password.
    private bool SetsPassword(User current) => fields.Password is not null || (fields.WantsPassword && !current.Login.AutoGeneratePassword);

    // Slow on purpose, so it is done before the decision and not while other writers wait.
    private void Hash(DateTimeOffset now)
    {
        generatedPassword = fields.WantsPassword ? Credential.NewPassword() : null;
        if ((fields.Password ?? generatedPassword) is { } password)
            credential = Credential.Of(password, mustChange: generatedPassword is not null, now);
    }

    private static FieldError Named(Error error) => new(error.Code, error.Target ?? "", error.Message);

    private UserContext With(UserContext context) => context with { Users = named, CreatesMissing = createsMissing };
}
