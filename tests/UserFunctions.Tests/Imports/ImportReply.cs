using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

/// <summary>An import as the app answers it.</summary>
public sealed record ImportReply(Guid Id, string FileName, string State, ReplyCounts Counts, int Progress, ReplyProblem? Problem, string? ReportPath, ReplyRow[] Rows)
{
    /// <summary>The outcomes in order: <c>created,failed,…</c>.</summary>
    public string Outcomes => string.Join(',', Rows.Select(r => r.Outcome));

    /// <summary>The codes in order; a row without error has an empty one.</summary>
    public string Codes => string.Join(',', Rows.Select(r => r.Code));
}

/// <summary>Counts of an import.</summary>
public sealed record ReplyCounts(int Total, int Created, int Updated, int Unchanged, int Failed);

/// <summary>An error of a file or of a row.</summary>
public sealed record ReplyProblem(string Code, string Target, string Message);

/// <summary>A row of an import.</summary>
public sealed record ReplyRow(int Row, int Line, string Outcome, string? Email, Guid? UserId, string? Column, string? Code, string? Message, ReplyProblem[]? Details);

/// <summary>Drops files and waits for what becomes of them.</summary>
public static class Dropping
{
    /// <summary>Drops a file into the tenant's folder and waits until its import has ended.</summary>
    public static Task<ImportReply> Import(this TestTenant tenant, string text, string? name = null) => tenant.Import(Encoding.UTF8.GetBytes(text), name);

    /// <summary>Drops a file into the tenant's folder and waits until its import has ended.</summary>
    public static async Task<ImportReply> Import(this TestTenant tenant, byte[] content, string? name = null) =>
        await tenant.Finished(await tenant.Drop(content, name ?? $"{AzuriteFixture.NewName()}.csv"));

    /// <summary>Puts a file into the tenant's folder; the import's id.</summary>
    public static async Task<Guid> Drop(this TestTenant tenant, byte[] content, string name)
    {
        var path = $"{tenant.Name}/{name}";
        var stored = await tenant.Blob(name).UploadAsync(BinaryData.FromBytes(content), overwrite: true);
        return UserFunctions.Imports.Import.IdOf(path, stored.Value.ETag.ToString());
    }

    /// <summary>A file in the tenant's folder.</summary>
    public static BlobClient Blob(this TestTenant tenant, string name) =>
        tenant.App.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(UserFunctions.Imports.Import.Container).GetBlobClient($"{tenant.Name}/{name}");

    /// <summary>The import once it has ended.</summary>
    public static async Task<ImportReply> Finished(this TestTenant tenant, Guid id)
    {
        await Eventually.Holds(async () => (await tenant.Get($"imports/{id}?rows=false")).Status == HttpStatusCode.OK);
        var reply = (await tenant.Get($"imports/{id}")).Expect(HttpStatusCode.OK);
        return reply.Json.Deserialize<ImportReply>(JsonSerializerOptions.Web)!;
    }

    /// <summary>The report's cells, header included.</summary>
    public static async Task<IReadOnlyList<string[]>> Report(this TestTenant tenant, ImportReply import)
    {
        Assert.Equal($"imports/{tenant.Name}/{import.FileName}.report.csv", import.ReportPath);
        var content = (await tenant.Blob(import.FileName + UserFunctions.Imports.Import.ReportSuffix).DownloadContentAsync()).Value.Content.ToArray();
        Assert.Equal(Encoding.UTF8.GetPreamble(), content[..3]);
        return SimpleCsv.Read(Encoding.UTF8.GetString(content[3..]));
    }

    /// <summary>The tenant's users by address.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> Users(this TestTenant tenant) =>
        (await tenant.All("users?top=200")).ToDictionary(u => u.GetProperty("email").GetString()!);
}

/// <summary>Reads CSV as RFC 4180 says, on its own, so that what the app writes is not judged by what the app reads.</summary>
internal static class SimpleCsv
{
    public static IReadOnlyList<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (c == '"')
                isQuoted = !isQuoted;
            else if (isQuoted || c is not (',' or '\r' or '\n'))
                cell.Append(c);
            else if (c != '\r')
                End(c == '\n');
        }

        Assert.False(isQuoted);
        Assert.Equal(0, cell.Length + cells.Count);
        return rows;

        void End(bool isRow)
        {
            cells.Add(cell.ToString());
            cell.Clear();
            if (!isRow)
                return;
            rows.Add([.. cells]);
            cells.Clear();
        }
    }
}
