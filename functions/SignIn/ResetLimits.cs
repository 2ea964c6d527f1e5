using System.Net;
using UserFunctions.Platform.Errors;
using UserFunctions.Tenants;

namespace UserFunctions.SignIn;

/// <summary>Counts the mails that each address asks for, in this process alone. Those of one user are counted where the mail is written, so that nobody sees whether there is such a user.</summary>
public sealed class ResetLimits(RequestBudgets requests, TimeProvider time)
{
    /// <summary>Mails a minute that an address may ask for; as many may come at once after a quiet minute.</summary>
    public const int PerMinute = 10;

    private readonly AddressBudgets budgets = new(PerMinute);

    /// <summary>Counts a request; 429 <c>rate.limited</c> when the address has made too many. Null: it has not, or nothing is limited here.</summary>
    public Error? Take(IPAddress address)
    {
        if (requests.Default == 0)
            return null;
        if (budgets.Take(address, time.GetUtcNow()) is not { } seconds)
            return null;
        return new(ErrorKind.TooMany, "rate.limited", $"An address may ask for {PerMinute} mails a minute, and yours has: repeat the request in {seconds} s.") { RetryAfter = TimeSpan.FromSeconds(seconds) };
    }
}
