using System.Buffers.Text;
using System.Text;

namespace UserFunctions.Platform.Storage;

/// <summary>The two continuation headers of a page as one opaque text that may stand in a URL.</summary>
/// <param name="Partition">x-ms-continuation-NextPartitionKey.</param>
/// <param name="Key">x-ms-continuation-NextRowKey; null when the service left it out.</param>
internal sealed record PageToken(string Partition, string? Key)
{
    /// <summary>The token's text.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Key is null ? Partition : Partition + "\n" + Key));

    /// <summary>Reads a token; null stays null.</summary>
    /// <exception cref="ArgumentException">It was not made by <see cref="ToString"/>.</exception>
    public static PageToken? Parse(string? next)
    {
        if (next is null)
            return null;
        if (!Base64Url.IsValid(next) || next.Length == 0)
            throw new ArgumentException($"'{next}' is not the token of a page: send RowPage.Next of the page before, unchanged.", nameof(next));
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(next)).Split('\n', 2);
        return new PageToken(parts[0], parts.Length == 2 ? parts[1] : null);
    }
}
