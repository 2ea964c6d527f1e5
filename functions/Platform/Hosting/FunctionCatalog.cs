using System.Reflection;

namespace UserFunctions.Platform.Hosting;

/// <summary>What runs a function.</summary>
public enum FunctionKind
{
    /// <summary>No trigger at all, or more than one: a contract violation.</summary>
    Unclear,

    /// <summary>A request.</summary>
    Http,

    /// <summary>A queue message.</summary>
    Queue,

    /// <summary>A new or changed blob.</summary>
    Blob,

    /// <summary>A schedule.</summary>
    Timer,
}

/// <summary>One function as its attributes describe it.</summary>
/// <param name="Name">Unique over the app.</param>
/// <param name="Kind">What runs it.</param>
/// <param name="Class">Created for each invocation.</param>
/// <param name="Method">What is called.</param>
/// <param name="Trigger">The parameter that carries the trigger; null when the kind is unclear.</param>
public sealed record FunctionDescription(string Name, FunctionKind Kind, Type Class, MethodInfo Method, ParameterInfo? Trigger)
{
    /// <summary>HTTP: route below the prefix of host.json; the function's name when the trigger gives none. Null for other kinds.</summary>
    public string? Route { get; init; }

    /// <summary>HTTP: upper-case methods; empty for other kinds.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>HTTP: the host's own check; null for other kinds.</summary>
    public AuthorizationLevel? AuthLevel { get; init; }

    /// <summary>Queue: the queue's name; null for other kinds.</summary>
    public string? Queue { get; init; }

    /// <summary>Blob: container and pattern; null for other kinds.</summary>
    public string? BlobPath { get; init; }

    /// <summary>Timer: six fields or <c>%Setting%</c>; null for other kinds.</summary>
    public string? Schedule { get; init; }

    /// <summary>Timer: runs when the host starts, too.</summary>
    public bool RunOnStartup { get; init; }

    /// <summary>Queue and blob: setting that holds the connection; null means AzureWebJobsStorage.</summary>
    public string? Connection { get; init; }
}

/// <summary>Finds the functions of an assembly by reflection.</summary>
public static class FunctionCatalog
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Every method marked as a function, public or not, in ordinal order of names: the order in which a host tries routes.</summary>
    public static IReadOnlyList<FunctionDescription> Find(Assembly assembly) =>
        [.. assembly.GetTypes().SelectMany(Of).OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>The functions of one class.</summary>
    public static IEnumerable<FunctionDescription> Of(Type type) =>
        from method in type.GetMethods(Any)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select Describe(function.Name, type, method);

    private static FunctionDescription Describe(string name, Type type, MethodInfo method)
    {
        var triggers = method.GetParameters().Select(p => Describe(name, type, method, p)).OfType<FunctionDescription>().ToList();
        return triggers.Count == 1 ? triggers[0] : new FunctionDescription(name, FunctionKind.Unclear, type, method, null);
    }

    private static FunctionDescription? Describe(string name, Type type, MethodInfo method, ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<HttpTriggerAttribute>() is { } http)
            return new(name, FunctionKind.Http, type, method, parameter)
            {
                Route = http.Route ?? name,
                Methods = [.. (http.Methods ?? []).Select(m => m.ToUpperInvariant())],
                AuthLevel = http.AuthLevel,
            };
        if (parameter.GetCustomAttribute<QueueTriggerAttribute>() is { } queue)
            return new(name, FunctionKind.Queue, type, method, parameter) { Queue = queue.QueueName, Connection = queue.Connection };
        if (parameter.GetCustomAttribute<BlobTriggerAttribute>() is { } blob)
            return new(name, FunctionKind.Blob, type, method, parameter) { BlobPath = blob.BlobPath, Connection = blob.Connection };
        if (parameter.GetCustomAttribute<TimerTriggerAttribute>() is { } timer)
            return new(name, FunctionKind.Timer, type, method, parameter) { Schedule = timer.Schedule, RunOnStartup = timer.RunOnStartup };
        return null;
    }
}
