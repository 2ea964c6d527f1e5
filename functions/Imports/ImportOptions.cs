using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary>What becomes of a row by whether its user is there.</summary>
public enum OnConflict
{
    /// <summary>Who is not there is created, who is there is changed.</summary>
    Upsert,

    /// <summary>Who is there fails.</summary>
    Create,

    /// <summary>Who is not there fails.</summary>
    Update,
}

/// <summary>How a file is imported. Named alike in a query, a form, a JSON body and, in lower case, in the metadata of a dropped blob.</summary>
public sealed record ImportOptions
{
    /// <summary>Names of the words.</summary>
    public static IReadOnlyList<string> Words { get; } = ["mode", "onConflict", "dryRun", "role", "createMissing"];

    /// <summary>What becomes of a row by whether its user is there.</summary>
    public OnConflict OnConflict { get; init; }

    /// <summary>All rows or none; false: the good ones are written, the others are reported.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>Nothing is written: the import ends as a plan that can be applied.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Name or id of the role of new users whose cell is blank (S112); null: the usual one.</summary>
    public string? Role { get; init; }

    /// <summary>Groups and departments that are named and not there are made.</summary>
    public bool CreatesMissing { get; init; }

    /// <summary>Reads the words, of which each may be absent (null): what is wrong is named, all at once.</summary>
    public static Result<ImportOptions> Read(Func<string, string?> word)
    {
        var errors = new List<FieldError>();
        var modes = (word("mode") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(m => m.ToLowerInvariant()).Distinct().ToList();
        foreach (var other in modes.Except(["partial", "atomic", "create", "update", "upsert", "dryrun"]))
            errors.Add(new("mode.invalid", "mode", $"mode '{FieldReader.Shown(other)}' is not valid: use partial or atomic, and create, update or upsert, and dryRun, with commas in between."));
        if (modes.Contains("partial") && modes.Contains("atomic"))
            errors.Add(new("mode.invalid", "mode", "mode says both partial and atomic: keep one of them."));
        var conflicts = modes.Where(Conflicts.ContainsKey).Concat(Given(word("onConflict")) is { } asked ? [asked.ToLowerInvariant()] : []).Distinct().ToList();
        if (conflicts.Count > 1 || !conflicts.TrueForAll(Conflicts.ContainsKey))
            errors.Add(new("onConflict.invalid", "onConflict", $"onConflict '{FieldReader.Shown(string.Join(", ", conflicts))}' is not valid: use one of create, update and upsert, here or in mode."));
        var isDryRun = Flag(word, "dryRun", errors);
        if (modes.Contains("dryrun") && Given(word("dryRun"))?.ToLowerInvariant() is "false")
            errors.Add(new("dryRun.invalid", "dryRun", "mode says dryRun and dryRun says false: keep one of them."));
        var options = new ImportOptions { IsAtomic = modes.Contains("atomic"), IsDryRun = isDryRun || modes.Contains("dryrun"), Role = Given(word("role")), CreatesMissing = Flag(word, "createMissing", errors) };
        return errors.Count > 0 ? Error.Of(errors) : conflicts is [var chosen] ? options with { OnConflict = Conflicts[chosen] } : options;
    }

    /// <summary>The words that say this, without those that say what is usual.</summary>
    public IEnumerable<(string Word, string Value)> Written()
    {
        if (IsAtomic)
            yield return ("mode", "atomic");
        if (OnConflict is not OnConflict.Upsert)
            yield return ("onConflict", OnConflict.ToString().ToLowerInvariant());
        if (IsDryRun)
            yield return ("dryRun", "true");
        if (Role is not null)
            yield return ("role", Role);
        if (CreatesMissing)
            yield return ("createMissing", "true");
    }

    private static readonly Dictionary<string, OnConflict> Conflicts = Enum.GetValues<OnConflict>().ToDictionary(value => value.ToString().ToLowerInvariant());

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool Flag(Func<string, string?> word, string name, List<FieldError> errors)
    {
        var said = Given(word(name))?.ToLowerInvariant();
        if (said is not (null or "true" or "false"))
            errors.Add(new($"{name}.invalid", name, $"{name} '{FieldReader.Shown(said)}' is not valid: use true or false."));
        return said is "true";
    }
}
