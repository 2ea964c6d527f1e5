using UserFunctions.Platform.Search;

namespace UserFunctions.Users;

/// <summary>All users of a tenant that are not deleted, from memory, as of one position of its change log. Immutable.</summary>
public sealed class UserIndex
{
    internal UserIndex(long position, MemoryIndex rows) => (Position, Rows) = (position, rows);

    /// <summary>Number of the last change that it reflects.</summary>
    public long Position { get; }

    /// <summary>How many users there are.</summary>
    public int Count => Rows.Count;

    internal MemoryIndex Rows { get; }

    /// <summary>The whole user, without the table's own ETag; null when there is no such user.</summary>
    public User? Find(Guid id) => Rows.RowOf(id) is { } row ? UserEntry.UserOf(row) : null;

    /// <summary>The user with this address, without regard to case; null when there is none.</summary>
    public User? FindByEmail(string email) => Find(UserEntry.Email, email.Trim(), user => user.Email, UserTable.EmailKey);

    /// <summary>The user that another system knows by exactly this id; null when there is none.</summary>
    public User? FindByExternalId(string externalId) => Find(UserEntry.ExternalId, externalId, user => user.ExternalId, UserTable.ExternalKey);

    /// <summary>The user with this login id of its own, without regard to case; null when there is none: an address that stands for one is not its own.</summary>
    public User? FindByLoginId(string loginId) => Find(UserEntry.LoginId, loginId.Trim(), user => user.Login.LoginId, UserTable.LoginKey);

    /// <summary>Ids of the group's members.</summary>
    public IReadOnlyList<Guid> MembersOf(Guid group) => Rows.IdsOf(RowFilter.Shared(UserEntry.Groups, value => value is Guid[] groups && groups.Contains(group)));

    /// <summary>Ids of the users of the department.</summary>
    public IReadOnlyList<Guid> OfDepartment(Guid department) => Rows.IdsOf(Has(UserEntry.Department, department));

    /// <summary>Ids of the users that answer for the client.</summary>
    public IReadOnlyList<Guid> WithClient(Guid client) => Rows.IdsOf(Linked(links => links.Clients.Any(access => access.ClientId == client)));

    /// <summary>Ids of the users that the caller ID is allowed to, or that an area code, or a report scope, binds to it.</summary>
    public IReadOnlyList<Guid> WithCallerId(string number) => Rows.IdsOf(Linked(links => links.CallerIds.Contains(number)));

    /// <summary>Ids of the users with the time group.</summary>
    public IReadOnlyList<Guid> WithTimeGroup(Guid timeGroup) => Rows.IdsOf(Linked(links => links.TimeGroup == timeGroup));

    /// <summary>Ids of the users whose status fits: its class and, of the tenant's own, its id.</summary>
    public IReadOnlyList<Guid> InStatus(Func<PresenceClass, string?, bool> fits) =>
        Rows.IdsOf(RowFilter.Shared(UserEntry.Traits, value => value is UserTraits traits && fits(traits.Presence, traits.StatusId)));

    /// <summary>Ids of the users who get nothing new until what is open is done.</summary>
    public IReadOnlyList<Guid> Draining() => Rows.IdsOf(RowFilter.Shared(UserEntry.Traits, value => value is UserTraits { IsDraining: true }));

    /// <summary>Ids of the users with the capacity profile.</summary>
    public IReadOnlyList<Guid> WithCapacityProfile(Guid profile) => Rows.IdsOf(RowFilter.Shared(UserEntry.Work, value => value is WorkSettings { Capacity: { } own } && own.ProfileId == profile));

    /// <summary>Ids of the users who have the channel: chosen themselves, by a client, or by a limit for it; names without regard to case.</summary>
    public IReadOnlyList<Guid> WithChannel(string name) => Rows.IdsOf(Linked(links => links.Channels.Contains(name, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Ids of the users who are bound to the IP entry of this name, without regard to case.</summary>
    public IReadOnlyList<Guid> WithIp(string name) => Rows.IdsOf(Linked(links => name.Equals(links.IpName, StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// How many seats of the app are taken: the licence was given by hand, or by the tenant's default where nothing was said by hand (S066, S067). Users who were not
    /// invited yet take none.
    /// </summary>
    /// <param name="app">One of the tenant's apps.</param>
    /// <param name="byDefault">The tenant's default for it.</param>
    public int CountLicensed(string app, bool byDefault) => Rows.CountOf(
        RowFilter.Shared(UserEntry.Licences, value => LicenceSeats.IsGiven(value as Dictionary<string, bool>, app, byDefault)),
        RowFilter.Shared(UserEntry.Traits, value => value is UserTraits { Lifecycle: not Lifecycle.Staged }));

    /// <summary>What the user's extension shows of it; null when there is no such user.</summary>
    public NumberHolder? NumberHolder(Guid id) => Rows.Find(id) is { } row
        ? new(row.Texts[UserEntry.DisplayName]!, row.Texts[UserEntry.Email]!, (Rows.Find(id, UserEntry.Links) as UserLinks)?.AllowedCallerIds ?? [])
        : null;

    /// <summary>The user's full name; null when there is no such user.</summary>
    public string? NameOf(Guid id) => Rows.Find(id)?.Texts[UserEntry.DisplayName];

    /// <summary>Where the user is in life; null when there is no such user.</summary>
    public Lifecycle? LifecycleOf(Guid id) => (Rows.Find(id, UserEntry.Traits) as UserTraits)?.Lifecycle;

    /// <summary>The user's channels and clients, without limits; null when there is no such user.</summary>
    public WorkSettings? WorkOf(Guid id) => Rows.Find(id) is null ? null
        : Rows.Find(id, UserEntry.Links) is UserLinks links ? new() { Channels = links.OwnChannels, Clients = links.Clients } : new();

    /// <summary>Members by group; groups without members are absent.</summary>
    public IReadOnlyDictionary<Guid, int> CountByGroup()
    {
        var counts = new Dictionary<Guid, int>();
        foreach (var (value, count) in Rows.CountsBy(UserEntry.Groups))
        {
            foreach (var group in value as Guid[] ?? [])
                counts[group] = counts.GetValueOrDefault(group) + count;
        }

        return counts;
    }

    /// <summary>Users by role (S073); roles without users are absent.</summary>
    public IReadOnlyDictionary<Guid, int> CountByRole() =>
        Rows.CountsBy(UserEntry.Role).Where(c => c.Value is Guid).GroupBy(c => (Guid)c.Value!, c => c.Count).ToDictionary(g => g.Key, g => g.Sum());

    /// <summary>Groups that have a member with the role (S083).</summary>
    public IReadOnlySet<Guid> GroupsWithRole(Guid role) =>
        Rows.CountsBy(UserEntry.Groups, Has(UserEntry.Role, role)).SelectMany(c => c.Value as Guid[] ?? []).ToHashSet();

    // What the order of texts finds is more than what is the same to the table.
    private User? Find(int column, string text, Func<User, string?> kept, Func<string, string> key) =>
        Rows.RowsWith(column, text).Select(UserEntry.UserOf).FirstOrDefault(user => kept(user) is { } value && key(value) == key(text));

    private static RowFilter Has(int column, Guid id) => RowFilter.Shared(column, value => value is Guid known && known == id);

    private static RowFilter Linked(Func<UserLinks, bool> passes) => RowFilter.Shared(UserEntry.Links, value => value is UserLinks links && passes(links));
}
