using System.Text;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary><c>POST /api/imports</c>: multipart/form-data, raw text/csv, or JSON <c>{"fileName","contentBase64"}</c>. It only stores the file; the blob trigger does the rest. A dry run is done at once.</summary>
public sealed class UploadImport(ImportTable imports, ImportBlobs blobs, RunImport run, RequestRows requests, Facts facts, TimeProvider time)
{
    private const int RetryAfterSeconds = 1;

    /// <summary>202 with the import and its <c>Location</c>; 400; 409, also <c>imports.quota_exceeded</c> when too many wait; 413; 415.</summary>
    /// <remarks><c>mode</c>, <c>onConflict</c>, <c>dryRun</c>, <c>role</c> and <c>createMissing</c> (see <see cref="ImportOptions"/>) stand in the query or beside the file. With an Idempotency-Key the same file under the same name again is the same import, and another one is 409.</remarks>
    [Function("UploadImport")]
    [Operation("Import users from a file", "Takes a CSV file of at most 500 rows and 2 MiB and creates and changes the users in it. The answer names the import, which goes on; ask for it until it has ended.", Visibility = Visibility.Important)]
    [Takes(typeof(UploadBody))]
    [Takes(typeof(UploadForm), ContentType = UploadedForm.Multipart)]
    [Takes(typeof(Stream), ContentType = "text/csv")]
    [Answers(202, typeof(ImportView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "imports")] HttpRequest request, CancellationToken cancellationToken) =>
        Upload(request, UploadedFile.Read, cancellationToken);

    /// <summary>The same for designers that send forms: 415 for anything else.</summary>
    [Function("UploadImportForm")]
    [Operation("Import users from a file (form)", "Does the same as the import from a file, for a file that is sent as a form.")]
    [Takes(typeof(UploadForm), ContentType = UploadedForm.Multipart)]
    [Answers(202, typeof(ImportView))]
    public Task<IResult> RunForm([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "imports/form")] HttpRequest request, CancellationToken cancellationToken) =>
        Upload(request, UploadedFile.ReadForm, cancellationToken);

    private async Task<IResult> Upload(HttpRequest request, Func<HttpRequest, CancellationToken, Task<Result<UploadedFile>>> read, CancellationToken cancellationToken)
    {
        // The import has the rights of whoever uploads it, so they need to have those that every row takes.
        if (!request.Demand(Permission.ImportsWrite).Try(out _, out var error) || !request.Demand(Permission.UsersWrite).Try(out var caller, out error))
            return Answer.Problem(error);
        if (!(await read(request, cancellationToken)).Try(out var file, out error))
            return Answer.Problem(error);
        if (!ImportOptions.Read(word => request.Word(word) ?? file.Words.GetValueOrDefault(word)).Try(out var options, out error))
            return Answer.Problem(error);
        if (!caller.Named(request, [.. Encoding.UTF8.GetBytes($"{file.Name}\n{string.Join('\n', options.Written())}"), .. file.Content]).Try(out caller, out error))
            return Answer.Problem(error);
        if (!(await Handle(caller, file, options, cancellationToken)).Try(out var import, out error))
            return Answer.Problem(error);
        return Answer.Accepted(request.Link($"imports/{import.Id}"), RetryAfterSeconds, ImportView.Of(import, null));
    }

    /// <summary>Stores the file under a name of its own and makes the run known, so that it can be asked for at once.</summary>
    internal async Task<Result<Import>> Handle(Caller caller, UploadedFile file, ImportOptions options, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // A repeat finds the name that the first request chose, and under it the file, if that came so far.
        var chosen = await requests.Once(caller, Choose, cancellationToken);
        if (!chosen.Try(out var mark, out var error))
            return error;
        var fileName = $"{mark}-{file.Name}";
        var rights = new ImportRights(caller.RoleId ?? default, caller.UserId);
        var stored = await blobs.Store($"{caller.Tenant}/{fileName}", file.Content, rights, options, isOnce: caller.RequestKey is not null, cancellationToken);
        var import = Import.Of(caller.Tenant, fileName, stored.ETag, stored.Rights, options, now);
        // Said again it is the same answer, however far the import has come; a plan is told as it is.
        if (await imports.Find(caller.Tenant, import.Id, cancellationToken) is { } known)
            return options.IsDryRun ? known : import with { CreatedAt = known.CreatedAt };
        await imports.Start(import, cancellationToken);
        if (!options.IsDryRun || await imports.Find(caller.Tenant, import.Id, cancellationToken) is not { } begun)
            return import;
        await run.Handle(begun, file.Content, cancellationToken);
        return await imports.Find(caller.Tenant, import.Id, cancellationToken) ?? import;

        // A plan does not wait.
        async Task<Result<string>> Choose(CancellationToken token) =>
            !options.IsDryRun && await imports.Full(caller.Tenant, await facts.Now(caller.Tenant, token), token) is { } full ? full : Guid.CreateVersion7(now).ToString("N");
    }
}

/// <summary>An uploaded file.</summary>
/// <param name="Name">A plain file name.</param>
/// <param name="Content">Its bytes, at most <see cref="Import.MaxBytes"/>.</param>
internal sealed record UploadedFile(string Name, byte[] Content)
{
    /// <summary>Words of <see cref="ImportOptions"/> that came with it; those that did not are absent.</summary>
    public IReadOnlyDictionary<string, string> Words { get; init; } = new Dictionary<string, string>();

    private const int MaxName = 100;
    private const int MaxWord = 200;
    private const string DefaultName = "upload.csv";

    // Base64 takes a third more.
    private const int MaxJson = (Import.MaxBytes / 3 * 4) + 4096;

    /// <summary>Reads the file of a form.</summary>
    public static async Task<Result<UploadedFile>> ReadForm(HttpRequest request, CancellationToken cancellationToken) =>
        (await FromForm(request, cancellationToken)).Try(out var file, out var error) ? file.Checked() : error;

    /// <summary>Reads the file in any of the three forms.</summary>
    public static async Task<Result<UploadedFile>> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = Bodies.TypeOf(request.ContentType);
        var read = type switch
        {
            UploadedForm.Multipart => await FromForm(request, cancellationToken),
            "application/json" => await FromJson(request, cancellationToken),
            "text/csv" or "application/csv" or "text/plain" => (await request.ReadBytes(Import.MaxBytes, cancellationToken)).Map(bytes => new UploadedFile(request.Word("fileName") ?? DefaultName, bytes)),
            _ => Bodies.WrongType(request.ContentType, $"{UploadedForm.Multipart} with one file, text/csv, or application/json {{\"fileName\",\"contentBase64\"}}"),
        };
        return read.Try(out var file, out var error) ? file.Checked() : error;
    }

    private static async Task<Result<UploadedFile>> FromForm(HttpRequest request, CancellationToken cancellationToken) =>
        (await UploadedForm.Read(request, Import.MaxBytes, cancellationToken)).Map(file => new UploadedFile(file.Name, file.Content)
        {
            Words = ImportOptions.Words.Where(file.Fields.ContainsKey).ToDictionary(word => word, word => file.Fields[word].ToString()),
        });

    private static async Task<Result<UploadedFile>> FromJson(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken, limit: MaxJson)).Try(out var body, out var error))
            return error;
        var fields = new FieldReader(body.Root, "file");
        var name = fields.Text("fileName", MaxName).Value;
        var content = fields.Bytes("contentBase64").Value;
        if (name is null)
            fields.Missing("fileName", "name the file");
        if (content is null)
            fields.Missing("contentBase64", "give the file's bytes in base64");
        var words = ImportOptions.Words.ToDictionary(word => word, word => word is "dryRun" or "createMissing" ? Said(fields.Flag(word).Value) : fields.Text(word, MaxWord).Value);
        return fields.Finish() is { } invalid ? invalid : new UploadedFile(name!, content!) { Words = words.Where(w => w.Value is not null).ToDictionary(w => w.Key, w => w.Value!) };
    }

    private static string? Said(bool? flag) => flag is { } said ? said ? "true" : "false" : null;

    private Result<UploadedFile> Checked()
    {
        if (Content.Length > Import.MaxBytes)
            return UploadedForm.TooLarge(Import.MaxBytes);
        if (Content.Length == 0)
            return Error.Invalid("file", "file.empty", "The file is empty: the first line must be the header.");
        return this with { Name = Plain(Name) };
    }

    // Only the last part of a path, and only characters that every file system and URL takes as they are.
    private static string Plain(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var plain = new StringBuilder();
        foreach (var c in last)
            plain.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-');
        var text = plain.ToString().Trim('.', '-');
        return text.Length == 0 ? DefaultName : text.Length > MaxName ? text[^MaxName..] : text;
    }
}
