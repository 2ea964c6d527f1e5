using System.Globalization;
using UserFunctions.Local.Pumps;

namespace UserFunctions.Tests.Local;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * * *", "2026-03-01T09:30:15Z", "2026-03-01T09:30:16Z")]
    [InlineData("0 * * * * *", "2026-03-01T09:30:15Z", "2026-03-01T09:31:00Z")]
    [InlineData("0 * * * * *", "2026-03-01T09:30:00Z", "2026-03-01T09:31:00Z")]
    [InlineData("0 */5 * * * *", "2026-03-01T09:30:00Z", "2026-03-01T09:35:00Z")]
    [InlineData("0 0 * * * *", "2026-03-01T23:00:01Z", "2026-03-02T00:00:00Z")]
    [InlineData("30 15 3 * * *", "2026-03-01T03:15:30Z", "2026-03-02T03:15:30Z")]
    [InlineData("0 0 0 1 1 *", "2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 0 0 31 * *", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z")]
    [InlineData("0 30 9 * * 1-5", "2026-02-27T10:00:00Z", "2026-03-02T09:30:00Z")]
    [InlineData("0 0 0 * * 0", "2026-02-27T10:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData("0 0 0 13 * 5", "2026-03-14T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0 0 8,12,18 * * *", "2026-03-01T12:00:00Z", "2026-03-01T18:00:00Z")]
    [InlineData("10-20/5 0 0 * * *", "2026-03-01T00:00:10Z", "2026-03-01T00:00:15Z")]
    [InlineData("10-20/5 0 0 * * *", "2026-03-01T00:00:20Z", "2026-03-02T00:00:10Z")]
    [InlineData("50/5 * * * * *", "2026-03-01T00:00:56Z", "2026-03-01T00:01:50Z")]
    [InlineData("0  0   0 1 */3 *", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")]
    [InlineData("0 0 12 * * *", "2026-03-01T13:30:00.999+02:00", "2026-03-01T12:00:00Z")]
    [InlineData("59 59 23 31 12 *", "2026-12-31T23:59:58.5Z", "2026-12-31T23:59:59Z")]
    public void The_next_time_is_the_first_that_fits_all_fields(string schedule, string after, string expected)
    {
        Assert.Equal(At(expected), CronSchedule.Parse(schedule).Next(At(after)));
    }

    [Fact]
    public void A_day_that_never_comes_has_no_next_time()
    {
        Assert.Null(CronSchedule.Parse("0 0 0 30 2 *").Next(At("2026-03-01T00:00:00Z")));
    }

    [Theory]
    [InlineData("* * * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * * *")]
    [InlineData("* * 24 * * *")]
    [InlineData("* * * 0 * *")]
    [InlineData("* * * * 13 *")]
    [InlineData("* * * * * 7")]
    [InlineData("*/0 * * * * *")]
    [InlineData("5-1 * * * * *")]
    [InlineData("1, * * * * *")]
    [InlineData("-1 * * * * *")]
    [InlineData("*/ * * * * *")]
    [InlineData("x * * * * *")]
    [InlineData("99999999999 * * * * *")]
    [InlineData("")]
    public void What_is_not_a_schedule_is_refused(string schedule)
    {
        Assert.Throws<FormatException>(() => CronSchedule.Parse(schedule));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
