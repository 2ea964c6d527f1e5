using UserFunctions.Platform.Events;

namespace UserFunctions.Webhooks;

/// <summary>What one step tells: of each subject first what waits, then what is new, one after the other; several subjects at the same time.</summary>
internal sealed class DeliveryStep(Webhook webhook, Func<Webhook, Item, CancellationToken, Task<SendOutcome>> send, IReadOnlyList<TimeSpan> delays, TimeProvider time)
{
    // So many failures without a success are enough to know: the rest of the step is left for later.
    private const int EnoughFailures = 8;

    private readonly Lock gate = new();

    /// <summary>Events that were told, or need not be any more.</summary>
    public List<Item> Done { get; } = [];

    /// <summary>Events that wait from now on, as they are to be kept.</summary>
    public List<Delivery> Waiting { get; } = [];

    /// <summary>New events that were not come to.</summary>
    public List<Item> Left { get; } = [];

    /// <summary>Subjects whose try succeeded at least once.</summary>
    public int Succeeded { get; private set; }

    /// <summary>Subjects whose try failed.</summary>
    public int Failed { get; private set; }

    /// <summary>True when the receiver answered and refused at least one.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>The longest time that the receiver asked for; null: it asked for none.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Why the webhook must be switched off; null: it need not.</summary>
    public string? GiveUp { get; private set; }

    /// <summary>The last failure; null: there was none.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>When an event was last told; null: none was.</summary>
    public DateTimeOffset? LastSuccessAt { get; private set; }

    /// <summary>Tells the chains, each in its order.</summary>
    /// <param name="chains">Of each subject the events.</param>
    /// <param name="begins">False when nothing more is to be begun.</param>
    /// <param name="cancellationToken">Cuts off what is being sent.</param>
    public Task Run(IEnumerable<IReadOnlyList<Item>> chains, Func<bool> begins, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(chains, new ParallelOptions { MaxDegreeOfParallelism = DeliveryRules.AtOnce }, async (chain, _) => await Tell(chain, begins, cancellationToken));

    private bool IsHopeless => GiveUp is not null || (Failed >= EnoughFailures && Succeeded == 0);

    private async Task Tell(IReadOnlyList<Item> chain, Func<bool> begins, CancellationToken cancellationToken)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            if (!begins() || IsHopeless || cancellationToken.IsCancellationRequested)
            {
                Leave(chain.Skip(i));
                return;
            }

            if (!await Try(chain[i], i == 0, cancellationToken))
            {
                Leave(chain.Skip(i + 1), behindFailure: true);
                return;
            }
        }
    }

    private async Task<bool> Try(Item item, bool isFirst, CancellationToken cancellationToken)
    {
        SendOutcome outcome;
        try
        {
            outcome = await send(webhook, item, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It ends here; whether it arrived nobody knows, so it is told again.
            Leave([item]);
            return false;
        }

        lock (gate)
        {
            if (!outcome.Ok)
                return Fail(item, outcome);
            Succeeded += isFirst ? 1 : 0;
            LastSuccessAt = time.GetUtcNow();
            Done.Add(item);
            return true;
        }
    }

    private bool Fail(Item item, SendOutcome outcome)
    {
        Failed++;
        var now = time.GetUtcNow();
        var tries = item.Delivery.Tries + 1;
        var wait = outcome.IsGone ? null : DeliveryRules.Wait(delays, tries, outcome.RetryAfter, Random.Shared.NextDouble());
        Waiting.Add(item.Delivery with { Tries = tries, NextTryAt = now + wait, IsDead = wait is null, LastStatus = outcome.Status, Reason = outcome.Reason, TriedAt = now });
        LastFailure = outcome.Reason;
        RetryAfter = RetryAfter > outcome.RetryAfter ? RetryAfter : outcome.RetryAfter ?? RetryAfter;
        HasRefused |= DeliveryRules.IsRefusal(outcome.Status);
        if (outcome.IsGone)
            GiveUp = "The receiver answered 410 Gone.";
        else if (wait is null)
            GiveUp = $"The receiver did not take event {item.Delivery.EventId} in {tries} tries; the last one ended with: {outcome.Reason}.";
        return false;
    }

    // What waited goes on waiting as it is kept. What is new waits behind the one that failed, or is come to later.
    private void Leave(IEnumerable<Item> items, bool behindFailure = false)
    {
        lock (gate)
        {
            foreach (var item in items.Where(item => item.IsNew))
            {
                if (behindFailure)
                    Waiting.Add(item.Delivery);
                else
                    Left.Add(item);
            }
        }
    }
}

/// <summary>An event to tell.</summary>
/// <param name="Delivery">How it stands.</param>
/// <param name="Told">The event; null: it is to be read from the log.</param>
/// <param name="IsNew">True when nothing is kept of it yet.</param>
internal sealed record Item(Delivery Delivery, AppEvent? Told, bool IsNew)
{
    public static Item Of(AppEvent told) => new(new(told.Change, told.Id, told.Type.Name, told.Subject), told, true);

    public static Item Of(Delivery delivery) => new(delivery, null, false);
}
