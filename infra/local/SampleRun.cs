using System.Diagnostics;
using Azure.Storage.Blobs;

namespace UserFunctions.Local;

/// <summary>What the sample needs to know.</summary>
internal sealed record SampleOptions
{
    /// <summary>The app, as a client sees it.</summary>
    public required SampleApi Api { get; init; }

    /// <summary>Where files for import are dropped.</summary>
    public required BlobContainerClient Imports { get; init; }

    /// <summary>The CSV file.</summary>
    public required string File { get; init; }

    /// <summary>Where the app puts its mails.</summary>
    public required string MailFolder { get; init; }

    /// <summary>Where to tell what happens.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>True when lines can be drawn over.</summary>
    public required bool IsTerminal { get; init; }
}

/// <summary>Drops a CSV of users into the import container, as a person would, and shows what the app makes of it.</summary>
internal sealed class SampleRun(SampleOptions options)
{
    private const string Tenant = "main";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>When nothing has moved for this long, it is called stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SampleApi api = options.Api;
    private readonly TextWriter output = options.Output;
    private readonly SampleProgress progress = new(options.Output, options.IsTerminal);

    /// <summary>Runs it.</summary>
    /// <returns>True when every row was taken and every invitation went out.</returns>
    /// <exception cref="StartException">It got stuck, or the app refused a call.</exception>
    public async Task<bool> Run(CancellationToken cancellationToken)
    {
        var name = $"{Tenant}/{Path.GetFileName(options.File)}";
        output.WriteLine($"Sample: {Path.GetRelativePath(LocalFolders.Repository, options.File)}");
        await Prepare(cancellationToken);
        await OwnerInvited(cancellationToken);
        var before = await api.Invitations(cancellationToken);
        var known = (await api.Imports(cancellationToken)).Select(i => i.Id).ToHashSet();

        var watch = Stopwatch.StartNew();
        await options.Imports.GetBlobClient(name).UploadAsync(options.File, overwrite: true, cancellationToken);
        output.WriteLine($"  dropped into the container as {options.Imports.Name}/{name}");
        var found = await Detect(name, known, cancellationToken);
        var detected = watch.Elapsed;
        var import = await Follow(found, cancellationToken);
        var imported = watch.Elapsed;
        var invitations = await Deliver(before, import.Counts?.Created ?? 0, cancellationToken);
        Report(import, invitations, [("detected", detected), ("imported", imported - detected), ("delivered", watch.Elapsed - imported)]);
        return import.State == "Succeeded" && import.Counts is { Failed: 0 } && invitations.Failed == 0;
    }

    /// <summary>The file names departments and groups; an import does not make them up.</summary>
    private async Task Prepare(CancellationToken cancellationToken)
    {
        foreach (var department in SampleFile.Values(options.File, "department")) await api.Create("departments", department, cancellationToken);
        foreach (var group in SampleFile.Values(options.File, "groups")) await api.Create("groups", group, cancellationToken);
    }

    /// <summary>The owner's invitation goes out at the first start, at about this time: it must not be counted with those of the file.</summary>
    private Task<bool> OwnerInvited(CancellationToken cancellationToken) => Watch("the owner's invitation to go out", async () =>
    {
        var isInvited = await api.OwnerIsInvited(cancellationToken);
        return (isInvited, isInvited, "");
    }, cancellationToken);

    private Task<SampleImport> Detect(string name, HashSet<string> known, CancellationToken cancellationToken) =>
        Watch("the file to be found", async () =>
        {
            var found = (await api.Imports(cancellationToken)).FirstOrDefault(i => !known.Contains(i.Id) && IsOf(i, name));
            return (found, found is not null, "");
        }, cancellationToken)!;

    private async Task<SampleImport> Follow(SampleImport found, CancellationToken cancellationToken)
    {
        var import = await Watch("the import to end", async () =>
        {
            var now = await api.Import(found.Id, cancellationToken);
            progress.Show("imported", now.Counts?.Done ?? 0, now.Counts?.Total ?? 0);
            return (now, now.IsOver, $"{now.State} {now.Counts?.Done}");
        }, cancellationToken);
        progress.End();
        return import;
    }

    /// <summary>Waits until as many invitations have gone out, or failed, as users were created. Returns what this run added.</summary>
    private async Task<SampleInvitations> Deliver(SampleInvitations before, int expected, CancellationToken cancellationToken)
    {
        if (expected == 0) return before with { Sent = 0, Failed = 0 };
        var added = await Watch("the invitations to go out", async () =>
        {
            var now = await api.Invitations(cancellationToken);
            var since = now with { Sent = now.Sent - before.Sent, Failed = now.Failed - before.Failed };
            progress.Show("delivered", since.Sent, expected);
            return (since, since.Sent + since.Failed >= expected, since.ToString());
        }, cancellationToken);
        progress.End();
        return added;
    }

    /// <summary>Looks again and again until it is over, but gives up when the sign of life stays the same for too long.</summary>
    private static async Task<T> Watch<T>(string what, Func<Task<(T Value, bool IsOver, string Sign)>> look, CancellationToken cancellationToken)
    {
        var (last, since) = ("", Stopwatch.StartNew());
        while (true)
        {
            var (value, isOver, sign) = await look();
            if (isOver) return value;
            if (sign != last) (last, since) = (sign, Stopwatch.StartNew());
            if (since.Elapsed > Patience) throw new StartException($"The sample waited {Patience.TotalSeconds:0} s for {what}, and nothing moved {sign}".TrimEnd() + ".");
            await Task.Delay(LookEvery, cancellationToken);
        }
    }

    private void Report(SampleImport import, SampleInvitations invitations, IReadOnlyList<(string Stage, TimeSpan Took)> stages)
    {
        var counts = import.Counts ?? new SampleCounts(0, 0, 0, 0, 0);
        output.WriteLine();
        output.WriteLine($"  Import {import.Id}: {import.State}");
        output.WriteLine($"    users        {counts.Created} created, {counts.Updated} updated, {counts.Unchanged} unchanged, {counts.Failed} failed");
        output.WriteLine($"    invitations  {(invitations.Sent == 0 && invitations.Failed == 0 ? "none to send" : $"{invitations.Sent} delivered, {invitations.Failed} failed")}");
        output.WriteLine($"    mails        {options.MailFolder}");
        output.WriteLine($"    took         {string.Join(", ", stages.Select(s => FormattableString.Invariant($"{s.Stage} {s.Took.TotalSeconds:0.0} s")))}");
        output.WriteLine();
    }

    private static bool IsOf(SampleImport import, string name) =>
        import.FileName is { } file && (file == name || name.EndsWith('/' + file, StringComparison.Ordinal) || file.EndsWith('/' + name, StringComparison.Ordinal));
}
