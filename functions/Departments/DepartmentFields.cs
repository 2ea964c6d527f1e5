using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Departments;

/// <summary>What a department is decided on.</summary>
/// <param name="Facts">The tenant's departments and groups as of the log position that is decided on.</param>
/// <param name="MakesGroups">Groups that are named and not there are made (S075).</param>
/// <param name="Now">UTC.</param>
/// <param name="User">The user that the failover names; null: there is none.</param>
internal sealed record DepartmentContext(TenantFacts Facts, bool MakesGroups, DateTimeOffset Now, Guid? User);

/// <summary>What a body says about a department. All of its errors are found at once.</summary>
internal sealed class DepartmentFields
{
    private const int MaxName = 100;

    private readonly FieldReader reader;
    private readonly Field<string> name;
    private readonly Field<IReadOnlyList<string>> linkedGroups;
    private readonly FailoverFields failover;

    public DepartmentFields(JsonElement body)
    {
        reader = new FieldReader(body, "department");
        name = reader.Text("name", MaxName);
        linkedGroups = reader.Texts("linkedGroups", Department.MaxLinkedGroups, MaxName);
        failover = new(reader);
        // A count is as of its reading: what was read may be sent back although somebody came since.
        _ = reader.Raw("memberCount");
    }

    /// <summary>The text that names the user calls go to, to be looked up before the decision; null: none.</summary>
    public string? NamedUser => failover.NamedUser;

    /// <summary>Groups that the decision found missing and makes.</summary>
    public IReadOnlyList<NamedThing> NewGroups { get; private set; } = [];

    public Result<Department> Create(DepartmentContext context, Guid id) => Apply(new Department(id, 1, "", [], Failover.HangUp, context.Now, context.Now), context);

    /// <summary>The department after a merge; itself when nothing differs.</summary>
    public Result<Department> Change(Department before, DepartmentContext context)
    {
        if (!Apply(before, context).Try(out var changed, out var error))
            return error;
        return changed.SameAs(before) ? before : changed with { Version = before.Version + 1, UpdatedAt = context.Now };
    }

    private Result<Department> Apply(Department current, DepartmentContext context)
    {
        ReadOnly(current, context.Facts);
        var groups = new TypedNames(reader, "linkedGroups", NamedKind.Group, context.Facts.Groups, context.MakesGroups, Quotas.Of(context.Facts).Groups, context.Now);
        var changed = current with
        {
            Name = name.Or(current.Name) ?? "",
            LinkedGroupIds = linkedGroups.IsSet ? Linked(current, groups, context.Facts.Groups) : current.LinkedGroupIds,
            Failover = failover.After(current.Failover, context.Facts, context.User),
        };
        NewGroups = groups.Made;
        if (changed.Name.Length == 0)
            reader.Missing("name", "give the department a name");
        if (changed.Failover.ToDepartment == current.Id)
            reader.Add("failover.to", "invalid", "A department's failover cannot be the department itself: give another.");
        if (reader.Finish() is { } error)
            return error;
        return context.Facts.Departments.TryFind(changed.Name, out var other) && other.Id != current.Id ? Error.Taken("name", changed.Name) : changed;
    }

    // What an answer showed says nothing new when it is sent back, also where it hid a group that is gone.
    private IReadOnlyList<Guid> Linked(Department current, TypedNames groups, NameList known)
    {
        var wanted = groups.IdsOf(linkedGroups.Value ?? []);
        return wanted.SequenceEqual(current.LinkedGroupIds.Where(id => known.NameOf(id) is not null)) ? current.LinkedGroupIds : wanted;
    }

    private void ReadOnly(Department current, TenantFacts facts)
    {
        reader.ReadOnly("id", current.Id);
        reader.ReadOnly("version", current.Version);
        reader.ReadOnly("linkedGroupIds", current.LinkedGroupIds.Where(id => facts.Groups.NameOf(id) is not null));
        reader.ReadOnly("createdAt", current.CreatedAt);
        reader.ReadOnly("updatedAt", current.UpdatedAt);
    }
}
