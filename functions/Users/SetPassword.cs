using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>The password that an administrator sets, as a body says it.</summary>
public sealed record PasswordBody
{
    /// <summary>Null: the app makes one.</summary>
    [Field("The password: 15 to 128 characters, at least 8 with twoFactorAuthentication, and none that is easily guessed. Leave it out, and the app makes one.", Format = "password")]
    public string? Password { get; init; }

    /// <summary>Null: true.</summary>
    [Field("True: the user has to choose another password at the first sign-in. True unless given, and always true for one that the app makes.", Visibility = Visibility.Advanced)]
    public bool? MustChange { get; init; }
}

/// <summary>What setting a password came to.</summary>
/// <param name="UserId">The user.</param>
/// <param name="MustChange">Another one has to be chosen at the first sign-in.</param>
/// <param name="GeneratedPassword">What the app made; null when the password was given.</param>
public sealed record PasswordView(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("True: the user has to choose another password at the first sign-in.")] bool MustChange,
    [property: Field("The password that the app made, shown this once; absent when one was given.", Format = "password")] string? GeneratedPassword);

/// <summary><c>POST /api/users/{id}/password</c> (S046): an administrator sets the password, or has one made.</summary>
public sealed class SetPassword(Passwords passwords)
{
    /// <summary>200, the sessions of the user end; 400 by <see cref="PasswordPolicy"/>; 403 for a user who may do more, or who comes from upstream; 404; 409 for SSO (S059); 412.</summary>
    /// <remarks>Repeated with the same Idempotency-Key a request that made a password is 409: it is not kept, so it cannot be shown again.</remarks>
    [Function("SetPassword")]
    [Operation("Set the password of a user", "Sets the password of a user, or makes one and shows it this once; all sessions of the user end.", IsVersioned = true)]
    [Takes(typeof(PasswordBody), IsOptional = true)]
    [Answers(200, typeof(PasswordView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/password")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!Wanted(read.Caller, read.Body).Try(out var password, out error))
            return Answer.Problem(error);
        var isSet = false;
        if (!(await passwords.Set(read.Caller, id, request.IfMatch(), password, Refusal, null, cancellationToken)).Try(out var user, out error))
            return Answer.Problem(error);
        if (!isSet && password.Generated is not null)
            return Answer.Problem(Error.Conflict("Idempotency-Key", "password.shown", "This request made a password before; it was shown then and is not kept. Send the request with a new Idempotency-Key for another one."));
        return Answer.Ok(new PasswordView(user.Id, password.MustChange, password.Generated)).Tagged(user.Version);

        Error? Refusal(User current, UserContext context)
        {
            isSet = true;
            return UserGuard.Password(current, context) ?? Upstream.CheckPassword(context);
        }
    }

    private Result<NewPassword> Wanted(Caller caller, JsonElement body)
    {
        var fields = new FieldReader(body, "password");
        var given = fields.Secret(PasswordPolicy.Field, 1, PasswordPolicy.MostSent).Value;
        var mustChange = fields.Flag("mustChange").Value ?? true;
        if (given is null && !mustChange)
            fields.Add("mustChange", "invalid", "mustChange is always true for a password that the app makes: leave mustChange out, or give a password.");
        if (fields.Finish() is { } invalid)
            return invalid;
        return given is null ? passwords.Made(caller.Tenant) : passwords.Chosen(caller.Tenant, given, mustChange);
    }
}
