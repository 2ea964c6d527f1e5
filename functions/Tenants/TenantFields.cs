using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>What a body says about the tenant's settings: each absent, cleared to its default or set. All of its errors are found at once.</summary>
internal sealed class TenantFields
{
    private const int MaxChannels = 30;
    private const int MaxChannel = 32;
    private const int MaxSeats = 1_000_000;

    // A row of the table holds half a million letters, and the log keeps the settings as they were within text of its own, where quotes count twice.
    private const int MaxLetters = 250_000;

    private readonly FieldReader reader;
    private readonly Field<bool?> internationalCalling;
    private readonly Field<PhoneRule?> phoneRule;
    private readonly Field<Provisioning?> provisioning;
    private readonly Field<FieldReader> licences;
    private readonly Field<IReadOnlyList<string>> channels;
    private readonly Field<FieldReader> quotas;
    private readonly Field<FieldReader> invitations;
    private readonly Field<FieldReader> signIn;
    private readonly TenantLists lists;
    private readonly SsoFields sso;

    public TenantFields(JsonElement body)
    {
        reader = new FieldReader(body, "tenant's settings");
        internationalCalling = reader.Flag("internationalCalling");
        phoneRule = reader.Choice<PhoneRule>("phoneRule");
        provisioning = reader.Choice<Provisioning>("provisioning");
        licences = reader.Part("licences", "list of apps");
        channels = reader.Texts("channels", MaxChannels, MaxChannel);
        quotas = reader.Part("quotas", "list of quotas");
        invitations = reader.Part("invitations", "setting of invitations");
        signIn = reader.Part("signIn", "rule of signing in");
        lists = new(reader);
        sso = new(reader);
    }

    /// <summary>The settings after the merge; themselves when nothing differs.</summary>
    public Result<TenantSettings> Change(string tenant, TenantSettings before, DateTimeOffset now)
    {
        ReadOnly(TenantView.Of(tenant, before));
        if (channels is { IsSet: true, Value: { Count: 0 } })
            reader.Missing("channels", "a tenant has at least one channel, such as Voice");
        var after = before with
        {
            InternationalCalling = internationalCalling.Or(before.InternationalCalling) ?? false,
            PhoneRule = phoneRule.Or(before.PhoneRule) ?? PhoneRule.TenDigits,
            Provisioning = provisioning.Or(before.Provisioning) ?? Provisioning.Local,
            Licences = licences.IsSet ? LicencesAfter(before) : before.Licences,
            Channels = channels.IsSet ? channels.Value ?? TenantSettings.DefaultChannels : before.Channels,
            Quotas = quotas.IsSet ? QuotasAfter(before.Quotas) : before.Quotas,
            Sso = sso.After(before.Sso),
            Invitations = !invitations.IsSet ? before.Invitations : invitations.Value is { } part ? InvitationFields.Of(part).After(before.Invitations) : new(),
            SignIn = signIn.IsSet ? SignInAfter(before.SignIn) : before.SignIn,
            Ips = lists.Ips(before.Ips),
            Templates = lists.Templates(before.Templates, now),
            Dispositions = lists.Dispositions(before.Dispositions, now),
        };
        if (reader.Finish() is { } error)
            return error;
        var text = Json.Write(after);
        if (text.Length > MaxLetters)
            return Error.Invalid("templates", "templates.too_long", $"The settings have {text.Length:N0} letters as they are stored, at most {MaxLetters:N0} are allowed: shorten templates, or have fewer of them.");
        return text == Json.Write(before) ? before : after.Next(now);
    }

    private Dictionary<string, LicenceTerms> LicencesAfter(TenantSettings before)
    {
        if (licences.Value is not { } part)
            return new(new TenantSettings().Licences);
        var after = new Dictionary<string, LicenceTerms>(before.Licences);
        foreach (var app in TenantSettings.Apps)
        {
            var terms = part.Part(app, "licence");
            if (!terms.IsSet)
                continue;
            var current = before.Licences.GetValueOrDefault(app, LicenceTerms.None);
            after[app] = terms.Value is not { } fields ? LicenceTerms.None : new(
                fields.Flag("enabled").Or(current.Enabled) ?? false,
                fields.Integer("seats", 0, MaxSeats, "users, null is unlimited").Or(current.Seats),
                fields.Flag("byDefault").Or(current.ByDefault) ?? false);
        }

        return after;
    }

    private Quotas QuotasAfter(Quotas before)
    {
        var usual = new Quotas();
        if (quotas.Value is not { } part)
            return usual;
        return new()
        {
            Users = Quota("users", before.Users, usual.Users),
            Groups = Quota("groups", before.Groups, usual.Groups),
            Departments = Quota("departments", before.Departments, usual.Departments),
            Clients = Quota("clients", before.Clients, usual.Clients),
            CallerIds = Quota("callerIds", before.CallerIds, usual.CallerIds),
            TimeGroups = Quota("timeGroups", before.TimeGroups, usual.TimeGroups),
            Roles = Quota("roles", before.Roles, usual.Roles),
            CapacityProfiles = Quota("capacityProfiles", before.CapacityProfiles, usual.CapacityProfiles),
            Statuses = Quota("statuses", before.Statuses, usual.Statuses),
            Extensions = Quota("extensions", before.Extensions, usual.Extensions),
            Keys = Quota("keys", before.Keys, usual.Keys),
            Webhooks = Quota("webhooks", before.Webhooks, usual.Webhooks),
            Imports = Quota("imports", before.Imports, usual.Imports),
        };

        int Quota(string name, int current, int normal) => part.Integer(name, 0, Quotas.Most, "things, null is the usual number").Or(current) ?? normal;
    }

    private SignInRules SignInAfter(SignInRules before)
    {
        var usual = new SignInRules();
        if (signIn.Value is not { } part)
            return usual;
        return new()
        {
            LockAfter = Number("lockAfter", SignInRules.LockAfterRange, "attempts", before.LockAfter) ?? usual.LockAfter,
            LockMinutes = Number("lockMinutes", SignInRules.LockMinutesRange, "minutes", before.LockMinutes) ?? usual.LockMinutes,
            SessionHours = Number("sessionHours", SignInRules.SessionHoursRange, "hours", before.SessionHours) ?? usual.SessionHours,
            TellsSso = part.Flag("tellsSso").Or(before.TellsSso) ?? usual.TellsSso,
        };

        int? Number(string name, (int Least, int Most) range, string unit, int current) => part.Integer(name, range.Least, range.Most, unit).Or(current);
    }

    private void ReadOnly(TenantView shown)
    {
        // What was read may be sent back although something was made since.
        _ = reader.Raw("used");
        reader.ReadOnly("tenant", shown.Tenant);
        reader.ReadOnly("version", shown.Version);
        reader.ReadOnly("updatedAt", shown.UpdatedAt);
        reader.ReadOnly("owner", shown.Owner, "ownership is transferred by the platform's operator with POST /api/tenant/owner");
    }
}
