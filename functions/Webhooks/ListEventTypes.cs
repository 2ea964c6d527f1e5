using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;

namespace UserFunctions.Webhooks;

/// <summary>A type of event on the wire.</summary>
public sealed record EventTypeView
{
    /// <summary>Name.</summary>
    [Field("Name of the event, such as user.created.")]
    public required string Name { get; init; }

    /// <summary>Title.</summary>
    [Field("What people call it.")]
    public required string Title { get; init; }

    /// <summary>Description.</summary>
    [Field("When it is told.")]
    public required string Description { get; init; }
}

/// <summary><c>GET /api/event-types</c>: what there is to be told of.</summary>
public sealed class ListEventTypes(EventLog events)
{
    /// <summary>200 with all types, in the order in which rooms name them.</summary>
    [Function("ListEventTypes")]
    [Operation("List event types", "Lists the events that webhooks and triggers can be told of.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(EventTypeView), IsPage = true)]
    [Lookup("event-types", "name", "title")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "event-types")] HttpRequest request)
    {
        if (!request.DemandAny(Permission.WebhooksRead, Permission.WebhooksWrite, Permission.UsersRead, Permission.ImportsRead).Try(out _, out var error))
            return Task.FromResult<IResult>(Answer.Problem(error));
        if (!request.ReadPage().Try(out var page, out error))
            return Task.FromResult<IResult>(Answer.Problem(error));
        var rest = events.Types.SkipWhile(type => page.After is not null && type.Name != page.After).Skip(page.After is null ? 0 : 1).ToList();
        var views = rest.Take(page.Top).Select(type => new EventTypeView { Name = type.Name, Title = type.Title, Description = type.Description }).ToList();
        return Task.FromResult<IResult>(request.Page(views, page, rest.Count > page.Top ? views[^1].Name : null));
    }
}
