using FsCheck;
using FsCheck.Xunit;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Presence;

/// <summary>The rules of statuses and sessions alone.</summary>
public sealed class PresenceRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Property]
    [Spec("S095")]
    public bool Whatever_a_status_comes_of_by_itself_it_is_never_more_available_than_before(PresenceClass before, PresenceClass wanted, bool isOwn)
    {
        var status = new UserStatus(Guid.NewGuid(), before, "Said", Now, "x", Guid.NewGuid()) { Version = 3 };
        var target = isOwn ? new TenantStatus(Guid.NewGuid().ToString(), 1, "Own", wanted, null, null, Now, Now) : TenantStatus.BuiltIn.Single(s => s.Class == wanted);
        var after = status.Lowered(target, StatusSource.Idle, Now, Guid.NewGuid());
        return after is null ? wanted < before || (wanted == before && !isOwn) : after.Status >= before && after.Version == 4 && after.Source is StatusSource.Idle;
    }

    [Fact]
    public void A_clock_that_was_ahead_does_not_keep_a_status_for_good()
    {
        var ahead = new UserStatus(Guid.NewGuid(), PresenceClass.Available, null, Now.AddMinutes(4), "x", Guid.NewGuid());
        Assert.Equal(Now.AddMinutes(4), ahead.Lowered(TenantStatus.BuiltIn[^1], StatusSource.Disconnect, Now, Guid.NewGuid())!.ChangedAt);
    }

    [Property(MaxTest = 300)]
    [Spec("S056")]
    public bool A_user_is_online_exactly_while_a_device_counts(NonEmptyArray<(byte Device, byte Step, byte Seconds)> words)
    {
        var (sessions, now, until) = (PresenceSessions.None, Now, new Dictionary<string, DateTimeOffset>());
        foreach (var (device, step, seconds) in words.Get)
        {
            now = now.AddSeconds(step);
            var name = $"device {device % 12}";
            var said = new PresenceSession(name, SessionKind.Heartbeat, now, now, now.AddSeconds(seconds), null);
            var isTooMany = until.Count(u => u.Key != name && u.Value > now) >= PresenceSessions.Max;
            var after = sessions.With(said);
            if (after.Ok == isTooMany)
                return false;
            if (!after.Ok)
                continue;
            (sessions, until[name]) = (after.Value, now.AddSeconds(seconds));
            if (sessions.Live(now).Count != until.Count(u => u.Value > now) || sessions.All.Count > PresenceSessions.Max)
                return false;
        }

        return sessions.EndedAt(now) is null == (sessions.Live(now).Count > 0 || sessions.All.Count == 0);
    }

    [Fact]
    public void A_word_that_was_overtaken_changes_nothing_and_a_device_that_comes_back_starts_anew()
    {
        var first = PresenceSessions.None.With(Said(0)).Value;
        var second = first.With(Said(30)).Value;
        Assert.Same(second, second.With(Said(10)).Value);
        Assert.Equal((Now, Now.AddSeconds(90)), (Assert.Single(second.All).StartedAt, second.All[0].ExpiresAt));
        Assert.Equal(Now.AddSeconds(200), Assert.Single(second.With(Said(200)).Value.All).StartedAt);
        Assert.Equal(Now.AddSeconds(90), second.EndedAt(Now.AddSeconds(91)));

        static PresenceSession Said(int second) => new("desk", SessionKind.Heartbeat, Now.AddSeconds(second), Now.AddSeconds(second), Now.AddSeconds(second + 60), null);
    }
}
