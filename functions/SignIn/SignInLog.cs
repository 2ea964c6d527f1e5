using System.Net;
using Microsoft.Extensions.Logging;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>One line in the log for each attempt, whichever way it came and whatever became of it. What was typed stands in none, the login id neither: people type passwords there.</summary>
public sealed class SignInLog(ILogger<SignInLog> logger)
{
    private const string Refused = nameof(AttemptOutcome.Refused);

    /// <summary>An attempt that was taken to its end.</summary>
    internal void Note(Attempt attempt, AttemptOutcome outcome, IReadOnlyList<string> reasons) =>
        Write(attempt.Tenant, attempt.User, attempt.Address, attempt.Means, outcome.ToString(), string.Join(' ', reasons));

    /// <summary>One that ended before it was known, or asked, what stands in the way.</summary>
    /// <param name="tenant">As it was sent.</param>
    /// <param name="user">Who; null: nobody, or it is not known.</param>
    /// <param name="address">Where from.</param>
    /// <param name="means">With what.</param>
    /// <param name="why">The code that it was answered with.</param>
    internal void NoteRefused(string tenant, User? user, IPAddress address, Means means, string why) => Write(tenant, user, address, means, Refused, why);

    private void Write(string tenant, User? user, IPAddress address, Means means, string outcome, string reasons) => logger.LogInformation(
        "Sign-in as {User} in {Tenant} from {Address} by {Means}: {Outcome} {Reasons}", user?.Id.ToString() ?? "nobody", TenantRegistry.IsName(tenant) ? tenant : "no tenant", address, means, outcome, reasons);
}
