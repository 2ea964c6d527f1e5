using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>
/// <c>GET /api/extensions</c> (S037): by number unless <c>sort</c> says otherwise, filtered by column and by <c>assigned</c>, searched by number, holder's name, intercom number
/// and caller ID, a page at a time, as the list of users is.
/// </summary>
public sealed class ListExtensions(ExtensionIndexes extensions, UserIndexes users, Facts facts, ExtensionReader reader, TimeProvider time)
{
    private const string Registrations = "registrations";
    private const string Status = "status";

    // Whoever gives users a number, or reports what is registered there, has to be able to choose one.
    private static readonly string[] Seeing = [Permission.ExtensionsRead, Permission.ExtensionsWrite, Permission.ExtensionsRegister, Permission.UsersWrite];

    /// <summary>200 with <c>value</c>, <c>totalCount</c> and, while there is more, <c>nextLink</c>; 400 names what is wrong in the query.</summary>
    [Function("ListExtensions")]
    [Operation("List extensions", "Lists the phone extensions of the tenant by their numbers, all or those that pass every filter given.", Visibility = Visibility.Important)]
    [Query(typeof(ExtensionQuery))]
    [Answers(200, typeof(ExtensionView), IsPage = true)]
    [Lookup("extensions", "number", "number")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "extensions")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        var index = await extensions.Now(caller.Tenant, cancellationToken);
        var holders = await users.Now(caller.Tenant, cancellationToken);
        var owned = CallerIdList.Of(await facts.ForWriting(caller.Tenant, cancellationToken));
        var phones = AsksForPhones(request) ? await reader.Phones(caller.Tenant, index, cancellationToken) : new Dictionary<Guid, int>();
        IReadOnlyList<ListColumn> columns = [.. Columns(holders, owned), .. Moving(phones, time.GetUtcNow())];
        if (!request.ReadPage(ListRequest.Words(columns)).Try(out var page, out error) || !request.ReadQuery(page, columns, []).Try(out var query, out error))
            return Answer.Problem(error);
        SharedWords[] words = [new(ExtensionEntry.Holder, 5, value => NameOf(value, holders)), new(ExtensionEntry.Holder, 2, value => CallerIdOf(value, holders, owned))];
        if (index.Find(query with { SharedWords = words }) is not { } found)
            return Answer.Problem(ListRequest.WrongCursor);
        var shown = await reader.Show(caller.Tenant, [.. found.Rows.Select(ExtensionEntry.Read)], cancellationToken);
        return request.Page([.. shown.Select(extension => extension.Marked(query.Tokens))], page, found.Last, found.Total);
    }

    // Phones come and go without the log, so they are looked up, but only for who asks.
    private static bool AsksForPhones(HttpRequest request) =>
        request.Query.ContainsKey(Registrations) || request.Query.ContainsKey(Status)
        || request.Word("sort")?.TrimStart('-') is { } sort && ((string[])[Registrations, Status]).Contains(sort, StringComparer.OrdinalIgnoreCase);

    // What is there at one moment and is not at another.
    private static IReadOnlyList<ListColumn> Moving(IReadOnlyDictionary<Guid, int> phones, DateTimeOffset now) =>
    [
        ListColumn.Number(Registrations, row => phones.GetValueOrDefault(row.Id)),
        ListColumn.Choice(Status, row => phones.ContainsKey(row.Id) ? ExtensionStatus.Active : ExtensionStatus.Inactive),
        ListColumn.Time("quarantinedUntil", row => row.Number(ExtensionEntry.QuarantinedUntil) is var until && until > now.UtcTicks ? until : null),
    ];

    private static IReadOnlyList<ListColumn> Columns(UserIndex holders, CallerIdList owned) =>
    [
        ListColumn.Text("number", ExtensionEntry.Number) with { Aliases = ["login"] },
        ListColumn.Number("version", ExtensionEntry.Version),
        ListColumn.Time("createdAt", ExtensionEntry.CreatedAt),
        ListColumn.Time("updatedAt", ExtensionEntry.UpdatedAt),
        ListColumn.Text("intercomNumber", ExtensionEntry.Intercom),
        ListColumn.Choice<string>("hasPassword", ExtensionEntry.HasPassword, value => value, "true", "false"),
        Shown("name", value => NameOf(value, holders)),
        Shown("user", value => value is Guid id ? holders.NumberHolder(id)?.Email : null),
        Shown("userId", value => value is Guid id ? id.ToString("D") : null),
        Shown("callerId", value => CallerIdOf(value, holders, owned)),
        new("assigned", Ordering.Shared(ExtensionEntry.Holder, value => value is Guid ? "true" : "false"), word => bool.TryParse(word, out var wanted)
            ? RowFilter.Shared(ExtensionEntry.Holder, value => value is Guid == wanted)
            : ListColumn.Invalid("assigned", word, "use true or false")),
    ];

    private static ListColumn Shown(string name, Func<object?, string?> shown) => new(name, Ordering.Shared(ExtensionEntry.Holder, shown), word =>
    {
        var folded = Folding.Fold(word);
        return RowFilter.Shared(ExtensionEntry.Holder, value => shown(value) is { } text && Folding.Fold(text).AsSpan().SequenceEqual(folded));
    });

    private static string? NameOf(object? value, UserIndex holders) => value is Guid id ? holders.NumberHolder(id)?.DisplayName : null;

    // Without a holder it is the extension's own (S016).
    private static string? CallerIdOf(object? value, UserIndex holders, CallerIdList owned) => value switch
    {
        Guid id => holders.NumberHolder(id)?.AllowedCallerIds.FirstOrDefault(owned.Has),
        string own when owned.Has(own) => own,
        _ => null,
    };
}
