using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>In the middle of what a process may die.</summary>
internal static class KillScenes
{
    private static readonly TimeSpan OfferIsOver = TimeSpan.FromSeconds(301);
    private static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(31);

    /// <summary>By what a process does, in so many writes.</summary>
    public static IReadOnlyDictionary<string, KillScene> All { get; } = new Dictionary<string, KillScene>
    {
        ["create"] = new(2, _ => Task.CompletedTask, async (it, at) => await it.Comes(at), "Offering"),
        ["accept"] = new(2, it => it.Comes(), Do("accept", it => new { agent = it.First }), "Offering", "Assigned"),
        ["decline"] = new(4, it => it.Comes(), Do("decline", it => new { agent = it.First }), "Offering"),
        ["release"] = new(3, it => it.IsAccepted(), Do("release"), "Assigned", "Completed"),
        ["release for one who waits"] = new(5, it => it.IsAcceptedAndAnotherWaits(), (it, at) => it.IsReleasedAndTheOtherOffered(at), "Assigned", "Completed"),
        ["release with wrap-up"] = new(3, it => it.IsAccepted(), Do("release", _ => new { wrapUpSeconds = 600 }), "Assigned", "Wrapping"),
        ["wrap-up"] = new(3, it => it.Wraps(600), Do("wrap-up"), "Wrapping", "Completed"),
        ["wrap-up that is over"] = new(3, it => it.Wraps(60), Sweep, "Completed") { Later = OfferIsOver },
        ["cancel"] = new(3, it => it.Comes(), Do("cancel"), "Offering", "Canceled"),
        ["assign"] = new(5, it => it.Comes(), Do("assign", it => new { agent = it.Second }), "Offering", "Assigned"),
        ["assign what waits"] = new(3, it => it.Comes(skills: ["nobody"]), Do("assign", it => new { agent = it.Second, force = true }), "Queued", "Assigned"),
        ["transfer"] = new(2, it => it.IsAccepted(), Do("transfer", it => new { agent = it.Second }), "Assigned"),
        ["accept a transfer"] = new(4, it => it.IsTransferred(), Do("accept", it => new { agent = it.Second }), "Assigned"),
        ["decline a transfer"] = new(3, it => it.IsTransferred(), Do("decline", it => new { agent = it.Second }), "Assigned"),
        ["forward to a department"] = new(4, async it => { await it.IsAccepted(); await it.HasElsewhere(); }, Do("forward", it => new { department = it.Elsewhere }), "Assigned", "Offering"),
        ["forward to an agent"] = new(6, it => it.IsAccepted(), Do("forward", it => new { agent = it.Second }), "Assigned"),
        ["offer that is over"] = new(4, it => it.Comes(), Sweep, "Offering") { Later = OfferIsOver },
        ["transfer that is over"] = new(4, it => it.IsTransferred(), Sweep, "Assigned") { Later = OfferIsOver },
        ["sweep of a claim"] = new(4, _ => Task.CompletedTask, Sweep, "Offering") { ComesAndDiesAfter = 1, Later = LeftAlone },
    };

    private static Func<KillDesk, Desk, Task<Reply?>> Do(string action, Func<KillDesk, object>? body = null) => async (it, at) => await it.Do(action, body?.Invoke(it), at);

    private static async Task<Reply?> Sweep(KillDesk desk, Desk at)
    {
        await at.Sweep();
        return null;
    }
}
