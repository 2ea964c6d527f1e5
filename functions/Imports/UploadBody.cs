using UserFunctions.Platform.Connector;

namespace UserFunctions.Imports;

#pragma warning disable CS1591 // Each property is described by its sentence.

/// <summary>Whether good rows are written where others are wrong.</summary>
public enum UploadMode
{
    /// <summary>Yes.</summary>
    Partial,

    /// <summary>No: all rows or none.</summary>
    Atomic,
}

/// <summary>What stands beside an uploaded file; see <see cref="ImportOptions"/>.</summary>
public record UploadOptions
{
    [Field("Partial: good rows are written, the others reported; Atomic: all rows are written or none. Partial unless given.")]
    public UploadMode? Mode { get; init; }

    [Field("Upsert: users are created or changed; Create: a user who is there fails; Update: a user who is not there fails. Upsert unless given.")]
    public OnConflict? OnConflict { get; init; }

    [Field("True: nothing is written; the answer says what each row would do, and the plan can be applied within 24 hours. False unless given.")]
    public bool? DryRun { get; init; }

    [Field("Role of new users whose cell is blank, by its name or id; the usual one unless given.", Visibility = Visibility.Advanced, Lookup = "roles")]
    public string? Role { get; init; }

    [Field("True: a group or department that is named and not there is made. False unless given.", Visibility = Visibility.Advanced)]
    public bool? CreateMissing { get; init; }
}

/// <summary>A file as JSON, which is how storage hands it to a flow.</summary>
public sealed record UploadBody : UploadOptions
{
    [Field("Name of the file, at most 100 characters.", IsRequired = true)]
    public string? FileName { get; init; }

    [Field("Content of the CSV file in base64, at most 500 rows and 2 MiB.", Title = "File Content", IsRequired = true, Format = "byte")]
    public string? ContentBase64 { get; init; }
}

/// <summary>A file as a form sends it.</summary>
public sealed record UploadForm : UploadOptions
{
    [Field("CSV file, at most 500 rows and 2 MiB.", IsRequired = true)]
    public Stream? File { get; init; }
}

/// <summary>The query of one import.</summary>
public sealed record ReadImportQuery
{
    [Field("False: without the rows. True unless given.", Visibility = Visibility.Advanced)]
    public bool? Rows { get; init; }
}

/// <summary>The query of the list of imports.</summary>
public sealed record ImportQuery
{
    [Field("Only imports in these states; a page may then have few entries and still be followed by another.")]
    public IReadOnlyList<ImportState>? State { get; init; }
}

/// <summary>The query of an import's rows.</summary>
public sealed record ImportRowsQuery
{
    [Field("Only rows with these outcomes.")]
    public IReadOnlyList<RowState>? Outcome { get; init; }
}
