using System.Net;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Tenants;

/// <summary>Counts the unknown keys and wrong signatures of each address, in this process alone. A key that is known opens whatever others at its address send: the flows of many come from one.</summary>
public sealed class WrongKeys(RequestBudgets requests, TimeProvider time)
{
    /// <summary>Unknown keys a minute of one address; as many may come at once after a quiet minute.</summary>
    public const int PerMinute = 30;

    /// <summary>See <see cref="AddressBudgets.Most"/>.</summary>
    internal const int MostAddresses = AddressBudgets.Most;

    private readonly AddressBudgets budgets = new(PerMinute);

    /// <summary>How many addresses are remembered.</summary>
    internal int Count => budgets.Count;

    /// <summary>Counts an unknown key or a wrong signature; 429 <c>rate.limited</c> when the address has sent too many. Null: it has not, or nothing is limited here.</summary>
    public Error? Take(IPAddress address)
    {
        if (requests.Default == 0)
            return null;
        if (budgets.Take(address, time.GetUtcNow()) is not { } seconds)
            return null;
        return new(ErrorKind.TooMany, "rate.limited", $"An address may send {PerMinute} unknown API keys and wrong signatures a minute, and yours has: correct them, then repeat the request in {seconds} s.") { RetryAfter = TimeSpan.FromSeconds(seconds) };
    }
}
