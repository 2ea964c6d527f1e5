using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class ListUsersTests
{
    [Fact]
    public async Task Following_the_links_shows_each_of_120_users_once_in_the_order_of_their_creation()
    {
        var tenant = await TestApp.NewTenant();
        var made = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => tenant.User(new { role = i % 2 == 0 ? "Agent" : "Supervisor" })));
        var first = (await tenant.Get("users")).Expect(HttpStatusCode.OK);
        Assert.Equal(50, first.Value.Count);
        Assert.StartsWith(new Uri(tenant.App.BaseAddress, "api/users?").AbsoluteUri, first.NextLink, StringComparison.Ordinal);
        var all = (await tenant.All("users")).Select(u => u.GetProperty("id").GetGuid()).ToList();
        Assert.Equal(made.Select(m => m.Id).OrderBy(id => id.ToString("D"), StringComparer.Ordinal), all);
        Assert.Equal(all, (await tenant.All("users?top=7")).Select(u => u.GetProperty("id").GetGuid()));
        Assert.Null((await tenant.Get("users?top=120")).NextLink);
        var supervisors = await tenant.All("users?role=supervisor&top=11");
        Assert.Equal(60, supervisors.Count);
        Assert.All(supervisors, u => Assert.Equal("Supervisor", u.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task The_link_to_the_next_page_holds_no_key()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User();
        await tenant.User();
        var page = await TestApp.Send(HttpMethod.Get, $"users?top=1&code={Uri.EscapeDataString(tenant.Key)}");
        Assert.DoesNotContain("code", page.Expect(HttpStatusCode.OK).NextLink, StringComparison.Ordinal);
        Assert.Single((await tenant.Get(page.NextLink!)).Expect(HttpStatusCode.OK).Value);
    }

    [Fact]
    public async Task A_page_may_end_where_the_user_that_it_ended_with_was_deleted()
    {
        var tenant = await TestApp.NewTenant();
        var made = new[] { await tenant.User(), await tenant.User(), await tenant.User() };
        var page = await tenant.Get("users?top=1");
        (await tenant.Delete($"users/{page.Value[0].GetProperty("id").GetGuid()}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(2, (await tenant.All(page.NextLink!)).Count);
        Assert.Equal(3, made.Length);
    }

    [Fact]
    [Spec("S098")]
    public async Task Filters_find_by_exact_values_whatever_their_case()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Night");
        await tenant.Department("Sales");
        var wanted = await tenant.User(new { department = "Sales", groups = new[] { "Night" }, designation = "Lead", tags = new[] { "a", "North" }, role = "Supervisor" });
        await tenant.User(new { designation = "Leader", tags = new[] { "Northern" } });
        foreach (var query in (string[])["department=sales", "group=night", "designation=LEAD", "tag=north", "role=supervisor", "role=Supervisor&department=Sales&lifecycle=pending", $"department={wanted["departmentId"].GetGuid()}"])
            Assert.Equal(wanted.Id, Assert.Single((await tenant.Get($"users?{query}")).Expect(HttpStatusCode.OK).Value).GetProperty("id").GetGuid());
        Assert.Empty((await tenant.Get("users?lifecycle=Active")).Value);
        Assert.Empty((await tenant.Get($"users?email={wanted.TextOf("email")}&role=Agent")).Value);
    }

    [Theory]
    [InlineData("sortt=x", "sortt.unknown")]
    [InlineData("top=0", "top.invalid")]
    [InlineData("top=201", "top.invalid")]
    [InlineData("top=-1", "top.invalid")]
    [InlineData("top=ten", "top.invalid")]
    [InlineData("top=1&top=2", "top.invalid")]
    [InlineData("cursor=***", "cursor.invalid")]
    [InlineData("lifecycle=Deleted", "lifecycle.invalid")]
    [InlineData("lifecycle=2", "lifecycle.invalid")]
    [InlineData("department=Nowhere", "department.unknown")]
    [InlineData("group=Nobody", "group.unknown")]
    public async Task A_query_that_cannot_be_meant_is_refused(string query, string code)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Get($"users?{query}")).Expect(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("groups")]
    [InlineData("departments")]
    [InlineData("extensions")]
    [InlineData("keys")]
    [InlineData("imports")]
    public async Task A_cursor_that_no_link_gave_breaks_nothing(string list)
    {
        var tenant = await TestApp.NewTenant();
        foreach (var cursor in (string[])["x", "u|", "~~~~", "u|a/b#?\\", "u|\u0001", new string('k', 600), "' or PartitionKey ne '", "\ud7ff\uffff", "c|000000000000"])
        {
            var reply = await tenant.Get($"{list}?cursor={WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(cursor))}");
            Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"cursor {Uri.EscapeDataString(cursor)} in {list}: {(int)reply.Status} {reply.Text}");
            if (reply.Status == HttpStatusCode.OK)
                Assert.All(reply.Value, thing => Assert.Equal(tenant.KeyId, thing.GetProperty("id").GetGuid()));
        }
    }
}
