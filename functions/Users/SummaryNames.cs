using System.Runtime.CompilerServices;
using System.Text.Json;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>What lists show for the values that users have in common, as of some facts, as pieces of JSON: made once per value, not once per user.</summary>
internal sealed class SummaryNames
{
    private readonly TenantFacts facts;
    private readonly RoleList roles;

    private SummaryNames(TenantFacts facts)
    {
        this.facts = facts;
        roles = RoleList.Of(facts);
        Designation = new(value => new { Designation = value as string });
        Tags = new(value => new { Tags = value as string[] ?? [] });
        Department = new(value => DepartmentOf(value) is { } name ? new { Department = name, DepartmentId = (Guid)value! } : new { });
        Groups = new(value => Shown(value as Guid[] ?? []));
        Role = new(value => new { Role = RoleOf((value as Guid?) ?? default), RoleId = (value as Guid?) ?? default });
        Licences = new(value => new { Licences = Given(value as Dictionary<string, bool>) });
        AccessRole = OfTraits(traits => new { traits.AccessRole });
        AuthenticationMethod = OfTraits(traits => new { traits.AuthenticationMethod });
        AgentExtension = OfTraits(traits => new { traits.AgentExtension });
        State = OfTraits(traits => new
        {
            traits.CallingAgent,
            traits.Lifecycle,
            Status = UserSummary.StatusOf(traits),
            traits.AccountEnabled,
            WebLoginStatus = UserSummary.WebLoginStatusOf(traits),
            traits.AgentState,
            traits.Presence,
            AgentStatus = UserSummary.AgentStatusOf(traits),
        });
    }

    public Pieces Designation { get; }

    public Pieces Tags { get; }

    public Pieces Department { get; }

    public Pieces Groups { get; }

    public Pieces Role { get; }

    public Pieces Licences { get; }

    public Pieces AccessRole { get; }

    public Pieces AuthenticationMethod { get; }

    public Pieces AgentExtension { get; }

    public Pieces State { get; }

    public static SummaryNames Of(TenantFacts facts) => facts.Of(known => new SummaryNames(known));

    /// <summary>The name of a department; null: none, or it is gone.</summary>
    public string? DepartmentOf(object? id) => facts.Departments.NameOf(id as Guid?);

    // A row always has traits.
    private static Pieces OfTraits(Func<UserTraits, object> shown) => new(value => value is UserTraits traits ? shown(traits) : new { });

    // A role that is gone counts as that of an agent, as everywhere.
    private string RoleOf(Guid role) => roles.Find(role)?.Name ?? Roles.Role.Agent.Name;

    private object Shown(Guid[] ids)
    {
        var there = Array.FindAll(ids, id => facts.Groups.NameOf(id) is not null);
        return new { Groups = Array.ConvertAll(there, id => facts.Groups.NameOf(id)), GroupIds = there };
    }

    private Dictionary<string, bool> Given(Dictionary<string, bool>? byHand) => TenantSettings.Of(facts).Licences
        .Where(app => app.Value.Enabled)
        .ToDictionary(app => app.Key, app => LicenceSeats.IsGiven(byHand, app.Key, app.Value.ByDefault));

    /// <summary>The properties that follow from one value, by value.</summary>
    public sealed class Pieces
    {
        // Values belong to the index and go with it; these entries do not keep them.
        private readonly ConditionalWeakTable<object, byte[]> kept = [];
        private readonly ConditionalWeakTable<object, byte[]>.CreateValueCallback make;
        private readonly byte[] none;

        /// <summary>Properties as <paramref name="shown"/> gives them, a null for those of no value.</summary>
        public Pieces(Func<object?, object> shown) => (make, none) = (value => Piece(shown(value)), Piece(shown(null)));

        /// <summary>Each with a comma before it.</summary>
        public ReadOnlySpan<byte> Of(object? value) => value is null ? none : kept.GetValue(value, make);

        private static byte[] Piece(object shown) =>
            JsonSerializer.SerializeToUtf8Bytes(shown, shown.GetType(), Json.Options) is { Length: > 2 } json ? [(byte)',', .. json.AsSpan()[1..^1]] : [];
    }
}
