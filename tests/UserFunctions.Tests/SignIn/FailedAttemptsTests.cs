using UserFunctions.SignIn;

namespace UserFunctions.Tests.SignIn;

public sealed class FailedAttemptsTests
{
    private const int LockAfter = 10;
    private const string Home = "203.0.113.7";
    private const string Strange = "198.51.100.9";
    private static readonly TimeSpan LockFor = TimeSpan.FromMinutes(15);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ten_in_a_row_lock_and_nine_do_not()
    {
        Assert.False(Fail(FailedAttempts.None, 9, Start).IsLocked(Start));
        var locked = Fail(FailedAttempts.None, 10, Start);
        Assert.True(locked.IsLocked(Start + LockFor - TimeSpan.FromTicks(1)));
        Assert.False(locked.IsLocked(Start + LockFor));
    }

    [Fact]
    public void What_lies_further_apart_than_a_quarter_of_an_hour_is_not_in_a_row()
    {
        var failed = Fail(FailedAttempts.None, 9, Start);
        Assert.Equal(1, failed.Add(Start + FailedAttempts.Window + TimeSpan.FromSeconds(1), LockAfter, LockFor).Count);
        Assert.True(failed.Add(Start + FailedAttempts.Window, LockAfter, LockFor).IsLocked(Start + FailedAttempts.Window));
    }

    [Fact]
    public void Nothing_counts_while_it_is_locked_so_nobody_makes_a_lock_longer()
    {
        var locked = Fail(FailedAttempts.None, 10, Start);
        Assert.Equal(locked, Fail(locked, 1000, Start.AddMinutes(14)));
    }

    [Fact]
    public void Each_lock_is_twice_as_long_as_the_one_before_up_to_four_hours_and_a_quiet_day_forgets_them()
    {
        var (failed, now, minutes) = (FailedAttempts.None, Start, new List<double>());
        for (var i = 0; i < 7; i++)
        {
            failed = Fail(failed, 10, now);
            minutes.Add((failed.LockedUntil!.Value - now).TotalMinutes);
            now = failed.LockedUntil.Value.AddMinutes(1);
        }

        Assert.Equal([15, 30, 60, 120, 240, 240, 240], minutes);
        now += FailedAttempts.ForgottenAfter;
        Assert.Equal(15, (Fail(failed, 10, now).LockedUntil!.Value - now).TotalMinutes);
    }

    [Fact]
    public void Strangers_lock_each_other_out_and_not_the_user_at_a_place_of_their_own()
    {
        var failures = UserFailures.None.SignedIn(Home, Start);
        for (var i = 0; i < 1000; i++)
            failures = failures.Failed($"198.51.{i / 250}.{i % 250}", Start.AddSeconds(i), LockAfter, LockFor);
        var now = Start.AddSeconds(5);
        Assert.NotNull(failures.LockedUntil(Strange, now));
        Assert.Null(failures.LockedUntil(Home, now));
        Assert.Equal(UserFailures.MostPlaces, failures.Places.Count);
        Assert.True(failures.IsOwn(Home, now));
        // A sign-in at home gives the strangers no more guesses.
        Assert.NotNull(failures.SignedIn(Home, now).LockedUntil(Strange, now));
        Assert.Null(failures.Cleared().LockedUntil(Strange, now));
    }

    [Fact]
    public void At_a_place_of_the_users_own_what_fails_there_locks_there()
    {
        var failures = UserFailures.None.SignedIn(Home, Start);
        for (var i = 0; i < 10; i++)
            failures = failures.Failed(Home, Start, LockAfter, LockFor);
        Assert.Equal(Start + LockFor, failures.LockedUntil(Home, Start));
        Assert.Null(failures.LockedUntil(Home, Start + LockFor));
        Assert.DoesNotContain(failures.SignedIn(Home, Start + LockFor).Places, p => p.Failed != FailedAttempts.None);
    }

    [Fact]
    public void Strangers_who_stay_below_every_lock_get_a_hundred_guesses_between_two_sign_ins()
    {
        var (failures, now, guesses) = (UserFailures.None.SignedIn(Home, Start), Start, 0);
        for (; failures.LockedUntil(Strange, now) is null; now += FailedAttempts.Window, guesses++)
            failures = failures.Failed(Strange, now, LockAfter, LockFor);
        Assert.Equal(UserFailures.MostOfStrangers, guesses);
        Assert.Equal(UserFailures.NotByItself, failures.LockedUntil("192.0.2.1", now.AddDays(1000)));
        Assert.Null(failures.LockedUntil(Home, now));
        Assert.Null(failures.SignedIn(Home, now).LockedUntil(Strange, now));
        Assert.Null(failures.Cleared().LockedUntil(Strange, now));
        Assert.True(failures.IsAny);
    }

    [Fact]
    public void A_place_is_the_users_own_for_ninety_days()
    {
        var failures = UserFailures.None.SignedIn(Home, Start);
        Assert.True(failures.IsOwn(Home, Start.AddDays(89)));
        Assert.False(failures.IsOwn(Home, Start.AddDays(91)));
    }

    private static FailedAttempts Fail(FailedAttempts failed, int times, DateTimeOffset at)
    {
        for (var i = 0; i < times; i++)
            failed = failed.Add(at, LockAfter, LockFor);
        return failed;
    }
}
