using System.Text;
using UserFunctions.Imports;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Tests.Imports;

public sealed class ImportChunkTests
{
    [Fact]
    public void A_chunk_of_users_with_large_images_fits_into_a_row_of_the_log()
    {
        // Every quote of a tag takes two letters in the image, and four where the image is text inside of text.
        var users = Enumerable.Range(1, 24).Select(i => new User
        {
            Id = Guid.CreateVersion7(),
            Version = 1,
            CreatedAt = default,
            UpdatedAt = default,
            DisplayName = $"U {i}",
            Email = $"u{i}@example.com",
            RoleId = Guid.Empty,
            Lifecycle = Lifecycle.Active,
            Tags = [new string('"', 20_000)],
        }).ToDictionary(user => user.Email);
        var rows = CsvFile.Read(Encoding.UTF8.GetBytes($"email,designation\n{string.Concat(users.Keys.Select(email => $"{email},Lead\n"))}")).Value;
        var context = new UserContext(Caller.System("t", "import:1", "c"), new TenantFacts(new([]), new([]), []), DateTimeOffset.UnixEpoch);

        var chunk = ImportChunk.Of(rows, context, new Existing(users, new Dictionary<string, Row>()), new LicenceSeats(new TenantSettings(), null));

        Assert.All(chunk.Outcomes, outcome => Assert.Equal(RowState.Updated, outcome.Outcome));
        Assert.InRange(chunk.Outcomes.Count, 2, users.Count - 1);
        Assert.InRange(RowLimits.Check(ChangeRow.Write(new("t", 1, chunk.Change!, DateTimeOffset.UnixEpoch, "import:1", "c"))), 1, RowLimits.MaxRowBytes);
    }
}
