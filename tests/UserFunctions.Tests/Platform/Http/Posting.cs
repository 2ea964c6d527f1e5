using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>A valid request to one POST function.</summary>
/// <param name="Path">Below <c>/api/</c>.</param>
/// <param name="Body">Makes the body anew for each sending; null: none.</param>
internal sealed record Posting(string Path, Func<object>? Body = null)
{
    /// <summary>Another valid body; null: another query is enough.</summary>
    public Func<object>? Other { get; init; }

    /// <summary>Code of the 409 that a repeat is answered with, because what the first answer showed is kept nowhere; null: with the same answer.</summary>
    public string? Withheld { get; init; }

    /// <summary>True when a repeat shows something new by intent.</summary>
    public bool ShowsAnother { get; init; }

    /// <summary>Fields of the answer that move by themselves.</summary>
    public IReadOnlyList<string> Moving { get; init; } = [];

    /// <summary>Waits for what goes on behind the answer; null: nothing does.</summary>
    public Func<Reply, Task>? Settled { get; init; }
}
