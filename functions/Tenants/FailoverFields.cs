using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>The field <c>failover</c> of a body: where calls of a time group (S033) or a department (S035) go instead.</summary>
internal sealed class FailoverFields
{
    private const int MaxTarget = 100;

    private readonly Field<FieldReader> failover;
    private readonly Field<FailoverKind?> kind;
    private readonly Field<string> to;

    public FailoverFields(FieldReader reader)
    {
        failover = reader.Part("failover", "failover");
        if (failover.Value is not { } part)
            return;
        kind = part.Choice<FailoverKind>("kind");
        to = part.Text("to", MaxTarget);
        // What an answer said may be sent back as it is: the id decides.
        _ = part.Raw("department");
    }

    /// <summary>The text that names the user calls go to, to be looked up before the decision; null: none.</summary>
    public string? NamedUser => kind.Value is FailoverKind.User ? to.Value : null;

    /// <summary>The failover after the change; null in the body is hanging up.</summary>
    public Failover After(Failover before, TenantFacts facts, Guid? user)
    {
        if (!failover.IsSet)
            return before;
        if (failover.Value is not { } part)
            return Failover.HangUp;
        var wanted = kind.Or(before.Kind) ?? FailoverKind.HangUp;
        var target = to.IsSet || wanted != before.Kind ? to.Value : before.To;
        // What an answer showed is kept, although the one it names may be gone by now.
        if (wanted == before.Kind && target == before.To)
            return before;
        return new(wanted, FailoverTarget.Of(part, wanted, target, facts, user));
    }
}
