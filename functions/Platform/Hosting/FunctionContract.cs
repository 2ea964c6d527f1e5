using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace UserFunctions.Platform.Hosting;

/// <summary>
/// What every function keeps to, so that both heads bind it alike. The real worker binds anything else differently, or silently
/// to null; therefore a violation stops the start.
/// </summary>
public static partial class FunctionContract
{
    private static readonly string[] ReservedRoutes = ["admin", "runtime"];

    /// <summary>The constraint that keeps a typed route value from meeting text it cannot hold.</summary>
    private static readonly Dictionary<Type, string> RouteConstraints = new() { [typeof(Guid)] = "guid", [typeof(int)] = "int", [typeof(long)] = "long" };

    private static readonly Dictionary<string, Type[]> QueueMetadata = new()
    {
        ["dequeueCount"] = [typeof(int), typeof(long)],
        ["id"] = [typeof(string)],
        ["popReceipt"] = [typeof(string)],
        ["insertionTime"] = [typeof(DateTimeOffset)],
        ["expirationTime"] = [typeof(DateTimeOffset)],
    };

    /// <summary>What is wrong, one sentence each, beginning with the function's name; empty when all is well.</summary>
    public static IReadOnlyList<string> Violations(IReadOnlyList<FunctionDescription> functions) =>
        [.. functions.SelectMany(f => Of(f).Select(text => $"{f.Name}: {text}")), .. SharedNames(functions), .. SharedRoutes(functions)];

    private static IEnumerable<string> Of(FunctionDescription function) => Shape(function).Concat(function.Kind switch
    {
        FunctionKind.Http => Http(function),
        FunctionKind.Queue => Queue(function),
        FunctionKind.Blob => Blob(function),
        FunctionKind.Timer => Timer(function),
        _ => ["it needs exactly one trigger parameter."],
    });

    private static IEnumerable<string> Shape(FunctionDescription function)
    {
        var (type, method) = (function.Class, function.Method);
        if (!type.IsVisible || type.IsAbstract || type.ContainsGenericParameters)
            yield return $"its class {type.Name} must be public, not abstract, not static and not generic.";
        if (!method.IsPublic || method.IsStatic)
            yield return $"its method {method.Name} must be public and not static.";
        if (type.GetMember(method.Name, MemberTypes.Method, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static).Length > 1)
            yield return $"its method {method.Name} has an overload in {type.Name}; the worker finds methods by name.";
    }

    private static IEnumerable<string> Http(FunctionDescription function)
    {
        if (function.AuthLevel != AuthorizationLevel.Anonymous)
            yield return "its AuthorizationLevel must be Anonymous; the app checks its own keys.";
        if (function.Methods.Count == 0)
            yield return "it must name its HTTP methods.";
        if (function.Method.ReturnType != typeof(Task<IResult>))
            yield return "it must return Task<IResult>.";
        if (function.Trigger!.ParameterType != typeof(HttpRequest))
            yield return "its trigger must be on an HttpRequest.";
        if (Array.Exists(ReservedRoutes, r => function.Route!.StartsWith(r, StringComparison.OrdinalIgnoreCase)))
            yield return $"its route '{function.Route}' begins with a word that the host keeps for itself (admin, runtime).";
        if (Parse(function.Route!) is not { } pattern)
        {
            yield return $"its route '{function.Route}' cannot be read.";
            yield break;
        }

        foreach (var parameter in Others(function))
            if (RouteValue(parameter, pattern) is { } problem)
                yield return problem;
    }

    private static string? RouteValue(ParameterInfo parameter, RoutePattern route)
    {
        var type = parameter.ParameterType;
        if (type != typeof(string) && !RouteConstraints.ContainsKey(type))
            return $"its parameter {parameter.Name} is a {type.Name}; allowed are the HttpRequest, route values (string, int, long, Guid) and a CancellationToken.";
        if (route.GetParameter(parameter.Name!) is not { } value)
            return $"its parameter {parameter.Name} does not occur in the route '{route.RawText}'.";
        return RouteConstraints.TryGetValue(type, out var constraint) && value.ParameterPolicies.All(p => p.Content != constraint)
            ? $"its route must hold {{{parameter.Name}:{constraint}}}, because the parameter is a {type.Name}."
            : null;
    }

    private static IEnumerable<string> Queue(FunctionDescription function)
    {
        var type = function.Trigger!.ParameterType;
        if (type != typeof(string) && !IsPoco(type))
            yield return $"its trigger must be on a string or a class of this app, not {type.Name}.";
        if (!QueueName().IsMatch(function.Queue!))
            yield return $"'{function.Queue}' is not a queue name (3-63 of a-z, 0-9 and single hyphens).";
        if (function.Method.ReturnType != typeof(Task))
            yield return "it must return Task; messages are sent with an injected client, not by an output binding.";
        foreach (var parameter in Others(function))
            if (!QueueMetadata.TryGetValue(parameter.Name!, out var types) || !types.Contains(parameter.ParameterType))
                yield return $"its parameter {parameter.Name} ({parameter.ParameterType.Name}) is not message metadata ({string.Join(", ", QueueMetadata.Keys)}).";
    }

    private static IEnumerable<string> Blob(FunctionDescription function)
    {
        if (function.Trigger!.ParameterType != typeof(Stream))
            yield return $"its trigger must be on a Stream, not {function.Trigger.ParameterType.Name}.";
        if (!BlobPath().IsMatch(function.BlobPath!))
            yield return $"its path '{function.BlobPath}' must be a container, a slash and a pattern.";
        if (function.Method.ReturnType != typeof(Task))
            yield return "it must return Task.";
        if (function.Method.GetParameters().All(p => p.Name != "name"))
            yield return "it must take 'string name'.";
        foreach (var parameter in Others(function))
            if (parameter.ParameterType != typeof(string) || !function.BlobPath!.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal))
                yield return $"its parameter {parameter.Name} must be a string that occurs as {{{parameter.Name}}} in '{function.BlobPath}'.";
    }

    private static IEnumerable<string> Timer(FunctionDescription function)
    {
        if (function.Trigger!.ParameterType != typeof(TimerInfo))
            yield return $"its trigger must be on a TimerInfo, not {function.Trigger.ParameterType.Name}.";
        if (function.Method.ReturnType != typeof(Task))
            yield return "it must return Task.";
        if (!function.Schedule!.StartsWith('%') && function.Schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 6)
            yield return $"its schedule '{function.Schedule}' must have six fields or be a %Setting%.";
        foreach (var parameter in Others(function))
            yield return $"its parameter {parameter.Name} is not allowed; a timer takes a TimerInfo and a CancellationToken.";
    }

    private static IEnumerable<string> SharedNames(IReadOnlyList<FunctionDescription> functions) =>
        from same in functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase)
        where same.Count() > 1
        select $"{same.Key}: the name is used {same.Count()} times.";

    private static IEnumerable<string> SharedRoutes(IReadOnlyList<FunctionDescription> functions) =>
        from function in functions
        from method in function.Methods
        group function.Name by (Method: method, Route: RouteName().Replace(function.Route!, "{").ToLowerInvariant()) into same
        where same.Count() > 1
        select $"{string.Join(", ", same)}: {same.Key.Method} {same.Key.Route} is served more than once.";

    // By place: threads that ask for the parameters at the same time may be given different objects.
    private static IEnumerable<ParameterInfo> Others(FunctionDescription function) =>
        function.Method.GetParameters().Where(p => p.Position != function.Trigger?.Position && p.ParameterType != typeof(CancellationToken));

    private static bool IsPoco(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsArray: false } && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true;

    private static RoutePattern? Parse(string route)
    {
        try
        {
            return RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex QueueName();

    [GeneratedRegex("^[a-z0-9-]{3,63}/.+$")]
    private static partial Regex BlobPath();

    /// <summary>The name of a route value: what follows it, the constraint, is what tells two routes apart.</summary>
    [GeneratedRegex(@"\{\*{0,2}[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex RouteName();
}
