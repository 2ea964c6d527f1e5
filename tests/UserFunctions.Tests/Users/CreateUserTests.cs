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
        Assert.Equal(new Uri(tenant.App.BaseAddress, $"api/users/{made.Id}").AbsoluteUri, made.Location);
        Assert.Equal("\"1\"", made.ETag);
        var read = (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
    }

    [Fact]
    public async Task A_user_of_whom_only_the_least_is_said_is_a_pending_agent()
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.User();
        Assert.Equal("Pending", made.TextOf("lifecycle"));
        Assert.Equal("Agent", made.TextOf("role"));
        Assert.Equal(0, made["tags"].GetArrayLength());
        Assert.Equal(0, made["groups"].GetArrayLength());
        Assert.False(made.Json.TryGetProperty("phone", out _), "What is not known is absent, not null.");
        Assert.Equal(7, made.Id.Version);
        Assert.EndsWith("Z", made.TextOf("createdAt"), StringComparison.Ordinal);
        Assert.Equal(made.TextOf("createdAt"), made.TextOf("updatedAt"));
    }

    [Fact]
    [Spec("S002", "S010", "S011", "S012", "S043")]
    public async Task Everything_that_was_said_comes_back()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group("Night shift");
        var department = await tenant.Department("Sales");
        var said = new
        {
            displayName = "Zoë Ångström-李",
            email = TestTenant.NewEmail(),
            phone = "9812345678",
            designation = "Team lead",
            tags = new[] { "north", "pilot" },
            role = "supervisor",
            department = "SALES",
            groups = new[] { group.Id.ToString() },
            extensionNumber = "0012",
        };
        var made = await tenant.User(said);
        Assert.Equal("Zoë Ångström-李", made.TextOf("displayName"));
        Assert.Equal("9812345678", made.TextOf("phone"));
        Assert.Equal("Team lead", made.TextOf("designation"));
        Assert.Equal(["north", "pilot"], made["tags"].EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("Supervisor", made.TextOf("role"));
        Assert.Equal("Sales", made.TextOf("department"));
        Assert.Equal(department.Id, made["departmentId"].GetGuid());
        Assert.Equal("Night shift", made["groups"][0].GetString());
        Assert.Equal(group.Id, made["groupIds"][0].GetGuid());
        Assert.Equal("0012", made.TextOf("extensionNumber"));
    }

    [Theory]
    [Spec("S001")]
    [InlineData("Asha Rao", "Asha", "Rao")]
    [InlineData("Ana María de la Cruz", "Ana María de la", "Cruz")]
    [InlineData("Cher", "Cher", null)]
    [InlineData("  Asha   Rao ", "Asha", "Rao")]
    public async Task A_full_name_is_split_on_its_last_blank(string full, string given, string? family)
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.User(new { displayName = full });
        Assert.Equal(full.Trim(), made.TextOf("displayName"));
        Assert.Equal(given, made.TextOf("givenName"));
        Assert.Equal(family, made.TextOf("familyName"));
    }

    [Fact]
    [Spec("S001")]
    public async Task Given_and_family_name_make_a_full_name()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("users", new { givenName = "Asha", familyName = "Rao", email = TestTenant.NewEmail() })).Expect(HttpStatusCode.Created);
        Assert.Equal("Asha Rao", made.TextOf("displayName"));
        var one = (await tenant.Post("users", new { familyName = "Rao", email = TestTenant.NewEmail() })).Expect(HttpStatusCode.Created);
        Assert.Equal("Rao", one.TextOf("displayName"));
        Assert.Null(one.TextOf("givenName"));
    }

    [Fact]
    [Spec("S001")]
    public async Task Names_that_are_all_given_stand_as_they_are()
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.User(new { displayName = "Dr. Rao", givenName = "Asha", familyName = "Rao" });
        Assert.Equal(["Dr. Rao", "Asha", "Rao"], new[] { "displayName", "givenName", "familyName" }.Select(made.TextOf));
    }

    [Fact]
    [Spec("S008", "S011")]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Post("users", new
        {
            email = "not-an-address",
            phone = "12345",
            role = "Emperor",
            department = "Nowhere",
            groups = new[] { "Ghosts", "Shades" },
            extensionNumber = "x1",
            tags = "one",
            favouriteColour = "red",
        });
        refused.Expect(HttpStatusCode.BadRequest);
        string[] expected =
        [
            "department.unknown", "displayName.missing", "email.invalid", "extensionNumber.invalid", "favouriteColour.unknown", "groups.unknown", "groups.unknown",
            "phone.invalid", "role.unknown", "tags.invalid",
        ];
        Assert.Equal(expected, refused.Codes);
        Assert.All(["not-an-address", "12345", "Emperor", "Nowhere", "Ghosts", "Shades", "x1", "favouriteColour"], value => Assert.Contains(value, refused.Message, StringComparison.Ordinal));
        Assert.Contains("Supervisor", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await tenant.Rows());
    }

    [Fact]
    [Spec("S001", "S008")]
    public async Task An_empty_body_names_the_fields_that_are_required()
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post("users", new { })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["displayName.missing", "email.missing"], refused.Codes);
    }

    [Fact]
    public async Task Empty_texts_and_nulls_count_as_not_given()
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post("users", new { displayName = " ", email = (string?)null })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["displayName.missing", "email.missing"], refused.Codes);
        var made = await tenant.User(new { phone = "", designation = (string?)null, role = (string?)null, department = "", groups = (string[]?)null });
        Assert.Equal("Agent", made.TextOf("role"));
    }

    [Theory]
    [Spec("S003")]
    [InlineData("plain")]
    [InlineData("a@b")]
    [InlineData("@example.com")]
    [InlineData("a@.com")]
    [InlineData("a@example..com")]
    [InlineData("a..b@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a@example.com,b@example.com")]
    [InlineData("Asha <a@example.com>")]
    [InlineData("a@example.com\nBcc: b@example.com")]
    [InlineData("ä@example.com")]
    public async Task What_is_no_address_is_refused_with_the_value(string email)
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post("users", new { displayName = "A B", email })).Expect(HttpStatusCode.BadRequest, "email.invalid");
        Assert.Contains(email.Split('\n')[0], refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [Spec("S003")]
    [InlineData("it's+tag@sub.example.co.uk")]
    [InlineData("percent%2Fslash@example.com")]
    [InlineData("pipe|hash#question?@example.com")]
    [InlineData("back`tick{curly}~@example.com")]
    public async Task Odd_but_sound_addresses_are_stored_and_found(string email)
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.User(new { email });
        Assert.Equal(email, made.TextOf("email"));
        var found = (await tenant.Get($"users?email={Uri.EscapeDataString(email.ToUpperInvariant())}")).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Id, Assert.Single(found.Value).GetProperty("id").GetGuid());
    }

    [Fact]
    [Spec("S003")]
    public async Task An_address_is_taken_whatever_its_case_and_the_answer_says_which()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { email = "Asha.Rao@Example.com" });
        var rows = await tenant.Rows();
        var refused = (await tenant.Post("users", new { displayName = "B", email = " asha.rao@EXAMPLE.com " })).Expect(HttpStatusCode.Conflict, "email.taken");
        Assert.Contains("asha.rao@EXAMPLE.com", refused.Message, StringComparison.Ordinal);
        Assert.Equal(rows.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
    }

    [Fact]
    public async Task What_only_the_app_sets_cannot_be_given()
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Post("users", new { displayName = "A B", email = TestTenant.NewEmail(), id = Guid.NewGuid(), version = 7, lifecycle = "Active", departmentId = Guid.NewGuid() });
        refused.Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["departmentId.read_only", "id.read_only", "lifecycle.read_only", "version.read_only"], refused.Codes);
    }
}
