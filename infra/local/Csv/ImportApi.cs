using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace UserFunctions.Local.Csv;

/// <summary>Rows of an import by outcome.</summary>
internal sealed record RunCounts(int Total, int Created, int Updated, int Unchanged, int Skipped, int Failed)
{
    /// <summary>Rows that have an outcome.</summary>
    public int Done => Created + Updated + Unchanged + Skipped + Failed;

    /// <summary>Rows that change something.</summary>
    public int Changes => Created + Updated;
}

/// <summary>What was wrong, or is worth knowing, about a file, a row or a cell.</summary>
internal sealed record RunNote(string Code, string? Target, string Message);

/// <summary>A field that a row changes; undefined: it has no value.</summary>
internal sealed record RunChange(string Field, JsonElement Old, JsonElement New);

/// <summary>A row of an import.</summary>
internal sealed record RunRow(int Row, int Line, string Outcome, string? Email)
{
    public string? Column { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<RunNote>? Details { get; init; }

    public IReadOnlyList<RunChange> Changes { get; init; } = [];

    public IReadOnlyList<RunNote> Warnings { get; init; } = [];

    /// <summary>What was wrong, by column.</summary>
    public IReadOnlyList<RunNote> Errors => Details ?? (Message is null ? [] : [new(Code ?? "", Column, Message)]);
}

/// <summary>How an import stands.</summary>
internal sealed record Run(string Id, string State, RunCounts Counts)
{
    public RunNote? Problem { get; init; }

    /// <summary>True: all rows or none.</summary>
    public bool Atomic { get; init; }

    /// <summary>True for a plan of which nothing can be written, because it is all rows or none and a row fails.</summary>
    public bool IsRefused => Atomic && Counts.Failed > 0;

    public int? SecondsLeft { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public IReadOnlyList<RunRow> Rows { get; init; } = [];
}

/// <summary>The calls of the app's API that <c>import</c> makes, as any client would make them.</summary>
/// <param name="client">Its base address ends with the route prefix; it sends the key.</param>
internal sealed class ImportApi(HttpClient client)
{
    private static readonly JsonSerializerOptions Options = JsonSerializerOptions.Web;

    /// <summary>Where the routes begin.</summary>
    public Uri Address => client.BaseAddress!;

    /// <summary>Uploads the file.</summary>
    /// <returns>The import's id.</returns>
    public async Task<string> Upload(ImportLine line, bool isDryRun, CancellationToken cancellationToken)
    {
        var query = new Dictionary<string, string?> { ["fileName"] = Path.GetFileName(line.File), ["role"] = line.Role };
        if (line.Modes.Count > 0) query["mode"] = string.Join(',', line.Modes);
        if (line.CreateMissing) query["createMissing"] = "true";
        if (isDryRun) query["dryRun"] = "true";
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(line.File, cancellationToken));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return await Begun(QueryHelpers.AddQueryString("imports", query.Where(word => word.Value is not null)), content, cancellationToken);
    }

    /// <summary>Does what a dry run has planned.</summary>
    /// <returns>The id of the import that does it.</returns>
    public Task<string> Apply(string plan, CancellationToken cancellationToken) => Begun($"imports/{plan}/apply", null, cancellationToken);

    /// <summary>How it stands, and whether nothing more will happen.</summary>
    public async Task<(Run Run, bool IsOver)> Look(string id, bool withRows, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(Relative($"imports/{id}{(withRows ? "" : "?rows=false")}"), cancellationToken);
        await Demand(response, cancellationToken);
        return (await Read<Run>(response, cancellationToken), response.StatusCode is HttpStatusCode.OK);
    }

    /// <summary>The failed rows as a CSV file that can be corrected and sent again.</summary>
    public async Task<byte[]> FixFile(string id, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(Relative(FixPath(id)), cancellationToken);
        await Demand(response, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Where that file lies.</summary>
    public static string FixPath(string id) => $"imports/{id}/fix-file.csv";

    /// <exception cref="StartException">The app refused the call; the message says what is wrong.</exception>
    public static async Task Demand(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        throw new StartException(response.StatusCode is HttpStatusCode.Unauthorized
            ? $"The key is not one of this host: give another with --key. ({Message(text)})"
            : $"The host refused it ({(int)response.StatusCode}): {Message(text)}");
    }

    private async Task<string> Begun(string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(Relative(path), content, cancellationToken);
        await Demand(response, cancellationToken);
        return (await Read<Begin>(response, cancellationToken)).Id;
    }

    private static async Task<T> Read<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<T>(await response.Content.ReadAsByteArrayAsync(cancellationToken), Options)!;

    // All that is wrong, a line each; what is not of the app's shape as it came.
    private static string Message(string text)
    {
        try
        {
            var error = JsonSerializer.Deserialize<Refusal>(text, Options)?.Error;
            return error is null ? text.Trim() : string.Join(Environment.NewLine + "  ", (error.Details ?? []).Select(d => d.Message).Prepend(error.Message).Distinct());
        }
        catch (JsonException)
        {
            return text.Trim();
        }
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private sealed record Begin(string Id);

    private sealed record Refusal(RefusalError? Error);

    private sealed record RefusalError(string Message, IReadOnlyList<RunNote>? Details);
}
