using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Where a call stands.</summary>
public enum CallState
{
    /// <summary>Not answered yet.</summary>
    Ringing,

    /// <summary>Both speak.</summary>
    Live,

    /// <summary>Over.</summary>
    Ended,
}

/// <summary>What an agent may use beside a call (S038-S041).</summary>
public enum InteractionKind
{
    /// <summary>A link to join by.</summary>
    Video,

    /// <summary>A message from a template, during the call.</summary>
    WhatsApp,

    /// <summary>A message from a template.</summary>
    SMS,
}

/// <summary>What an agent may do in a call: pure rules over the agent's switches and the tenant's lists.</summary>
internal static class LiveCall
{
    /// <summary>Whether the interaction may be used (S038-S041): the master switch, its own switch, a live call for WhatsApp, and a template that exists for messages.</summary>
    public static (MessageTemplate? Template, CallReasons Reasons) Interact(User agent, InteractionKind kind, CallState state, string? template, IReadOnlyList<MessageTemplate> templates)
    {
        var (reasons, set) = (new CallReasons(), agent.Calling.Interactions);
        _ = reasons.Check("interactions", set.Enabled, "The agent may use interactions.", "interactions_off", "Interactions of the agent are off.");
        _ = reasons.Check("interaction", IsOn(set, kind), $"The agent may use {kind}.", $"{kind.ToString().ToLowerInvariant()}_off", $"{kind} of the agent is off.");
        if (kind is InteractionKind.WhatsApp)
            CheckLive(reasons, state);
        if (kind is InteractionKind.Video)
            return (null, reasons);
        var found = Find(templates.Where(t => t.Channel.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase)), template, t => t.Id, t => t.Name);
        _ = reasons.Check("template", found is not null, $"The template '{found?.Name}' is one of the tenant's for {kind}.", "template_unknown", $"The tenant has no such template for {kind}.");
        return (reasons.Code is null ? found : null, reasons);
    }

    /// <summary>Whether the disposition may be put on the call (S042): the agent's switch, a live call, and a disposition of the tenant.</summary>
    public static (Disposition? Disposition, CallReasons Reasons) Dispose(User agent, CallState state, string disposition, IReadOnlyList<Disposition> dispositions)
    {
        var reasons = new CallReasons();
        _ = reasons.Check("dispositions", agent.Calling.AgentDispositions, "The agent may use dispositions.", "dispositions_off", "Dispositions of the agent are off.");
        CheckLive(reasons, state);
        var found = Find(dispositions, disposition, d => d.Id, d => d.Name);
        _ = reasons.Check("disposition", found is not null, $"'{found?.Name}' is one of the tenant's dispositions.", "disposition_unknown", "The tenant has no such disposition.");
        return (reasons.Code is null ? found : null, reasons);
    }

    private static void CheckLive(CallReasons reasons, CallState state) =>
        reasons.Check("call_state", state is CallState.Live, "The call is live.", "call_not_live", $"The call is {state}: only a live one will do.");

    private static bool IsOn(Interactions set, InteractionKind kind) => kind switch
    {
        InteractionKind.Video => set.Video,
        InteractionKind.WhatsApp => set.Whatsapp,
        _ => set.Sms,
    };

    private static T? Find<T>(IEnumerable<T> all, string? named, Func<T, Guid> id, Func<T, string> name)
        where T : class =>
        all.FirstOrDefault(one => (Guid.TryParse(named, out var given) && id(one) == given) || name(one).Equals(named, StringComparison.OrdinalIgnoreCase));
}
