using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>The seats of the tenant's apps (S064) and its quota of users: whether a write may take one. Users who were not invited yet and deleted ones take none.</summary>
/// <param name="settings">The tenant's, as of the log position that is decided on.</param>
/// <param name="index">The users as of the same; null where no app's seats are limited and the quota is far away.</param>
internal sealed class LicenceSeats(TenantSettings settings, UserIndex? index)
{
    // What earlier writes of the same batch took, or gave back.
    private readonly Dictionary<string, int> taken = [];

    private int added;

    /// <summary>The seats as of the log position that is decided on. Where no seats are limited and the quota of users is far away it costs nothing.</summary>
    /// <param name="settings">The tenant's, as of the same.</param>
    /// <param name="tenant">Which.</param>
    /// <param name="indexes">The users.</param>
    /// <param name="adds">False: no user comes to be, so the quota does not matter.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async ValueTask<LicenceSeats> Load(TenantSettings settings, string tenant, UserIndexes indexes, bool adds, CancellationToken cancellationToken) =>
        new(settings, Limited(settings).Any() || (adds && IsNear(settings, indexes.AtMost(tenant))) ? await indexes.ForWriting(tenant, cancellationToken) : null);

    /// <summary>Takes the seats that the write needs: the 409 when an app has none left; null when it has.</summary>
    public Error? Take(User? before, User after)
    {
        if (index is null)
            return null;
        if (IsNew(before, after) && Quotas.Check("users", "users", settings.Quotas.Users, index.Count + added) is { } full)
            return full;
        var needed = Limited(settings).ToDictionary(app => app.Key, app => (Takes(after, app.Key, app.Value) ? 1 : 0) - (before is not null && Takes(before, app.Key, app.Value) ? 1 : 0));
        foreach (var (app, terms) in Limited(settings).Where(app => needed[app.Key] > 0))
        {
            var used = index.CountLicensed(app, terms.ByDefault) + taken.GetValueOrDefault(app);
            if (used >= terms.Seats)
                return Error.Conflict("licences", "licences.no_seat", $"{app} has {terms.Seats} seats and {used} are in use: take the licence from another user, have more seats with PATCH /api/tenant, or set licences to {{\"{app}\":false}}.");
        }

        if (IsNew(before, after))
            added++;
        foreach (var (app, seats) in needed)
            taken[app] = taken.GetValueOrDefault(app) + seats;
        return null;
    }

    /// <summary>Whether a user has the licence: what was said by hand (S067), else the tenant's default (S066).</summary>
    /// <param name="byHand">What was said by hand; null: nothing.</param>
    /// <param name="app">One of the tenant's apps.</param>
    /// <param name="byDefault">The tenant's default for it.</param>
    public static bool IsGiven(IReadOnlyDictionary<string, bool>? byHand, string app, bool byDefault) =>
        byHand is not null && byHand.TryGetValue(app, out var said) ? said : byDefault;

    private static bool IsNear(TenantSettings settings, int? atMost) => atMost is not { } users || users + UserWriter.MostInBatch > settings.Quotas.Users;

    // A restored user is one more as well.
    private static bool IsNew(User? before, User after) => before is null or { Lifecycle: Lifecycle.Deleted } && after.Lifecycle is not Lifecycle.Deleted;

    private static IEnumerable<KeyValuePair<string, LicenceTerms>> Limited(TenantSettings settings) => settings.Licences.Where(app => app.Value is { Enabled: true, Seats: not null });

    private static bool Takes(User user, string app, LicenceTerms terms) =>
        user.Lifecycle is not (Lifecycle.Deleted or Lifecycle.Staged) && IsGiven(user.Licences, app, terms.ByDefault);
}
