namespace UserFunctions.Tenants;

/// <summary>A tenant's settings on the wire.</summary>
public sealed record TenantView
{
#pragma warning disable CS1591 // Each property is described where TenantSettings keeps it; here they stand in the order of the wire.
    public required string Tenant { get; init; }
    public required int Version { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public Guid? Owner { get; init; }
    public required bool InternationalCalling { get; init; }
    public required PhoneRule PhoneRule { get; init; }
    public required Provisioning Provisioning { get; init; }
    public required IReadOnlyDictionary<string, LicenceTerms> Licences { get; init; }
    public required IReadOnlyList<string> Channels { get; init; }
    public required IReadOnlyList<IpEntry> Ips { get; init; }
    public required IReadOnlyList<MessageTemplate> Templates { get; init; }
    public required IReadOnlyList<Disposition> Dispositions { get; init; }
#pragma warning restore CS1591

    /// <summary>What a forced change took from whom; null: nothing.</summary>
    public IReadOnlyList<Taken>? Changes { get; init; }

    /// <summary>The view of these settings.</summary>
    public static TenantView Of(string tenant, TenantSettings settings) => new()
    {
        Tenant = tenant,
        Version = settings.Version,
        UpdatedAt = settings.UpdatedAt,
        Owner = settings.OwnerId,
        InternationalCalling = settings.InternationalCalling,
        PhoneRule = settings.PhoneRule,
        Provisioning = settings.Provisioning,
        Licences = settings.Licences,
        Channels = settings.Channels,
        Ips = settings.Ips,
        Templates = settings.Templates,
        Dispositions = settings.Dispositions,
    };
}
