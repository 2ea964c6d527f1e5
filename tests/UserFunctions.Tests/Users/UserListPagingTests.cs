using System.Net;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class UserListPagingTests
{
    private static string NameOf(System.Text.Json.JsonElement user) => user.GetProperty("displayName").GetString()!;

    [Fact]
    public async Task The_total_counts_all_pages_and_follows_every_change()
    {
        var tenant = await TestApp.NewTenant();
        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => tenant.User(new { displayName = $"Total {n}" })));
        foreach (var query in (string[])["users?top=2", "users?top=2&search=total", "users?top=2&sort=-email"])
            Assert.Equal(5, (await tenant.Get(query))["totalCount"].GetInt32());
        (await tenant.Delete($"users/{made[0].Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(4, (await tenant.Get("users?top=2"))["totalCount"].GetInt32());
        Assert.Equal(0, (await tenant.Get("users?search=nobody"))["totalCount"].GetInt32());
    }

    [Theory]
    [InlineData("sort=displayName")]
    [InlineData("sort=-displayName")]
    [InlineData("search=page")]
    [InlineData("sort=department")]
    [InlineData("sort=createdAt")]
    public async Task While_the_list_changes_nobody_who_stays_is_left_out_or_shown_twice(string order)
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Department("One");
        var staying = await Task.WhenAll(Enumerable.Range(0, 30).Select(n => tenant.User(new { displayName = $"Page {n:D2}", department = n % 2 == 0 ? "One" : null })));
        var leaving = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => tenant.User(new { displayName = $"Page {n * 3:D2} leaves" })));
        var seen = new List<Guid>();
        var round = 0;
        for (var next = $"users?top=4&{order}"; next is not null; round++)
        {
            var page = (await tenant.Get(next)).Expect(HttpStatusCode.OK);
            seen.AddRange(page.Value.Select(u => u.GetProperty("id").GetGuid()));
            next = page.NextLink;
            // Before the cursor, behind it, and the very user that it stands on may be gone.
            await tenant.User(new { displayName = $"Page {round * 5 % 30:D2} comes" });
            if (round < leaving.Length)
                (await tenant.Delete($"users/{leaving[round].Id}")).Expect(HttpStatusCode.NoContent);
        }

        Assert.Equal(staying.Select(u => u.Id).Order(), seen.Intersect(staying.Select(u => u.Id)).Order());
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User();
        await tenant.User();
        var link = (await tenant.Get("users?top=1&sort=email")).NextLink!;
        (await tenant.Get(link.Replace("sort=email", "sort=-email", StringComparison.Ordinal))).Expect(HttpStatusCode.BadRequest, "cursor.invalid");
    }

    [Fact]
    public async Task What_one_instance_changes_the_next_search_on_every_other_finds()
    {
        var tenant = await TestApp.NewTenant();
        await using var second = await TestApp.Start();
        var other = tenant.On(second);
        (await other.Get("users")).Expect(HttpStatusCode.OK);
        var user = await tenant.User(new { displayName = "Before Change" });
        for (var round = 0; round < 10; round++)
        {
            var (writer, reader) = round % 2 == 0 ? (tenant, other) : (other, tenant);
            (await writer.Patch($"users/{user.Id}", new { displayName = $"Round{round} Person" })).Expect(HttpStatusCode.OK);
            Assert.Equal($"Round{round} Person", NameOf(Assert.Single((await reader.Get($"users?search=round{round}")).Value)));
            Assert.Empty((await reader.Get($"users?search=round{round - 1}")).Value);
        }

        var department = await tenant.Department("Old name");
        (await tenant.Patch($"users/{user.Id}", new { department = "Old name" })).Expect(HttpStatusCode.OK);
        Assert.Single((await other.Get("users?search=old")).Value);
        (await tenant.Patch($"departments/{department.Id}", new { name = "Fresh name" })).Expect(HttpStatusCode.OK);
        Assert.Single((await other.Get("users?search=fresh&department=fresh name")).Value);
        Assert.Empty((await other.Get("users?search=old")).Value);
    }

    [Fact]
    public async Task Many_changes_from_both_sides_at_once_leave_both_with_the_same_list()
    {
        var tenant = await TestApp.NewTenant();
        await using var second = await TestApp.Start();
        TestTenant[] sides = [tenant, tenant.On(second)];
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async n =>
        {
            var side = sides[n % 2];
            var user = await side.User(new { displayName = $"Crowd {n}" });
            (await sides[(n + 1) % 2].Patch($"users/{user.Id}", new { designation = $"Seat {n}" })).Expect(HttpStatusCode.OK);
            (await side.Get("users?search=crowd")).Expect(HttpStatusCode.OK);
            if (n % 3 == 0)
                (await side.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        }));
        var lists = await Task.WhenAll(sides.Select(side => side.Get("users?sort=designation&top=200")));
        Assert.Equal(8, lists[0].Value.Count);
        Assert.Equal(lists[0].Text, lists[1].Text);
        var stored = (await tenant.Rows("u|")).Where(row => row.Text("lifecycle") != "Deleted").Select(row => row.Text("designation"));
        Assert.Equal(stored.Order(StringComparer.Ordinal), lists[0].Value.Select(u => u.GetProperty("designation").GetString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("cut off")]
    [InlineData("damaged")]
    [InlineData("none")]
    public async Task A_new_instance_begins_with_the_stored_index_or_without_it_and_shows_what_changed_since(string stored)
    {
        var tenant = await TestApp.NewTenant();
        var kept = await tenant.User(new { displayName = "Kept User" });
        var gone = await tenant.User(new { displayName = "Gone User" });
        var blob = (await TestApp.Service<BlobServiceClient>()).GetBlobContainerClient(UserSnapshots.Container).GetBlobClient($"{tenant.Name}/users");
        var snapshots = await TestApp.Service<UserSnapshots>();
        if (stored != "none")
            await snapshots.Save(tenant.Name, await (await TestApp.Service<UserIndexes>()).Now(tenant.Name, default), default);
        if (stored is "cut off" or "damaged")
        {
            var bytes = (await blob.DownloadContentAsync()).Value.Content.ToArray();
            bytes[bytes.Length / 2] ^= 1;
            await blob.UploadAsync(BinaryData.FromBytes(stored == "damaged" ? bytes : bytes[..(bytes.Length / 2)]), overwrite: true);
        }

        (await tenant.Delete($"users/{gone.Id}")).Expect(HttpStatusCode.NoContent);
        await tenant.User(new { displayName = "New User" });
        Assert.Equal(stored == "whole", await snapshots.Load(tenant.Name, 1000, default) is not null);
        await using var fresh = await TestApp.Start();
        var list = await tenant.On(fresh).Get("users?search=user&sort=displayName");
        Assert.Equal(["Kept User", "New User"], list.Expect(HttpStatusCode.OK).Value.Select(NameOf));
        Assert.Equal(kept.Id, list.Value[0].GetProperty("id").GetGuid());
    }
}
