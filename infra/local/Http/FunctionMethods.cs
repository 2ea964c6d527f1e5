using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace UserFunctions.Local.Http;

/// <summary>The methods that an endpoint serves.</summary>
internal sealed record FunctionMethods(IReadOnlyList<string> Allowed);

/// <summary>
/// Drops the endpoints that do not serve the request's method. ASP.NET's own policy would answer 405; the real host answers 404
/// and goes on to the next route that fits.
/// </summary>
internal sealed class FunctionMethodPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(e => e.Metadata.GetMetadata<FunctionMethods>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
            if (candidates.IsValidCandidate(i) && !Serves(candidates[i].Endpoint, httpContext.Request.Method))
                candidates.SetValidity(i, false);
        return Task.CompletedTask;
    }

    private static bool Serves(Endpoint endpoint, string method)
    {
        if (endpoint.Metadata.GetMetadata<FunctionMethods>() is not { } methods) return true;
        foreach (var allowed in methods.Allowed)
            if (HttpMethods.Equals(allowed, method))
                return true;
        return false;
    }
}
