using System.Security.Cryptography;
using System.Text;
using UserFunctions.Platform.Errors;
using UserFunctions.Roles;

namespace UserFunctions.Imports;

/// <summary>How far an import is.</summary>
public enum ImportState
{
    /// <summary>Stored, not begun.</summary>
    Queued,

    /// <summary>Rows are being applied.</summary>
    Running,

    /// <summary>A dry run has ended: nothing was written, and the plan can be applied.</summary>
    Planned,

    /// <summary>Every row was applied.</summary>
    Succeeded,

    /// <summary>Some rows were applied, some failed.</summary>
    PartiallySucceeded,

    /// <summary>No row was applied, or the file as a whole was refused.</summary>
    Failed,

    /// <summary>It was stopped on request; rows that were applied before stay, unless it writes all or none.</summary>
    Cancelled,

    /// <summary>It writes all or none, and a row was refused that had been good: everything was taken back.</summary>
    RolledBack,
}

/// <summary>Whose rights an import has: nobody gives by a file what they lack.</summary>
/// <param name="RoleId">The role of whoever uploaded it, as it is when the rows are applied.</param>
/// <param name="UserId">The user that the uploader acts for; null: nobody.</param>
public sealed record ImportRights(Guid RoleId, Guid? UserId)
{
    /// <summary>Of a file that was dropped into the storage: who may do that is an administrator.</summary>
    public static ImportRights OfStorage { get; } = new(Role.Administrator.Id, null);
}

/// <summary>One run of one file: the path and the ETag of the blob make it, so the same drop is one run however often it is announced.</summary>
public sealed record Import
{
    /// <summary>Data rows a file may have (S113).</summary>
    public const int MaxRows = 500;

    /// <summary>Bytes a file may have.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Starts without a row done in between after which a run is given up.</summary>
    public const int MaxStarts = 5;

    /// <summary>A running import that has not moved for so long is taken up by another process; the setting <c>Imports__StaleAfter</c> overrides it.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(30);

    /// <summary>For how long a plan can be applied.</summary>
    public static readonly TimeSpan PlanWindow = TimeSpan.FromHours(24);

    /// <summary>For how long the file of a plan that nobody applies is kept as it is: longer than the plan, so that one which is applied at the last moment still has it.</summary>
    public static readonly TimeSpan PlanKept = PlanWindow + TimeSpan.FromHours(1);

    /// <summary>The container that files are dropped into, at <c>{tenant}/{name}</c>.</summary>
    public const string Container = "imports";

    /// <summary>What the report's name adds to the file's.</summary>
    public const string ReportSuffix = ".report.csv";

    /// <summary>What the fix-file's name adds to the file's.</summary>
    public const string FixSuffix = ".fix.csv";

    /// <summary>Blob metadata that tells a report or a fix-file from a file somebody dropped.</summary>
    public const string ReportMark = "importid";

    /// <summary>Made from path and ETag.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public required string Tenant { get; init; }

    /// <summary>The name below the tenant's folder.</summary>
    public required string FileName { get; init; }

    /// <summary>The blob's version.</summary>
    public required string ETag { get; init; }

    /// <summary>Whose rights it has.</summary>
    public required ImportRights Rights { get; init; }

    /// <summary>How it is imported.</summary>
    public ImportOptions Options { get; init; } = new();

    /// <summary>When the plan that it applies was made, UTC; null: it applies none.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>How far it is.</summary>
    public required ImportState State { get; init; }

    /// <summary>Counts so far.</summary>
    public required ImportCounts Counts { get; init; }

    /// <summary>When it was first seen, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last moved, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When rows began to be applied; null: not yet.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last row was done; null: not yet.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why the file as a whole was refused; null: it was not.</summary>
    public FieldError? Problem { get; init; }

    /// <summary>When it was asked to stop; null: it was not.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Its undoing; null: nobody asked for it.</summary>
    public ImportUndo? Undo { get; init; }

    /// <summary>Starts since a row was last done.</summary>
    public int Starts { get; init; }

    /// <summary>The table's own ETag; null on a run that was not read from it.</summary>
    public string? RowETag { get; init; }

    /// <summary>True when nothing more will be done unless somebody asks for it.</summary>
    public bool IsFinished => State is not (ImportState.Queued or ImportState.Running);

    /// <summary>The blob's path below the container.</summary>
    public string Path => $"{Tenant}/{FileName}";

    /// <summary>The import of a blob that was just found or stored.</summary>
    public static Import Of(string tenant, string fileName, string etag, ImportRights rights, ImportOptions options, DateTimeOffset now) => new()
    {
        Id = IdOf($"{tenant}/{fileName}", etag),
        Tenant = tenant,
        FileName = fileName,
        ETag = etag,
        Rights = rights,
        Options = options,
        State = ImportState.Queued,
        Counts = new(0, 0, 0, 0, 0),
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>The same path and ETag give the same id in every process.</summary>
    public static Guid IdOf(string path, string etag)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{path}|{etag.Trim('"')}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>Seconds until the last row is done, if the rest takes as long a row as the rows so far, waiting included; null: it does not run, or no row is done yet.</summary>
    public int? SecondsLeft => State is ImportState.Running && Counts.Done > 0 && StartedAt is { } began
        ? (int)Math.Ceiling((UpdatedAt - began).TotalSeconds / Counts.Done * (Counts.Total - Counts.Done)) : null;

    /// <summary>True for one whose rows were all taken back, or none written, although some were good.</summary>
    public bool IsTakenBack => State is ImportState.RolledBack || (State is ImportState.Cancelled && Options.IsAtomic);

    /// <summary>The end that these counts mean.</summary>
    public static ImportState EndOf(ImportCounts counts) =>
        counts.Skipped > 0 ? ImportState.Cancelled : counts.Failed == 0 ? ImportState.Succeeded : counts.Failed == counts.Total ? ImportState.Failed : ImportState.PartiallySucceeded;
}
