using System.Reflection;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Platform.Connector;

/// <summary>Reads the attributes of all functions. A description that contradicts itself stops with an exception that names the function.</summary>
public static class Operations
{
    /// <summary>The operations of an assembly, by path and method.</summary>
    public static IReadOnlyList<OperationDescription> Of(Assembly assembly) => Of(FunctionCatalog.Find(assembly));

    /// <summary>The operations of these functions, by path and method; a function that nobody described has none.</summary>
    public static IReadOnlyList<OperationDescription> Of(IReadOnlyList<FunctionDescription> functions)
    {
        var http = functions.Where(f => f.Kind == FunctionKind.Http).ToList();
        var values = http.SelectMany(f => f.Method.GetCustomAttributes<PathValueAttribute>()).ToLookup(v => Routes.Plain(v.Route));
        return
        [
            .. from function in http
               from operation in function.Method.GetCustomAttributes<OperationAttribute>()
               let description = Describe(function, operation, values)
               orderby description.Path, Array.IndexOf(MethodOrder, description.Method)
               select description,
        ];
    }

    private static readonly string[] MethodOrder = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static OperationDescription Describe(FunctionDescription function, OperationAttribute operation, ILookup<string, PathValueAttribute> values)
    {
        var (method, id) = (function.Method, operation.Id ?? function.Name);
        if (operation.Method is null && function.Methods.Count != 1)
            throw Wrong(function, $"has several methods, but its operation {id} does not say which it is.");
        var notifies = method.GetCustomAttributes<NotifiesAttribute>().SingleOrDefault(n => IsOf(n.Operation, id));
        var answers = method.GetCustomAttributes<AnswersAttribute>().Where(a => IsOf(a.Operation, id)).ToList();
        return new(function, operation, answers.Count == 1 ? answers[0] : throw Wrong(function, $"needs exactly one [Answers] for its operation {id}, but has {answers.Count}."))
        {
            PathValues = [.. Routes.Prefixes(operation.Route ?? function.Route!).Select(prefix => values[prefix].FirstOrDefault() ?? throw Wrong(function, $"has '{prefix}' in its route, which no [PathValue] describes."))],
            Queries = [.. method.GetCustomAttributes<QueryAttribute>().Where(q => IsOf(q.Operation, id)).Select(q => q.Type)],
            Takes = [.. method.GetCustomAttributes<TakesAttribute>().Where(t => IsOf(t.Operation, id))],
            Lookups = [.. method.GetCustomAttributes<LookupAttribute>()],
            Notifies = notifies,
        };
    }

    private static bool IsOf(string? named, string id) => named is null || named == id;

    private static InvalidOperationException Wrong(FunctionDescription function, string what) => new($"The function {function.Name} {what}");
}
