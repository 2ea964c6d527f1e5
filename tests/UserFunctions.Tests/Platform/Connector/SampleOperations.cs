using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Hosting.Triggers;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>Functions that use every word of the vocabulary; no app serves them.</summary>
public sealed class SampleOperations
{
    public static IReadOnlyList<OperationDescription> All { get; } =
        Operations.Of([.. FunctionCatalog.Of(typeof(SampleOperations)), .. FunctionCatalog.Of(typeof(TestConnection))]);

    [Function("ListBoxes")]
    [Operation("List boxes", "Lists boxes in the order of their names, a page at a time.", Visibility = Visibility.Important)]
    [Query(typeof(BoxQuery))]
    [Answers(200, typeof(BoxView), IsPage = true)]
    [Lookup("boxes", "id", "name")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "boxes")] HttpRequest request) => throw Never(request);

    [Function("CreateBox")]
    [Operation("Create a box", "Creates a box; its name must not be in use.", Visibility = Visibility.Important)]
    [Takes(typeof(BoxBody))]
    [Answers(201, typeof(BoxView), Also = [200])]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "boxes")] HttpRequest request) => throw Never(request);

    [Function("ReadBox")]
    [Operation("Read a box", "Reads one box with all that is in it.", IsVersioned = true, Family = "ReadBox", ReplacedBy = "ReadBoxV2")]
    [PathValue("boxes/{id:guid}", "Box", "Id of the box.", Lookup = "boxes")]
    [Answers(200, typeof(BoxView))]
    public Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "boxes/{id:guid}")] HttpRequest request) => throw Never(request);

    [Function("ReadBoxV2")]
    [Operation("Read a box as it is", "Reads one box as it is at this moment.", Family = "ReadBox", Revision = 2)]
    [Answers(200, typeof(BoxView))]
    public Task<IResult> ReadNewer([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "boxes/{id:guid}/v2")] HttpRequest request) => throw Never(request);

    [Function("ChangeBox")]
    [Operation("Change a box", "Changes what is sent of a box and nothing else.", IsVersioned = true, Id = "ChangeBox", Method = "PATCH")]
    [Operation("Delete a box", "Deletes a box with all that is in it.", IsVersioned = true, Id = "DeleteBox", Method = "DELETE")]
    [Takes(typeof(BoxChanges), Operation = "ChangeBox", IsOptional = true)]
    [Answers(200, typeof(BoxView), Operation = "ChangeBox")]
    [Answers(204, Operation = "DeleteBox")]
    public Task<IResult> Change([HttpTrigger(AuthorizationLevel.Anonymous, "patch", "delete", Route = "boxes/{id:guid}")] HttpRequest request) => throw Never(request);

    [Function("FillBox")]
    [Operation("Fill a box", "Takes a file and fills the box with what it holds; the answer says where to ask for the outcome.")]
    [Takes(typeof(FileForm), ContentType = "multipart/form-data")]
    [Takes(typeof(FileBody))]
    [Answers(202, typeof(BoxView))]
    public Task<IResult> Fill([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "boxes/{id:guid}/file")] HttpRequest request) => throw Never(request);

    [Function("FillBoxForm")]
    [Operation("Fill a box (form)", "Takes a file as a form and fills the box with what it holds.")]
    [Takes(typeof(FileForm), ContentType = "multipart/form-data")]
    [Answers(202, typeof(BoxView))]
    public Task<IResult> FillForm([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "boxes/{id:guid}/file/form")] HttpRequest request) => throw Never(request);

    [Function("WeighBox")]
    [Operation("Weigh a box", "Says what a box would weigh with more in it, and puts nothing in.", IsRepeatable = true)]
    [Takes(typeof(BoxChanges))]
    [Answers(200, typeof(ThingView))]
    public Task<IResult> Weigh([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "boxes/{id:guid}/weigh")] HttpRequest request) => throw Never(request);

    [Function("ExportBoxes")]
    [Operation("Export boxes", "Answers with a file of all boxes.")]
    [Answers(200, typeof(string), ContentType = "text/plain", OtherTypes = ["text/csv"])]
    public Task<IResult> Export([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "boxes/export.csv")] HttpRequest request) => throw Never(request);

    [Function("WhenBoxes")]
    [Operation("When a box is opened", "Starts the flow for every box that was opened since the last time.", Trigger = "batch")]
    [Answers(200, typeof(BoxEvent), IsList = true, Also = [202])]
    public Task<IResult> Poll([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "triggers/box.opened")] HttpRequest request) => throw Never(request);

    [Function("HearBoxes")]
    [Operation("When a box is shut", "Starts the flow as soon as a box is shut.", Trigger = "single", Visibility = Visibility.Important, IsVersioned = true)]
    [Takes(typeof(HookBody))]
    [Answers(201, typeof(HookView))]
    [Notifies(typeof(BoxEvent), "Sent when a box is shut.")]
    public Task<IResult> Hear([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "hooks")] HttpRequest request) => throw Never(request);

    [Function("StopHook")]
    [Operation("Stop hearing of boxes", "Ends a subscription; called again it answers the same.", Visibility = Visibility.Internal, IsOpen = true)]
    [PathValue("hooks/{token}", "Token", "The token in the address that the subscription answered.")]
    [Answers(204)]
    public Task<IResult> Stop([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "hooks/{token}")] HttpRequest request) => throw Never(request);

    [Function("ShowBox")]
    [Operation("Show a box", "Shows a box as a page for a browser.", IsHidden = true, IsOpen = true)]
    [Answers(200, typeof(string), ContentType = "text/html")]
    public Task<IResult> Show([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "boxes/{id:guid}/page")] HttpRequest request) => throw Never(request);

    private static InvalidOperationException Never(HttpRequest request) => new($"{request} is answered by nobody.");
}

public enum BoxState
{
    Open,
    Shut,
}

/// <summary>A record with all kinds of properties.</summary>
public sealed record BoxView
{
    [Field("Id of the box.")]
    public required Guid Id { get; init; }

    [Field("Its name, at most 80 characters.")]
    public required string Name { get; init; }

    [Field("What is written on it; absent when nothing is.")]
    public string? Label { get; init; }

    [Field("Whether it is open.")]
    public required BoxState State { get; init; }

    [Field("Name of the box that it stands in.", Lookup = "boxes")]
    public string? Outer { get; init; }

    [Field("What lies in it.")]
    public required IReadOnlyList<ThingView> Things { get; init; }

    [Field("Names of the boxes beside it.", Lookup = "boxes")]
    public required IReadOnlyList<string> Neighbours { get; init; }

    [Field("Its size.")]
    public SizeView? Size { get; init; }

    [Field("How many there are of each colour.")]
    public required IReadOnlyDictionary<string, int> Colours { get; init; }

    [Field("When it was made, UTC.", Title = "Made At")]
    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed record ThingView([property: Field("Its name.")] string Name, [property: Field("Grams.")] long? Weight);

public sealed record SizeView([property: Field("Metres.")] double Width, [property: Field("Metres.")] double Height);

[DescribedBy(typeof(BoxView))]
public sealed record BoxBody
{
    [Field("", IsRequired = true)]
    public string? Name { get; init; }

    public string? Label { get; init; }

    public string? Outer { get; init; }

    public IReadOnlyList<ThingView>? Things { get; init; }

    public IReadOnlyList<string>? Neighbours { get; init; }

    public SizeView? Size { get; init; }
}

[DescribedBy(typeof(BoxBody)), DescribedBy(typeof(BoxView))]
public sealed record BoxChanges(string? Name, string? Label, BoxState? State);

public sealed record BoxQuery(
    [property: Field("Part of the name.")] string? Search,
    [property: Field("Only those that stand in this box.", Lookup = "boxes")] string? Outer,
    [property: Field("Only those in one of these states.", Visibility = Visibility.Advanced)] IReadOnlyList<BoxState>? State);

public sealed record FileBody(
    [property: Field("Name of the file.", IsRequired = true)] string FileName,
    [property: Field("What is in it.", IsRequired = true)] byte[] ContentBase64);

public sealed record FileForm([property: Field("The file.", IsRequired = true)] Stream File);

public sealed record HookBody(
    [property: Field("Where to tell it.", IsRequired = true, IsCallback = true, Visibility = Visibility.Internal, Format = "uri")] string CallbackUrl,
    [property: Field("Only this box.", Lookup = "boxes")] string? Box);

public sealed record HookView([property: Field("Id of the subscription.")] Guid Id);

public sealed record BoxEvent([property: Field("The box.")] string Box, [property: Field("When, UTC.")] DateTimeOffset At);
