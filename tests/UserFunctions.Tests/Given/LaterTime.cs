namespace UserFunctions.Tests.Given;

/// <summary>The real time, moved on as a test wants it. Timers run as ever.</summary>
public sealed class LaterTime : TimeProvider
{
    private long ahead;

    /// <summary>Lets so much time have passed.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref ahead, time.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));
}
