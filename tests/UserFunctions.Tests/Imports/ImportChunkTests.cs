using System.Text;
using UserFunctions.Imports;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
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
        }).ToList();
        var rows = CsvFile.Read(Encoding.UTF8.GetBytes($"email,designation\n{string.Concat(users.Select(user => $"{user.Email},Lead\n"))}")).Value;
        var context = new UserContext(Caller.System("t", "import:1", "c"), new TenantFacts(new([]), new([]), []), DateTimeOffset.UnixEpoch);

        var existing = new Existing(new(1, MemoryIndex.Of(UserEntry.Shape, users.Select(UserEntry.Of))), new Dictionary<string, Row>(), new Dictionary<int, Credential>());
        var decider = new RowDecider(context, existing, new LicenceSeats(new TenantSettings(), null), new(), isPlanned: false);

        var chunk = ImportChunk.Of(rows, decider.Decide);

        Assert.All(chunk.Outcomes, outcome => Assert.Equal(RowState.Updated, outcome.Outcome));
        Assert.InRange(chunk.Outcomes.Count, 2, users.Count - 1);
        Assert.InRange(RowLimits.Check(ChangeRow.Write(new("t", 1, chunk.Change(isAtomic: false)!, DateTimeOffset.UnixEpoch, "import:1", "c"))), 1, RowLimits.MaxRowBytes);
    }
}
