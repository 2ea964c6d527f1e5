using System.Globalization;

namespace UserFunctions.Webhooks;

/// <summary>How the deliveries of a webhook stand.</summary>
/// <param name="Cursor">Number of the last change whose events were told, or wait as rows of their own.</param>
public sealed record DeliveryState(long Cursor)
{
    /// <summary>Version of the webhook that the tries were made with. They say nothing about another one: it may have been mended, or go elsewhere.</summary>
    public int WebhookVersion { get; init; }

    /// <summary>Events that wait for another try.</summary>
    public int Pending { get; init; }

    /// <summary>Events that were given up.</summary>
    public int Failed { get; init; }

    /// <summary>Until when nothing is sent because the receiver does not answer; null: it does.</summary>
    public DateTimeOffset? DownUntil { get; init; }

    /// <summary>Tries since it does not.</summary>
    public int DownTries { get; init; }

    /// <summary>When the queue brings it up again; null: never, or nobody knows.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>UTC; null: never.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>UTC; null: never.</summary>
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>Why; null: nothing failed.</summary>
    public string? LastFailure { get; init; }

    /// <summary>How often a replay moved the cursor.</summary>
    public int Replays { get; init; }

    /// <summary>To where the last one moved it.</summary>
    public long ReplayedFrom { get; init; }

    /// <summary>The table's own ETag; null: not stored yet.</summary>
    public string? ETag { get; init; }

    /// <summary>True when the row is of before a replay that tells its event on its way: it counts no more, whether it is deleted already or not.</summary>
    public bool IsPast(Delivery delivery) => delivery.Replays < Replays && delivery.Change > ReplayedFrom;
}

/// <summary>The rows of a webhook, in the order in which their events happened.</summary>
/// <param name="Standing">Those that wait or were given up.</param>
/// <param name="Past">Those that a replay has made void and that are to be deleted.</param>
internal sealed record KeptDeliveries(List<Delivery> Standing, List<Delivery> Past)
{
    public static KeptDeliveries None => new([], []);
}

/// <summary>An event that waits for another try, or was given up.</summary>
/// <param name="Change">Number of the change that it came with.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Type">Name of its type.</param>
/// <param name="Subject">What it is about.</param>
public sealed record Delivery(long Change, string EventId, string Type, string Subject)
{
    /// <summary>Tries so far; 0 for one that waits behind another of its subject.</summary>
    public int Tries { get; init; }

    /// <summary>When it is tried next; null: as soon as the one before it is through.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>True: it was given up.</summary>
    public bool IsDead { get; init; }

    /// <summary>HTTP status of the last try; null: there was no answer, or no try.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last try failed; null: there was none.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was last tried; null: never.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary><see cref="DeliveryState.Replays"/> when it was written.</summary>
    public int Replays { get; init; }

    /// <summary>The table's own ETag; null: not read from it.</summary>
    public string? ETag { get; init; }

    /// <summary>The same, due at once: a try that comes before its time does not count.</summary>
    /// <param name="now">UTC.</param>
    public Delivery Hastened(DateTimeOffset now) => NextTryAt > now ? this with { NextTryAt = now, Tries = Math.Max(0, Tries - 1) } : this;

    /// <summary>Orders them as they happened.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"e|{Change:D12}|{EventId}");
}
