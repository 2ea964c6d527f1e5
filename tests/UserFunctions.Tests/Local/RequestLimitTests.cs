using Microsoft.AspNetCore.Http;
using UserFunctions.Local;
using UserFunctions.Local.Http;

namespace UserFunctions.Tests.Local;

public sealed class RequestLimitTests
{
    private readonly TaskCompletionSource gate = new();
    private int running;

    [Fact]
    public async Task One_request_more_than_may_be_outstanding_is_429_with_Retry_After_and_later_ones_pass_again()
    {
        var limit = new RequestLimit(new HostSettings { MaxConcurrentRequests = 1, MaxOutstandingRequests = 2 });
        var first = Pass(limit);
        var second = Pass(limit);
        var third = await Pass(limit);
        Assert.Equal((429, "1"), (third.Response.StatusCode, third.Response.Headers.RetryAfter.ToString()));
        Assert.Equal(1, running);
        gate.SetResult();
        Assert.Equal([200, 200, 200], (await Task.WhenAll(first, second, Pass(limit))).Select(c => c.Response.StatusCode));
        Assert.Equal(3, running);
    }

    [Fact]
    public async Task Without_numbers_in_host_json_there_is_no_limit()
    {
        var limit = new RequestLimit(new HostSettings());
        var all = Enumerable.Range(0, 1000).Select(_ => Pass(limit)).ToList();
        Assert.Equal(1000, running);
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), c => Assert.Equal(200, c.Response.StatusCode));
    }

    private async Task<HttpContext> Pass(RequestLimit limit)
    {
        var context = new DefaultHttpContext();
        await limit.Pass(context, _ =>
        {
            running++;
            return gate.Task;
        });
        return context;
    }
}
