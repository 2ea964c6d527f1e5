using UserFunctions.Platform.Connector;

namespace UserFunctions.Routing;

/// <summary>One thing that a decision about a call looked at; they stand in the order in which they were looked at. After the first that failed none is looked at any more; what follows from it is said behind it.</summary>
/// <param name="Check">What was looked at; the same word whatever came of it.</param>
/// <param name="Passed">It speaks for the call.</param>
/// <param name="Code">What it failed for; null when it passed.</param>
/// <param name="Message">The same in words.</param>
public sealed record CallReason(
    [property: Field("What was looked at, as a word that does not change, such as time_group.")] string Check,
    [property: Field("True: it speaks for the call; false: it decided against it.")] bool Passed,
    [property: Field("What decided against it, as a code that does not change, such as outside_time_group; absent: it passed.")] string? Code,
    [property: Field("The same in words.")] string Message);

/// <summary>The reasons of one decision as they are found.</summary>
internal sealed class CallReasons
{
    private readonly List<CallReason> all = [];

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<CallReason> All => all;

    /// <summary>What it failed for; null: nothing so far.</summary>
    public string? Code => all.Find(reason => !reason.Passed)?.Code;

    /// <summary>Notes a check; after one that failed nothing more is looked at.</summary>
    /// <returns>True while nothing failed.</returns>
    public bool Check(string check, bool passes, string passed, string code, string failed)
    {
        if (Code is not null)
            return false;
        all.Add(new(check, passes, passes ? null : code, passes ? passed : failed));
        return passes;
    }

    /// <summary>Notes what decides nothing by itself, but belongs to the explanation.</summary>
    public void Note(string check, string message) => all.Add(new(check, true, null, message));
}
