using System.Net;
using System.Text;
using UserFunctions.Local;

namespace UserFunctions.Tests.Local;

public sealed class HttpTests : IAsyncLifetime
{
    private readonly Journal journal = new();
    private LocalApp app = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        app = await SampleApp.Start(journal, [.. SampleApp.Http.OrderBy(f => f.Name, StringComparer.Ordinal)]);
        client = new HttpClient { BaseAddress = new Uri(app.BaseAddress, "api/") };
    }

    public async Task DisposeAsync()
    {
        journal.Gate.TrySetResult();
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Routes_are_tried_in_the_order_of_function_names_not_literals_first()
    {
        Assert.Equal("any literal", await client.GetStringAsync("any/literal"));
    }

    [Fact]
    public async Task A_route_whose_method_does_not_fit_is_passed_over_for_the_next_that_does()
    {
        using var response = await client.PostAsync("any/literal", null);
        Assert.Equal("literal", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "nowhere")]
    [InlineData("DELETE", "any/x")]
    [InlineData("POST", "any/x")]
    [InlineData("GET", "items/not-a-guid")]
    [InlineData("GET", "../any/x")]
    public async Task Unknown_route_and_wrong_method_are_404_with_an_empty_body(string method, string path)
    {
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Empty(response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Two_functions_share_a_route_with_different_methods()
    {
        var id = Guid.NewGuid();
        Assert.Equal($"get {id} True", await client.GetStringAsync($"items/{id}"));
        using var put = await client.PutAsync($"items/{id}", null);
        Assert.Equal($"put {id}", await put.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_function_without_a_route_is_served_under_its_name()
    {
        journal.Gate.SetResult();
        Assert.Equal("waited", await client.GetStringAsync("Wait"));
    }

    [Fact]
    public async Task An_exception_is_a_500_in_the_error_shape_that_tells_nothing_of_the_inside()
    {
        using var response = await client.GetAsync("throw");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("\"code\":\"internal\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("the inside", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_pipeline_answers_is_the_answer_and_the_function_does_not_run()
    {
        using var response = await client.GetAsync("wait?code=unknown");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task Stopping_lets_a_running_request_end()
    {
        var running = client.GetStringAsync("wait");
        await journal.Next();
        var stopping = app.DisposeAsync().AsTask();
        journal.Gate.SetResult();
        Assert.Equal("waited", await running);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("any/x"));
    }

    [Fact]
    public void The_function_list_reads_like_that_of_func_start()
    {
        using var output = new StringWriter(new StringBuilder());
        FunctionList.Print(app, output);
        var lines = output.ToString().Split(Environment.NewLine);
        Assert.Equal(["", "Functions:", ""], lines[..3]);
        Assert.Contains($"\tB_Literal: [GET,POST] http://localhost:{app.BaseAddress.Port}/api/any/literal", lines);
        Assert.Contains($"\tWait: [GET] http://localhost:{app.BaseAddress.Port}/api/Wait", lines);
    }

    [Fact]
    public async Task A_function_that_breaks_the_contract_stops_the_start()
    {
        var broken = SampleApp.Queue("Not A Queue");
        var exception = await Assert.ThrowsAsync<StartException>(() => SampleApp.Start(journal, [broken]));
        Assert.Contains("'Not A Queue' is not a queue name", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_function_name_stops_the_start()
    {
        await Assert.ThrowsAsync<StartException>(async () => await LocalApp.Start(new LocalAppOptions
        {
            ConnectionString = await Given.AzuriteFixture.ConnectionString,
            Functions = SampleApp.Http,
            Only = ["NotThere"],
        }));
    }

    [Fact]
    public async Task A_busy_port_is_said_in_one_line()
    {
        var exception = await Assert.ThrowsAsync<StartException>(async () => await LocalApp.Start(new LocalAppOptions
        {
            ConnectionString = await Given.AzuriteFixture.ConnectionString,
            Functions = [],
            AddServices = (_, _) => { },
            Port = app.BaseAddress.Port,
        }));
        Assert.StartsWith($"Port {app.BaseAddress.Port} is in use", exception.Message, StringComparison.Ordinal);
    }
}
