using UserFunctions.Platform.Events;

namespace UserFunctions.Webhooks;

/// <summary>What a run works with.</summary>
/// <param name="Deliveries">What is kept.</param>
/// <param name="Events">What happened.</param>
/// <param name="Sender">Sends.</param>
/// <param name="Settings">Delays and limits.</param>
/// <param name="Time">UTC.</param>
/// <param name="Reload">The webhook as it is now; null when it is gone.</param>
/// <param name="Disable">Switches it off for a reason.</param>
internal sealed record RunTools(
    DeliveryTable Deliveries, EventLog Events, SendEvent Sender, WebhookSettings Settings, TimeProvider Time, Func<CancellationToken, Task<Webhook?>> Reload, Func<string, Task> Disable);

/// <summary>One process tells one receiver: what is due of what waits, and what is behind the cursor, until nothing is left or its time is over.</summary>
internal sealed class DeliveryRun(string tenant, Guid id, RunTools tools, CancellationToken stopping, CancellationToken cutOff)
{
    private readonly long began = tools.Time.GetTimestamp();

    // Told ahead of the cursor: not told again by this run when the cursor comes by.
    private readonly HashSet<string> ahead = [];

    // Due earlier than their rows say.
    private readonly HashSet<string> hastened = [];
    private DeliveryState state = new(0);
    private List<Delivery> kept = [];

    /// <summary>True when it ended because its time was over, and something is left.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>When something is to be tried again; null: nothing is.</summary>
    public DateTimeOffset? NextTry { get; private set; }

    /// <summary>The state as it was saved last.</summary>
    public DeliveryState State => state;

    private bool IsOver => stopping.IsCancellationRequested || tools.Time.GetElapsedTime(began) > DeliveryRules.LongestRun;

    private IEnumerable<Delivery> Alive => kept.Where(d => !d.IsDead);

    /// <summary>Runs.</summary>
    public async Task Handle()
    {
        int? read = null;
        while (await tools.Reload(CancellationToken.None) is { Enabled: true } webhook)
        {
            if (read != webhook.Version)
                await Read(webhook);
            read = webhook.Version;
            if (IsOver)
            {
                IsUnfinished = true;
                return;
            }

            if (await Plan(webhook) is not { } plan)
                return;
            var step = new DeliveryStep(webhook, Send, tools.Settings.RetryDelays, tools.Time);
            var stepBegan = tools.Time.GetTimestamp();
            await step.Run(plan.Chains, () => !IsOver && tools.Time.GetElapsedTime(stepBegan) < tools.Settings.LeaseFor / 3, cutOff);
            // Somebody moved the cursor, or asked for a retry: their word counts.
            read = await Keep(webhook, plan, step) ? read : null;
            if (cutOff.IsCancellationRequested)
                return;
        }
    }

    private async Task Read(Webhook webhook)
    {
        state = await tools.Deliveries.State(tenant, webhook, CancellationToken.None);
        var all = state.Pending + state.Failed > 0 ? await tools.Deliveries.All(tenant, id, state, CancellationToken.None) : KeptDeliveries.None;
        await tools.Deliveries.Drop(tenant, id, all.Past, CancellationToken.None);
        kept = all.Standing;
        ahead.Clear();
        hastened.Clear();
        // Whoever changes a webhook wants to see what becomes of it.
        if (state.WebhookVersion != webhook.Version)
            kept = [.. kept.Select(d => d.IsDead ? d : Hasten(d))];
    }

    private Delivery Hasten(Delivery delivery)
    {
        var due = delivery.Hastened(tools.Time.GetUtcNow());
        if (due != delivery)
            hastened.Add(due.EventId);
        return due;
    }

    // Null when there is nothing to do now.
    private async Task<StepPlan?> Plan(Webhook webhook)
    {
        var now = tools.Time.GetUtcNow();
        var heads = Alive.GroupBy(d => d.Subject).ToDictionary(g => g.Key, g => g.ToList());
        DateTimeOffset? nextHead = heads.Count == 0 ? null : heads.Values.Min(waiting => waiting[0].NextTryAt ?? now);
        NextTry = nextHead is null || state.DownUntil > nextHead ? state.DownUntil : nextHead;
        if (state.DownUntil > now)
            return null;
        if (state.DownUntil is not null && heads.Count > 0)
            return Probe(heads.Values.Select(waiting => waiting[0]).Where(head => (head.NextTryAt ?? now) <= now));
        var page = heads.Values.Sum(waiting => waiting.Count) >= DeliveryRules.MostPending
            ? new EventPage([], state.Cursor, state.Cursor)
            : await tools.Events.Read(tenant, state.Cursor, DeliveryRules.ChangesAStep, CancellationToken.None);
        var known = kept.Select(d => d.EventId).ToHashSet(StringComparer.Ordinal);
        var fresh = page.Events.Where(e => webhook.Wants(e) && !ahead.Contains(e.Id) && !known.Contains(e.Id)).Select(Item.Of).ToList();
        var due = heads.Where(h => (h.Value[0].NextTryAt ?? now) <= now).ToDictionary(h => h.Key, h => h.Value);
        if (due.Count == 0 && page.Through == state.Cursor)
            return null;
        var behind = fresh.Where(item => heads.ContainsKey(item.Delivery.Subject) && !due.ContainsKey(item.Delivery.Subject)).ToList();
        var chains = due.Values.SelectMany(waiting => waiting.Select(Item.Of)).Concat(fresh.Except(behind)).GroupBy(item => item.Delivery.Subject);
        // Behind a time without any success those come first that were refused least, so that the others do not hide that the receiver takes them.
        var ordered = state.DownTries > 0 ? chains.OrderBy(chain => chain.First().Delivery.Tries) : chains;
        return new([.. ordered.Select(chain => (IReadOnlyList<Item>)[.. chain])], [.. behind.Select(item => item.Delivery)], page.Through);
    }

    // Another one each time: a receiver that is back may refuse this one and take all others.
    private StepPlan? Probe(IEnumerable<Delivery> due) =>
        due.OrderBy(head => head.Tries).ThenBy(head => head.TriedAt).FirstOrDefault() is { } probe ? new([[Item.Of(probe)]], [], state.Cursor) : null;

    private async Task<SendOutcome> Send(Webhook webhook, Item item, CancellationToken cancellationToken)
    {
        var told = item.Told ?? await tools.Events.Find(tenant, item.Delivery.Change, item.Delivery.EventId, cancellationToken);
        // An event that the log does not tell any more is none.
        return told is null ? new(null, null, null) : await tools.Sender.Send(webhook, told.Id, EventMessages.Write(told), cancellationToken);
    }

    // False when the state has moved since it was read: then it is read again.
    private async Task<bool> Keep(Webhook webhook, StepPlan plan, DeliveryStep step)
    {
        var (next, giveUp) = After(step);
        if (giveUp is not null)
            await tools.Disable(giveUp);
        // It is back: what failed because it was not there has waited long enough.
        if (state.DownUntil is not null && next.DownUntil is null && giveUp is null)
            kept = [.. kept.Select(d => d.IsDead || DeliveryRules.IsRefusal(d.LastStatus) ? d : Hasten(d))];
        var done = step.Done.Where(item => !item.IsNew).Select(item => item.Delivery).ToList();
        List<Delivery> waiting = [.. step.Waiting, .. plan.Behind];
        var gone = done.Concat(waiting).Select(d => d.EventId).ToHashSet(StringComparer.Ordinal);
        var left = kept.Where(d => !gone.Contains(d.EventId)).ToList();
        var after = left.Concat(waiting).OrderBy(d => d.Key, StringComparer.Ordinal).ToList();
        waiting.AddRange(left.Where(d => hastened.Contains(d.EventId)));
        var cursor = step.Left.Count == 0 ? plan.Through : Math.Min(plan.Through, step.Left.Min(item => item.Delivery.Change) - 1);
        next = next with { WebhookVersion = webhook.Version, Cursor = Math.Max(cursor, state.Cursor), Pending = after.Count(d => !d.IsDead), Failed = after.Count(d => d.IsDead) };
        if (await tools.Deliveries.Save(tenant, id, state, next, waiting, done, CancellationToken.None) is not { } saved)
            return false;
        (state, kept) = (saved, after);
        hastened.Clear();
        ahead.UnionWith(step.Done.Where(item => item.IsNew && item.Delivery.Change > state.Cursor).Select(item => item.Delivery.EventId));
        return true;
    }

    // How it stands then, and why the webhook is to be switched off; null: it is not.
    private (DeliveryState Next, string? GiveUp) After(DeliveryStep step)
    {
        var now = tools.Time.GetUtcNow();
        var next = state with
        {
            LastSuccessAt = step.LastSuccessAt ?? state.LastSuccessAt,
            LastFailureAt = step.LastFailure is null ? state.LastFailureAt : now,
            LastFailure = step.LastFailure ?? state.LastFailure,
        };
        // What is switched off is down no more: whoever switches it on again has seen to the receiver.
        if (step.Succeeded > 0 || step.GiveUp is not null)
            return (next with { DownUntil = null, DownTries = 0 }, step.GiveUp);
        // It answers. When it turns out to refuse everything, the waits go on where they were.
        if (state.DownUntil is not null && step.HasRefused)
            return (next with { DownUntil = null }, null);
        if (step.Failed == 0 || (state.DownUntil is null && step.Failed < DeliveryRules.DownFrom))
            return (next, null);
        var tries = state.DownTries + 1;
        return DeliveryRules.Wait(tools.Settings.RetryDelays, tries, step.RetryAfter, Random.Shared.NextDouble()) is { } wait
            ? (next with { DownTries = tries, DownUntil = now + wait }, null)
            : (next with { DownUntil = null, DownTries = 0 }, $"The receiver took no event in {tries} tries; the last one ended with: {step.LastFailure}.");
    }

    /// <summary>What a step tells.</summary>
    /// <param name="Chains">Of each subject, in order.</param>
    /// <param name="Behind">What only waits, behind others of its subject.</param>
    /// <param name="Through">Where the cursor is when all of it is told or kept.</param>
    private sealed record StepPlan(IReadOnlyList<IReadOnlyList<Item>> Chains, IReadOnlyList<Delivery> Behind, long Through);
}
