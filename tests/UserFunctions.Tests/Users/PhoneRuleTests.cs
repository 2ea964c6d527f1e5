using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class PhoneRuleTests
{
    [Theory]
    [Spec("S004", "S005")]
    [InlineData(false, "TenDigits", "9876543210", true)]
    [InlineData(false, "TenDigits", "987654321", false)]
    [InlineData(false, "TenDigits", "98765432100", false)]
    [InlineData(false, "TenDigits", "+919876543210", false)]
    [InlineData(false, "TenDigits", "98765 43210", false)]
    [InlineData(false, "TenDigits", "९८७६५४३२१०", false)]
    [InlineData(true, "TenDigits", "+919876543210", true)]
    [InlineData(true, "TenDigits", "919876543210", true)]
    [InlineData(true, "TenDigits", "12349876543210", true)]
    [InlineData(true, "TenDigits", "9876543210", false)]
    [InlineData(true, "TenDigits", "123459876543210", false)]
    [InlineData(true, "TenDigits", "++919876543210", false)]
    [InlineData(true, "E164", "+4915112345678", true)]
    [InlineData(true, "E164", "+12025550123", true)]
    [InlineData(false, "E164", "+35312345678", true)]
    [InlineData(false, "E164", "4915112345678", false)]
    [InlineData(false, "E164", "+0915112345678", false)]
    [InlineData(false, "E164", "+1234567", false)]
    [InlineData(false, "E164", "+1234567890123456", false)]
    public async Task A_number_looks_as_the_tenant_wants_it(bool international, string rule, string phone, bool isRight)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Patch("tenant", new { internationalCalling = international, phoneRule = rule })).Expect(HttpStatusCode.OK);
        foreach (var field in (string[])["phone", "callForwardNumber"])
        {
            var reply = await tenant.Post("users", new Dictionary<string, string> { ["displayName"] = "Asha Rao", ["email"] = TestTenant.NewEmail(), [field] = phone });
            if (isRight)
                Assert.Equal(phone, reply.Expect(HttpStatusCode.Created).TextOf(field));
            else
                Assert.Contains(phone, reply.Expect(HttpStatusCode.BadRequest, $"{field}.invalid").Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Spec("S005", "S009")]
    public async Task Numbers_of_an_earlier_rule_stay_and_can_be_sent_back_but_not_set_anew()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { phone = "9876543210", callForwardNumber = "9876543211", alternateNumbers = new[] { "9876543212" } });
        (await tenant.Patch("tenant", new { internationalCalling = true })).Expect(HttpStatusCode.OK);
        Assert.Equal(user.Text, (await tenant.Patch($"users/{user.Id}", user.Json)).Expect(HttpStatusCode.OK).Text);
        (await tenant.Patch($"users/{user.Id}", new { alternateNumbers = new[] { "9876543212", "9876543213" } })).Expect(HttpStatusCode.BadRequest, "alternateNumbers.invalid");
        (await tenant.Patch($"users/{user.Id}", new { phone = "9876543213" })).Expect(HttpStatusCode.BadRequest, "phone.invalid");
    }
}
