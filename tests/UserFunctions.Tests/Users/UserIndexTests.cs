using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local;
using UserFunctions.Roles;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class UserIndexTests
{
    private static async Task<UserIndex> Now(LocalApp app, string tenant) => await app.Services.GetRequiredService<UserIndexes>().Now(tenant, default);

    [Fact]
    public async Task It_shows_at_once_what_this_and_every_other_instance_has_committed()
    {
        var tenant = await TestApp.NewTenant();
        await using var other = await TestApp.Start();
        await tenant.Department("Sales");
        var first = await tenant.User(new { department = "Sales", role = "Supervisor" });
        var department = first["departmentId"].GetGuid();
        Assert.Equal([first.Id], (await Now(other, tenant.Name)).OfDepartment(department));
        for (var round = 0; round < 5; round++)
        {
            var second = await tenant.On(other).User(new { department = "Sales" });
            foreach (var app in (LocalApp[])[tenant.App, other])
            {
                Assert.Equal([first.Id, second.Id], (await Now(app, tenant.Name)).OfDepartment(department));
                Assert.Equal(1, (await Now(app, tenant.Name)).CountByRole()[Role.Agent.Id]);
            }

            (await tenant.Delete($"users/{second.Id}")).Expect(HttpStatusCode.NoContent);
            Assert.Equal([first.Id], (await Now(other, tenant.Name)).OfDepartment(department));
        }
    }

    [Fact]
    public async Task A_tenant_that_nobody_asks_for_leaves_the_memory_and_comes_back_whole()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var indexes = own.App.Services.GetRequiredService<UserIndexes>();
        var before = (await Now(own.App, "main")).Count;
        await indexes.Save(default);
        Assert.Equal(1, indexes.Count);
        own.Time.Pass(UserIndexes.KeptFor + TimeSpan.FromMinutes(1));
        await indexes.Save(default);
        Assert.Equal(0, indexes.Count);
        Assert.Equal(before, (await Now(own.App, "main")).Count);
        Assert.NotNull((await Now(own.App, "main")).Rows.Find(user.Id));
    }
}
