using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Hosting.Triggers;
using UserFunctions.Tests.Local;

namespace UserFunctions.Tests.Platform.Hosting;

public sealed class FunctionContractTests
{
    [Fact]
    public void The_functions_of_this_app_keep_the_contract()
    {
        var functions = FunctionCatalog.Find(typeof(FunctionCatalog).Assembly);
        Assert.NotEmpty(functions);
        Assert.Empty(FunctionContract.Violations(functions));
    }

    [Fact]
    public void Functions_are_found_in_ordinal_order_of_names_with_what_their_triggers_say()
    {
        var functions = FunctionCatalog.Of(typeof(SampleHttp)).Concat(FunctionCatalog.Of(typeof(SampleBlob))).ToList();
        Assert.Empty(FunctionContract.Violations(functions));
        var item = functions.Single(f => f.Name == "PutItem");
        Assert.Equal((FunctionKind.Http, "items/{id:guid}", "PUT"), (item.Kind, item.Route, item.Methods.Single()));
        Assert.Equal("Wait", functions.Single(f => f.Name == "Wait").Route);
        Assert.Equal("drops/{tenant}/{name}", functions.Single(f => f.Name == "Import").BlobPath);
        var all = FunctionCatalog.Find(typeof(FunctionCatalog).Assembly).Select(f => f.Name).ToList();
        Assert.Equal(all.Order(StringComparer.Ordinal), all);
    }

    [Theory]
    [InlineData(nameof(Broken.Hidden), "must be public")]
    [InlineData(nameof(Broken.Twice), "has an overload")]
    [InlineData(nameof(Broken.NoTrigger), "exactly one trigger")]
    [InlineData(nameof(Broken.WrongReturn), "must return Task<IResult>")]
    [InlineData(nameof(Broken.FromBody), "its parameter body is a Uri")]
    [InlineData(nameof(Broken.NotInRoute), "does not occur in the route")]
    [InlineData(nameof(Broken.Unconstrained), "{id:guid}")]
    [InlineData(nameof(Broken.Level), "must be Anonymous")]
    [InlineData(nameof(Broken.Reserved), "begins with a word")]
    [InlineData(nameof(Broken.BadRoute), "cannot be read")]
    [InlineData(nameof(Broken.QueueOfBytes), "on a string or a class of this app")]
    [InlineData(nameof(Broken.QueueMetadata), "is not message metadata")]
    [InlineData(nameof(Broken.QueueWithName), "is not a queue name")]
    [InlineData(nameof(Broken.BlobAsText), "must be on a Stream")]
    [InlineData(nameof(Broken.BlobWithout), "must take 'string name'")]
    [InlineData(nameof(Broken.TimerFields), "must have six fields")]
    [InlineData(nameof(Broken.TimerService), "is not allowed")]
    public void A_function_that_breaks_it_is_told_in_words(string method, string expected)
    {
        var function = FunctionCatalog.Of(typeof(Broken)).First(f => f.Method.Name == method);
        var violations = FunctionContract.Violations([function]);
        Assert.Contains(violations, v => v.StartsWith(function.Name, StringComparison.Ordinal) && v.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_functions_may_not_share_a_name_or_a_route_with_a_method()
    {
        var functions = FunctionCatalog.Of(typeof(SampleHttp)).ToList();
        var violations = FunctionContract.Violations([.. functions, functions[0] with { Name = functions[0].Name.ToLowerInvariant() }]);
        Assert.Equal(2, violations.Count);
        Assert.Contains("is used 2 times", violations[0], StringComparison.Ordinal);
        Assert.Contains("is served more than once", violations[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_that_differ_only_in_the_name_of_a_value_are_the_same_route()
    {
        var get = FunctionCatalog.Of(typeof(SampleHttp)).Single(f => f.Name == "A_Any");
        var same = get with { Name = "Other", Route = "ANY/{other}" };
        Assert.Single(FunctionContract.Violations([get, same]), v => v.Contains("more than once", StringComparison.Ordinal));
        var constrained = same with { Route = "any/{other:guid}" };
        Assert.DoesNotContain(FunctionContract.Violations([get, constrained]), v => v.Contains("more than once", StringComparison.Ordinal));
    }

    public sealed class Broken
    {
        private const AuthorizationLevel Open = AuthorizationLevel.Anonymous;

        [Function("Hidden")]
        internal Task<IResult> Hidden([HttpTrigger(Open, "get")] HttpRequest request) => null!;

        [Function("Twice")]
        public Task<IResult> Twice([HttpTrigger(Open, "get")] HttpRequest request) => null!;

        public void Twice()
        {
            // The overload.
        }

        [Function("NoTrigger")]
        public Task<IResult> NoTrigger(HttpRequest request) => null!;

        [Function("WrongReturn")]
        public IResult WrongReturn([HttpTrigger(Open, "get")] HttpRequest request) => null!;

        [Function("FromBody")]
        public Task<IResult> FromBody([HttpTrigger(Open, "post")] HttpRequest request, Uri body) => null!;

        [Function("NotInRoute")]
        public Task<IResult> NotInRoute([HttpTrigger(Open, "get", Route = "x/{y}")] HttpRequest request, string z) => null!;

        [Function("Unconstrained")]
        public Task<IResult> Unconstrained([HttpTrigger(Open, "get", Route = "x/{id}")] HttpRequest request, Guid id) => null!;

        [Function("Level")]
        public Task<IResult> Level([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => null!;

        [Function("Reserved")]
        public Task<IResult> Reserved([HttpTrigger(Open, "get", Route = "administrators")] HttpRequest request) => null!;

        [Function("BadRoute")]
        public Task<IResult> BadRoute([HttpTrigger(Open, "get", Route = "x/{y")] HttpRequest request) => null!;

        [Function("QueueOfBytes")]
        public Task QueueOfBytes([QueueTrigger("jobs")] byte[] body) => null!;

        [Function("QueueMetadata")]
        public Task QueueMetadata([QueueTrigger("jobs")] string body, int tries) => null!;

        [Function("QueueWithName")]
        public Task QueueWithName([QueueTrigger("My_Jobs")] string body) => null!;

        [Function("BlobAsText")]
        public Task BlobAsText([BlobTrigger("drops/{name}")] string content, string name) => null!;

        [Function("BlobWithout")]
        public Task BlobWithout([BlobTrigger("drops/{file}")] Stream content, string file) => null!;

        [Function("TimerFields")]
        public Task TimerFields([TimerTrigger("*/5 * * * *")] TimerInfo timer) => null!;

        [Function("TimerService")]
        public Task TimerService([TimerTrigger("0 * * * * *")] TimerInfo timer, TimeProvider time) => null!;
    }
}
