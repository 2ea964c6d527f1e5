using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Platform.Connector;

/// <summary>One operation as the attributes of its function describe it: what both documents are made of.</summary>
/// <param name="Function">The function that serves it.</param>
/// <param name="Operation">What it is called and how it is shown.</param>
/// <param name="Answers">Its good answer.</param>
public sealed record OperationDescription(FunctionDescription Function, OperationAttribute Operation, AnswersAttribute Answers)
{
    /// <summary>Unique over the app, PascalCase.</summary>
    public string Id => Operation.Id ?? Function.Name;

    /// <summary>Upper case.</summary>
    public string Method => Operation.Method ?? Function.Methods.Single();

    /// <summary>Below the prefix, as the function writes it: <c>users/{id:guid}</c>.</summary>
    public string Route => Operation.Route ?? Function.Route!;

    /// <summary>As a document writes it: <c>/users/{id}</c>.</summary>
    public string Path => "/" + Routes.Plain(Route);

    /// <summary>The room that it belongs to.</summary>
    public string Room => Function.Class.Namespace!.Split('.')[1];

    /// <summary>The values in its path, in order.</summary>
    public IReadOnlyList<PathValueAttribute> PathValues { get; init; } = [];

    /// <summary>Records of query words.</summary>
    public IReadOnlyList<Type> Queries { get; init; } = [];

    /// <summary>Its bodies, one for each content type that it takes; empty: none.</summary>
    public IReadOnlyList<TakesAttribute> Takes { get; init; } = [];

    /// <summary>The dropdowns that it fills.</summary>
    public IReadOnlyList<LookupAttribute> Lookups { get; init; } = [];

    /// <summary>What a webhook trigger sends later; null: it is no such trigger.</summary>
    public NotifiesAttribute? Notifies { get; init; }

    /// <summary>Every good status, the one with the schema first.</summary>
    public IEnumerable<int> GoodStatuses => Answers.Also.Prepend(Answers.Status);

    /// <summary>True: it changes something.</summary>
    public bool Writes => Method is not "GET";

    /// <summary>True: it takes <c>If-Match</c>; what is made by the request has no version yet that the caller could have read.</summary>
    public bool IsConditional => Writes && Operation.IsVersioned && Answers.Status is not StatusCodes.Status201Created;
}
