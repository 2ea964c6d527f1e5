namespace UserFunctions.Webhooks;

/// <summary>How deliveries are tried, and when they are given up.</summary>
public static class DeliveryRules
{
    /// <summary>Waits behind the first try and each one after it; behind the last one the event is given up and the webhook is switched off.</summary>
    public static IReadOnlyList<TimeSpan> RetryDelays { get; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long a receiver has to answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>For how long a process has a webhook to itself; it is extended while the process lives.</summary>
    public static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(60);

    /// <summary>How long a run goes on before it passes on to the next one.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(2);

    /// <summary>The longest wait that a receiver's <c>Retry-After</c> brings about.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <summary>How long the secret before works on after a rotation.</summary>
    public static readonly TimeSpan SecretOverlap = TimeSpan.FromHours(24);

    /// <summary>Subjects that are told of at the same time.</summary>
    public const int AtOnce = 8;

    /// <summary>Changes that are looked at in one step.</summary>
    public const int ChangesAStep = 64;

    /// <summary>Events that wait for another try; from then on the whole webhook waits instead.</summary>
    public const int MostPending = 500;

    /// <summary>When so many subjects fail and none succeeds in one step, the receiver counts as down, and one event at a time finds out when it is back.</summary>
    public const int DownFrom = 5;

    /// <summary>True when the receiver answers, and refuses what it was sent: it may take another event. 408 and 429 are about the time.</summary>
    /// <param name="status">HTTP status; null: there was no answer.</param>
    public static bool IsRefusal(int? status) => status is >= 400 and < 500 and not (408 or 429);

    // Receivers that failed together are not all tried again at the same moment.
    private const double Jitter = 0.2;

    /// <summary>When to try again.</summary>
    /// <param name="delays">The schedule.</param>
    /// <param name="tries">Tries so far, at least 1.</param>
    /// <param name="retryAfter">What the receiver asked for; null: nothing.</param>
    /// <param name="random">From 0 to 1.</param>
    /// <returns>The wait; null: it is given up.</returns>
    public static TimeSpan? Wait(IReadOnlyList<TimeSpan> delays, int tries, TimeSpan? retryAfter, double random)
    {
        if (tries > delays.Count)
            return null;
        var wait = delays[tries - 1] * (1 + (Jitter * random));
        return retryAfter is { } asked && asked > wait ? (asked < LongestWait ? asked : LongestWait) : wait;
    }
}
