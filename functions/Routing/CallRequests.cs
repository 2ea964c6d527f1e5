using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Routing;

/// <summary>How every decision about a call is asked for.</summary>
internal static class CallRequests
{
    /// <summary>200 with what is decided of the body, or why it is not; who asks needs <c>calls.decide</c>.</summary>
    public static async Task<IResult> Decided<T>(this HttpRequest request, Func<string, JsonElement, CancellationToken, Task<Result<T>>> decide, CancellationToken cancellationToken)
        where T : class
    {
        if (!(await request.ReadNamed(Permission.CallsDecide, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        return (await decide(read.Caller.Tenant, read.Body, cancellationToken)).Try(out var view, out error) ? Answer.Ok(view) : Answer.Problem(error);
    }
}
