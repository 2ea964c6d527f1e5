using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

public sealed class ChoosePasswordTests
{
    [Fact]
    [Spec("S046")]
    public async Task A_password_that_was_given_is_changed_before_the_session_begins()
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.User(new { autoGeneratePassword = true });
        await Person.Accept(tenant, made.Id);
        var person = new Person(tenant, made.Id, made.TextOf("email")!, made.TextOf("generatedPassword")!);
        var next = (await person.SignIn()).Expect(HttpStatusCode.Accepted);
        Assert.Equal("password_change_required", next.TextOf("state"));
        Assert.Null(next.TextOf("accessToken"));
        var ticket = next.TextOf("ticket")!;
        (await person.Post("sign-in/password", new { ticket, newPassword = person.Password })).Expect(HttpStatusCode.BadRequest, "newPassword.same");
        (await person.Post("sign-in/password", new { ticket, newPassword = "password" })).Expect(HttpStatusCode.BadRequest);
        (await person.Post("sign-in/password", new { ticket, newPassword = Person.Good }, from: Person.Elsewhere)).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
        (await person.Post("sign-in/password", new { ticket = ticket[..^1] + (ticket[^1] == 'A' ? 'B' : 'A'), newPassword = Person.Good })).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
        var session = new SignedIn(person, (await person.Post("sign-in/password", new { ticket, newPassword = Person.Good })).Expect(HttpStatusCode.OK));
        (await session.Get("sessions")).Expect(HttpStatusCode.OK);
        (await person.Post("sign-in/password", new { ticket, newPassword = "another fern in the sea" })).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
        (await person.SignIn()).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        (await person.SignIn(Person.Good)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S046")]
    public async Task A_password_of_a_hundred_characters_beyond_the_first_plane_can_be_chosen_and_typed()
    {
        var tenant = await TestApp.NewTenant();
        var (first, second) = (Faces(0x1F300), Faces(0x1F400));
        var person = await Person.Make(tenant, password: first);
        (await person.SignIn()).Expect(HttpStatusCode.OK);
        (await tenant.Post($"users/{person.Id}/password", new { password = first, mustChange = true })).Expect(HttpStatusCode.OK);
        var ticket = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("ticket");
        (await person.Post("sign-in/password", new { ticket, newPassword = second })).Expect(HttpStatusCode.OK);
        (await person.SignIn(second)).Expect(HttpStatusCode.OK);
        // What is too long is said by the policy.
        (await tenant.Post($"users/{person.Id}/password", new { password = Faces(0x1F300) + Faces(0x1F400) })).Expect(HttpStatusCode.BadRequest, "password.invalid");
        (await person.SignIn(new string('x', 1025))).Expect(HttpStatusCode.BadRequest, "password.invalid");

        static string Faces(int from) => string.Concat(Enumerable.Range(from, 100).Select(char.ConvertFromUtf32));
    }

    [Fact]
    [Spec("S046")]
    public async Task Behind_a_lock_no_other_password_is_set_either()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Patch("tenant", new { signIn = new { lockAfter = 3 } })).Expect(HttpStatusCode.OK);
        var person = await Person.Make(tenant);
        (await tenant.Post($"users/{person.Id}/password", new { password = Person.Good, mustChange = true })).Expect(HttpStatusCode.OK);
        var ticket = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("ticket");
        for (var i = 0; i < 3; i++)
            await person.SignIn("not the password");
        (await person.Post("sign-in/password", new { ticket, newPassword = "another fern in the sea" })).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        (await tenant.Post($"users/{person.Id}/unblock-web-login")).Expect(HttpStatusCode.OK);
        Assert.Equal("password_change_required", (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("state"));
    }

    [Fact]
    public async Task Of_sixteen_who_use_a_ticket_at_once_one_sets_the_password()
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.User(new { autoGeneratePassword = true });
        await Person.Accept(tenant, made.Id);
        var person = new Person(tenant, made.Id, made.TextOf("email")!, made.TextOf("generatedPassword")!);
        var ticket = (await person.SignIn()).TextOf("ticket");
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => person.Post("sign-in/password", new { ticket, newPassword = $"fern {i} in the lake" })));
        var winner = Assert.Single(replies, r => r.Status == HttpStatusCode.OK);
        (await person.SignIn($"fern {Array.IndexOf(replies, winner)} in the lake")).Expect(HttpStatusCode.OK);
    }
}
