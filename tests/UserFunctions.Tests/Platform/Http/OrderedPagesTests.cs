using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>Pages of lists that have an order of their own: those of the app first, then the tenant's.</summary>
public sealed class OrderedPagesTests
{
    private static readonly string[] Reads = ["users.read"];

    public static TheoryData<string> Lists => ["roles", "statuses"];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Pages_are_the_list_in_its_order(string list)
    {
        var tenant = await TestApp.NewTenant();
        foreach (var name in (string[])["Zulu", "Alpha", "Mike"])
            (await tenant.Post(list, Body(list, name))).Expect(HttpStatusCode.Created);
        var whole = (await tenant.Get($"{list}?top=200")).Expect(HttpStatusCode.OK);
        Assert.Null(whole.NextLink);
        Assert.Equal(["Zulu", "Alpha", "Mike"], whole.Value.TakeLast(3).Select(NameOf));
        var first = (await tenant.Get($"{list}?top=2")).Expect(HttpStatusCode.OK);
        Assert.Equal((2, true), (first.Value.Count, first.NextLink is not null));
        Assert.Equal(whole.Value.Select(NameOf), (await tenant.All($"{list}?top=2")).Select(NameOf));
        // A cursor of another list begins anew.
        Assert.Equal(NameOf(whole.Value[0]), NameOf((await tenant.Get($"{list}?top=1&cursor=bm8")).Expect(HttpStatusCode.OK).Value[0]));
        (await tenant.Get($"{list}?top=0")).Expect(HttpStatusCode.BadRequest, "top.invalid");
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task What_is_deleted_between_two_pages_hides_nothing(string list)
    {
        var tenant = await TestApp.NewTenant();
        var there = (await tenant.Get($"{list}?top=200")).Value.Count;
        var made = new List<Guid>();
        foreach (var name in (string[])["One", "Two", "Three"])
            made.Add((await tenant.Post(list, Body(list, name))).Expect(HttpStatusCode.Created).Json.GetProperty("id").GetGuid());
        var first = (await tenant.Get($"{list}?top={there + 1}")).Expect(HttpStatusCode.OK);
        Assert.Equal("One", NameOf(first.Value[^1]));
        (await tenant.Delete($"{list}/{made[0]}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(["Two", "Three"], (await tenant.Get(first.NextLink!)).Expect(HttpStatusCode.OK).Value.Select(NameOf));
    }

    private static object Body(string list, string name) => list == "roles" ? new { name, permissions = Reads } : new { name, @class = "Unavailable" };

    private static string NameOf(JsonElement entry) => entry.GetProperty("name").GetString()!;
}
