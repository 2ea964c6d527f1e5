using System.Security.Cryptography;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Signing;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>Webhooks of a tenant as of some facts.</summary>
/// <param name="All">In the order of their making.</param>
public sealed record WebhookList(IReadOnlyList<Webhook> All)
{
    /// <summary>The webhook of this id; null when there is none.</summary>
    public Webhook? Find(Guid id) => All.FirstOrDefault(webhook => webhook.Id == id);
}

/// <summary>The rows <c>s|webhook|id</c> of the directory, so that every instance knows them with the facts. URL and secrets in them are encrypted.</summary>
public sealed class WebhookTable(ITables tables, SecretBox box)
{
    // The others of the tenant are none the worse.
    private const string OtherKey = "It was encrypted with another Webhooks__SecretKey than the app has now: delete it and make it anew.";

    internal const string Prefix = "s|webhook|";

    /// <summary>The webhooks as of these facts.</summary>
    internal WebhookList Of(TenantFacts facts) => facts.Of(known => new WebhookList([.. known.SettingsUnder(Prefix).Select(Read)]));

    /// <summary>The webhook as it is stored; null when there is none.</summary>
    internal async Task<Webhook?> Find(string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, Key(id), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Writes a new one; the change that it comes with is where its telling begins.</summary>
    internal Step Insert(string tenant, Webhook webhook) => Step.Insert(Write(tenant, webhook)) with { IsNumbered = true };

    /// <summary>Writes a changed one.</summary>
    internal Step Replace(string tenant, Webhook webhook)
    {
        var row = Write(tenant, webhook);
        row[Step.ChangeColumn] = webhook.Since;
        return Step.Replace(row);
    }

    internal static Step Delete(string tenant, Webhook webhook) => Step.Delete(new Row(tenant, Key(webhook.Id)) { ETag = webhook.RowETag });

    private static string Key(Guid id) => Prefix + id.ToString("D");

    private Row Write(string tenant, Webhook webhook) => new(tenant, Key(webhook.Id))
    {
        ETag = webhook.RowETag,
        ["version"] = webhook.Version,
        ["name"] = webhook.Name,
        ["host"] = new Uri(webhook.CallbackUrl).Host,
        ["url"] = box.Seal(webhook.CallbackUrl, Place(tenant, webhook.Id, "url")),
        ["events"] = Json.Write(webhook.Events),
        ["filter"] = Json.Write(webhook.Filter),
        ["contentType"] = webhook.ContentType,
        ["handshake"] = webhook.Handshake,
        ["enabled"] = webhook.Enabled,
        ["disabledReason"] = webhook.DisabledReason,
        ["disabledAt"] = webhook.DisabledAt,
        ["isTrigger"] = webhook.IsTrigger,
        ["createdAt"] = webhook.CreatedAt,
        ["updatedAt"] = webhook.UpdatedAt,
        ["secret"] = box.Seal(webhook.Secret, Place(tenant, webhook.Id, "secret")),
        ["previousSecret"] = webhook.PreviousSecret is { } previous ? box.Seal(previous, Place(tenant, webhook.Id, "secret")) : null,
        ["previousSecretUntil"] = webhook.PreviousSecretUntil,
        ["mark"] = webhook.Mark,
    };

    private Webhook Read(Row row)
    {
        var id = Guid.Parse(row.Key.AsSpan(Prefix.Length));
        var isLocked = false;
        var webhook = new Webhook
        {
            Id = id,
            RowETag = row.ETag,
            Version = (int)(row.Number("version") ?? 0),
            Name = row.Text("name"),
            CallbackUrl = Opened("url", "url") ?? "",
            Events = Json.Read<string[]>(row.Text("events")) ?? [],
            Filter = Json.Read<EventFilter>(row.Text("filter")) ?? EventFilter.None,
            ContentType = row.Text("contentType") ?? Webhook.PlainJson,
            Handshake = row.Flag("handshake"),
            Enabled = row.Flag("enabled"),
            DisabledReason = row.Text("disabledReason"),
            DisabledAt = row.Time("disabledAt"),
            IsTrigger = row.Flag("isTrigger"),
            CreatedAt = row.Time("createdAt") ?? default,
            UpdatedAt = row.Time("updatedAt") ?? default,
            Secret = Opened("secret", "secret") ?? "",
            PreviousSecret = Opened("previousSecret", "secret"),
            PreviousSecretUntil = row.Time("previousSecretUntil"),
            Mark = row["mark"] as byte[] ?? [],
            Since = row.Number(Step.ChangeColumn) ?? 0,
        };
        return isLocked ? webhook with { Enabled = false, DisabledReason = OtherKey } : webhook;

        string? Opened(string column, string use)
        {
            try
            {
                return row[column] is byte[] kept ? box.Open(kept, Place(row.Partition, id, use)) : null;
            }
            catch (CryptographicException)
            {
                isLocked = true;
                return null;
            }
        }
    }

    private static string Place(string tenant, Guid id, string use) => $"{tenant}|{id:D}|{use}";
}
