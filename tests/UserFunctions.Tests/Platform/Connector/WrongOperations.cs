using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Hosting.Triggers;

namespace UserFunctions.Tests.Platform.Connector;

public sealed class WithoutAnswer
{
    [Function("WithoutAnswer")]
    [Operation("Read nothing", "Reads what nobody describes.")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => throw new InvalidOperationException(request.ToString());
}

public sealed class WithoutValue
{
    [Function("WithoutValue")]
    [Operation("Read a thing", "Reads a thing that nobody describes.")]
    [Answers(204)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/{id:guid}")] HttpRequest request) => throw new InvalidOperationException(request.ToString());
}

public sealed class PartOfItself
{
    [Function("PartOfItself")]
    [Operation("Read a tree", "Reads a tree with all that hangs on it.")]
    [Answers(200, typeof(TreeView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => throw new InvalidOperationException(request.ToString());

    public sealed record TreeView(IReadOnlyList<TreeView> Branches);
}

public sealed class OfAnything
{
    [Function("OfAnything")]
    [Operation("Read anything", "Reads something of any kind.")]
    [Answers(200, typeof(AnythingView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => throw new InvalidOperationException(request.ToString());

    public sealed record AnythingView(JsonElement Value);
}
