using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Local.Http;

/// <summary>Makes an endpoint of each HTTP function.</summary>
internal static class FunctionEndpoints
{
    /// <summary>The endpoints, tried in the order given: the real host goes by function name, not by how literal a route is.</summary>
    public static EndpointDataSource Create(IEnumerable<FunctionDescription> functions, HostSettings settings, IServiceProvider services) =>
        new DefaultEndpointDataSource(functions.Where(f => f.Kind == FunctionKind.Http).Select((f, order) => Create(f, order, settings, services)));

    private static RouteEndpoint Create(FunctionDescription function, int order, HostSettings settings, IServiceProvider services)
    {
        var pattern = RoutePatternFactory.Parse($"{settings.RoutePrefix}/{function.Route}".Trim('/'));
        var options = new RequestDelegateFactoryOptions
        {
            ServiceProvider = services,
            RouteParameterNames = pattern.Parameters.Select(p => p.Name),
            ThrowOnBadRequest = true,
        };
        var target = ActivatorUtilities.CreateFactory(function.Class, []);
        var run = RequestDelegateFactory.Create(function.Method, context => New(target, context), options).RequestDelegate;
        return new RouteEndpoint(run, pattern, order, new EndpointMetadataCollection(function, new FunctionMethods(function.Methods)), function.Name);
    }

    private static object New(ObjectFactory target, HttpContext context)
    {
        var instance = target(context.RequestServices, null);
        if (instance is IDisposable disposable) context.Response.RegisterForDispose(disposable);
        if (instance is IAsyncDisposable asyncDisposable) context.Response.RegisterForDisposeAsync(asyncDisposable);
        return instance;
    }
}
