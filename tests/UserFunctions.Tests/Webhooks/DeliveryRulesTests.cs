using UserFunctions.Webhooks;

namespace UserFunctions.Tests.Webhooks;

public sealed class DeliveryRulesTests
{
    private static readonly TimeSpan[] Published =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    [Fact]
    public void The_tries_are_those_that_are_promised_and_then_it_is_given_up()
    {
        Assert.Equal(Published, DeliveryRules.RetryDelays);
        for (var tries = 1; tries <= Published.Length; tries++)
        {
            Assert.Equal(Published[tries - 1], DeliveryRules.Wait(DeliveryRules.RetryDelays, tries, null, 0));
            Assert.Equal(Published[tries - 1] * 1.2, DeliveryRules.Wait(DeliveryRules.RetryDelays, tries, null, 1));
        }

        Assert.Null(DeliveryRules.Wait(DeliveryRules.RetryDelays, Published.Length + 1, null, 0));
        Assert.Null(DeliveryRules.Wait(DeliveryRules.RetryDelays, Published.Length + 1, TimeSpan.FromMinutes(1), 0));
    }

    [Theory]
    [InlineData(1, 3, 5)]
    [InlineData(1, 90, 90)]
    [InlineData(2, 90, 300)]
    [InlineData(1, 200_000, 86_400)]
    public void A_receiver_may_ask_for_more_time_but_not_for_less_nor_for_more_than_a_day(int tries, int asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DeliveryRules.Wait(DeliveryRules.RetryDelays, tries, TimeSpan.FromSeconds(asked), 0));
}
