using UserFunctions.Platform.Connector;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Numbers that ring together, and for how long.</summary>
/// <param name="Numbers">At least one.</param>
/// <param name="Mode">How the numbers of the whole plan ring.</param>
/// <param name="Seconds">5-120, before the next step or the next action (S030).</param>
public sealed record RingStep(
    [property: Field("Numbers that ring in this step.")] IReadOnlyList<string> Numbers,
    [property: Field("OrderBy: the steps ring one after the other; Simultaneously: all numbers ring at once, in one step.")] RingStrategy Mode,
    [property: Field("Seconds that they ring before the next step, or the next action after the last one.")] int Seconds);

/// <summary>Which of an agent's numbers ring (S028-S030).</summary>
internal static class RingPlan
{
    /// <summary>
    /// The steps: the primary number and, with the sticky setting on, the alternates, one after the other or all at once. The number that the call comes from never rings. Empty: the agent
    /// has no number that could.
    /// </summary>
    public static IReadOnlyList<RingStep> Of(User agent, bool isRegistered, string? caller)
    {
        var sticky = agent.Calling.Sticky;
        var alternates = sticky.Enabled ? agent.Calling.AlternateNumbers : [];
        string[] numbers = [.. alternates.Prepend(Primary(agent, isRegistered)).OfType<string>().Where(number => !DialledNumber.AreSame(number, caller)).Distinct()];
        if (numbers.Length == 0)
            return [];
        return sticky is { Enabled: true, RingStrategy: RingStrategy.Simultaneously }
            ? [new(numbers, RingStrategy.Simultaneously, sticky.TimeoutSeconds)]
            : [.. numbers.Select(number => new RingStep([number], RingStrategy.OrderBy, sticky.TimeoutSeconds))];
    }

    /// <summary>Where a call goes that nobody answers (S026, S027); null: nowhere, also when it would go to a number that rang, or back to the one it comes from.</summary>
    public static string? Forward(User agent, IReadOnlyList<RingStep> steps, string? caller) =>
        agent.CallForwardNumber is { } forward && !DialledNumber.AreSame(forward, caller) && !steps.Any(step => step.Numbers.Contains(forward)) ? forward : null;

    // The extension while a phone is registered there; an agent without another number has no choice.
    private static string? Primary(User agent, bool isRegistered) =>
        isRegistered || agent.Phone is null ? agent.HeldNumber ?? agent.Phone : agent.Phone;
}
