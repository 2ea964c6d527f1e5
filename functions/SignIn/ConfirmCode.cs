using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.SignIn;

/// <summary><c>POST /api/sign-in/otp</c> and <c>/otp/resend</c> (S055): the challenge and the code are the credential. There is no device that a code is spared on.</summary>
public sealed class ConfirmCode(SignInSteps steps, Seals seals)
{
    private const int MaxCode = 20;

    /// <summary>200 with a session, 202 when another password has to be chosen; 400; 401 <c>otp.wrong</c>, or <c>sign_in.over</c> after five wrong codes, a use, or 15 minutes.</summary>
    [Function("ConfirmCode")]
    [Operation("Go on with a code from the phone", "Goes on with a sign-in that sent a one-time code to the phone of the user.", IsOpen = true, IsHidden = true, IsRepeatable = true)]
    [Takes(typeof(CodeBody))]
    [Answers(200, typeof(SignInAnswer), Also = [202])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-in/otp")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "one-time code");
        var challenge = Challenge(fields);
        var code = fields.Secret("code", 1, MaxCode).Value;
        if (code is null)
            fields.Missing("code", "give the digits that were sent to the phone");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        return SignInWithPassword.Wire(await Resume(request, challenge!, attempt => steps.Take(attempt with { Code = Compare(attempt, code!) }, cancellationToken), cancellationToken));
    }

    /// <summary>202 with the challenge; 400; 401 <c>sign_in.over</c>; 429 within 30 s of the code before, and after ten codes an hour.</summary>
    [Function("ResendCode")]
    [Operation("Send the code to the phone again", "Sends another one-time code for a sign-in in place of the one before, at the earliest after 30 seconds.", IsOpen = true, IsHidden = true, IsRepeatable = true)]
    [Takes(typeof(ResendCodeBody))]
    [Answers(202, typeof(SignInAnswer))]
    public async Task<IResult> Resend([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-in/otp/resend")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "challenge");
        var challenge = Challenge(fields);
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        return SignInWithPassword.Wire(await Resume(request, challenge!, attempt => steps.Resend(attempt, cancellationToken), cancellationToken));
    }

    private static string? Challenge(FieldReader fields)
    {
        var challenge = fields.Secret("challenge", 1, SignInToken.MaxLength).Value;
        if (challenge is null)
            fields.Missing("challenge", "give what the sign-in answered");
        return challenge;
    }

    // Read again in the user's turn: what was typed at once is counted one after the other.
    private async Task<Result<SignInAnswer>> Resume(HttpRequest request, string challenge, Func<Attempt, Task<Result<SignInAnswer>>> goOn, CancellationToken cancellationToken)
    {
        if (!(await Read()).Try(out var attempt, out var error))
            return error;
        return await steps.InTurn(attempt, async () => (await Read()).Try(out var current, out var over) ? await goOn(current) : over, cancellationToken);

        Task<Result<Attempt>> Read() => steps.Resume(challenge, SignInToken.Challenge, SourceAddress.Exact(request.HttpContext), Correlation.Of(request.HttpContext), cancellationToken);
    }

    private Proof Compare(Attempt attempt, string code)
    {
        var pending = attempt.Pending!;
        var sent = seals.OfCode(new(SignInToken.Challenge, attempt.Tenant, attempt.User!.Id, pending.Id, 0), code.Trim(), pending.Salt);
        return CryptographicOperations.FixedTimeEquals(sent, pending.CodeSeal) && pending.CodeUntil > steps.Now ? Proof.Right : Proof.Wrong;
    }
}
