using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class CreateUserTests
{
    [Fact]
    public async Task A_created_user_is_answered_with_its_address_and_its_version()
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.User(new { displayName = "Asha Rao" });
        Assert.Equal(new Uri((await TestApp.Shared).BaseAddress, $"api/users/{made.Id}").AbsoluteUri, made.Location);
        Assert.Equal("\"1\"", made.ETag);
        var read = (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
    }
}
