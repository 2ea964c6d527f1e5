using FsCheck.Xunit;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

/// <summary>The index holds whole users, whichever way it came to be.</summary>
public sealed class UserEntryProperties
{
    private int next;

    [Property(MaxTest = 40)]
    public void A_user_in_the_index_is_the_user_that_was_put_there(int seed)
    {
        var random = new Random(seed);
        var users = new Dictionary<Guid, User>();
        var rows = MemoryIndex.Of(UserEntry.Shape, []);
        for (var round = random.Next(1, 6); round > 0; round--)
        {
            rows = rows.With(Change(users, random));
            rows = random.Next(3) switch
            {
                0 => rows.Compact(),
                1 => IndexFile.Read(IndexFile.Write(rows, UserEntry.Shape, 5).ToMemory(), UserEntry.Shape)!.Value.Index,
                _ => rows,
            };
            var index = new UserIndex(5, rows);
            Assert.Equal(users.Count, index.Count);
            foreach (var user in users.Values)
            {
                Same(user, index.Find(user.Id));
                Same(user, index.FindByEmail($" {user.Email.ToUpperInvariant()}"));
                if (user.ExternalId is { } externalId)
                    Same(user, index.FindByExternalId(externalId));
                if (user.Login is { LoginIdSameAsEmail: false, LoginId: { } loginId })
                    Same(user, index.FindByLoginId(loginId.ToUpperInvariant()));
            }
        }
    }

    [Fact]
    public void Who_is_looked_up_is_found_by_the_rules_of_the_table_and_by_no_others()
    {
        var user = RichUsers.Some(new(1), 1) with { Email = "José@Example.com", ExternalId = "Ab-1", Login = new() { LoginId = "Zoë", LoginIdSameAsEmail = false } };
        var plain = RichUsers.Some(new(2), 2) with { ExternalId = null, Login = new() };
        var index = new UserIndex(1, MemoryIndex.Of(UserEntry.Shape, [UserEntry.Of(user), UserEntry.Of(plain)]));
        Assert.Equal(user.Id, index.FindByEmail("JOSÉ@example.COM ")?.Id);
        Assert.Null(index.FindByEmail("jose@example.com"));
        Assert.Equal(user.Id, index.FindByExternalId("Ab-1")?.Id);
        Assert.Null(index.FindByExternalId("ab-1"));
        Assert.Equal(user.Id, index.FindByLoginId("zOË")?.Id);
        Assert.Null(index.FindByLoginId("zoe"));
        Assert.Null(index.FindByLoginId(plain.Email));
        Assert.Null(index.Find(Guid.NewGuid()));
    }

    [Fact]
    public void A_user_with_no_channel_at_all_is_not_one_with_all_of_them()
    {
        var user = RichUsers.Some(new(1), 1) with { Work = new() { Channels = [] }, Calling = new(), Login = new() };
        var index = new UserIndex(1, MemoryIndex.Of(UserEntry.Shape, [UserEntry.Of(user)]));
        Assert.Empty(index.WorkOf(user.Id)!.Channels!);
    }

    private Dictionary<Guid, Entry?> Change(Dictionary<Guid, User> users, Random random)
    {
        var changes = new Dictionary<Guid, Entry?>();
        foreach (var user in users.Values.Where(_ => random.Next(4) == 0).ToList())
        {
            if (random.Next(3) == 0)
                users.Remove(user.Id);
            else
                users[user.Id] = RichUsers.Some(random, next++) with { Id = user.Id, Email = user.Email, ExternalId = user.ExternalId, Login = user.Login };
            changes[user.Id] = users.TryGetValue(user.Id, out var now) ? UserEntry.Of(now) : null;
        }

        for (var n = random.Next(1, 20); n > 0; n--)
        {
            var user = RichUsers.Some(random, next++);
            users.Add(user.Id, user);
            changes.Add(user.Id, UserEntry.Of(user));
        }

        return changes;
    }

    // All that is stored, and all that is said.
    private static void Same(User expected, User? found)
    {
        Assert.NotNull(found);
        Assert.Null(found.RowETag);
        expected = expected with { RowETag = null };
        Assert.Equal(UserColumns.Write("t", expected).Columns, UserColumns.Write("t", found).Columns);
        Assert.Equal(Json.Write(expected), Json.Write(found));
    }
}
