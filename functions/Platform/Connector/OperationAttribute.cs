namespace UserFunctions.Platform.Connector;

/// <summary>How prominently a flow's designer shows an operation or a value.</summary>
public enum Visibility
{
    /// <summary>Shown behind "advanced options".</summary>
    Advanced,

    /// <summary>Shown first.</summary>
    Important,

    /// <summary>Never shown: lookups behind dropdowns, connection tests, what only machines call.</summary>
    Internal,
}

/// <summary>
/// What an HTTP function is to its callers, beside the function itself. The connector's swagger and the OpenAPI document are made from it. A function of several methods has one of
/// these a method; one that serves several operations on one route has one for each.
/// </summary>
/// <param name="summary">Sentence case, at most 80 letters, digits and blanks, no final stop: <c>Create a user</c>.</param>
/// <param name="description">One or more sentences that say more than the summary, ended by a full stop.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OperationAttribute(string summary, string description) : Attribute
{
    /// <summary>What a designer lists.</summary>
    public string Summary { get; } = summary;

    /// <summary>What it shows beside it.</summary>
    public string Description { get; } = description;

    /// <summary>Unique, PascalCase, never changed once released; null: the function's name.</summary>
    public string? Id { get; init; }

    /// <summary>The HTTP method, upper case; null: the function's only one.</summary>
    public string? Method { get; init; }

    /// <summary>The route of this one of several operations, its values filled in: <c>triggers/user.created</c>; null: the function's.</summary>
    public string? Route { get; init; }

    /// <summary>How prominent it is.</summary>
    public Visibility Visibility { get; init; }

    /// <summary>True: takes <c>If-Match</c> and answers with an <c>ETag</c>.</summary>
    public bool IsVersioned { get; init; }

    /// <summary>True: a POST that takes no <c>Idempotency-Key</c>, because it asks and writes nothing, or because its body names the request and its answer is not to be kept.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>True: needs no key.</summary>
    public bool IsOpen { get; init; }

    /// <summary>True: only in the OpenAPI document, because no flow can use it: pages for a browser, the platform's own paths.</summary>
    public bool IsHidden { get; init; }

    /// <summary>What this and its newer and older versions are called together, such as <c>ListUsers</c> for ListUsers and ListUsersV2; null: there is only this one.</summary>
    public string? Family { get; init; }

    /// <summary>Which of the family it is, from 1.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The operation that flows should use instead: this one is shown as deprecated and goes on working; null: it is the current one.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary><c>batch</c> for a polling trigger, <c>single</c> for a webhook's subscription; null: an action.</summary>
    public string? Trigger { get; init; }
}

/// <summary>The JSON body of an operation.</summary>
/// <param name="body">A record whose properties carry <see cref="FieldAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class TakesAttribute(Type body) : Attribute
{
    /// <summary>Its shape.</summary>
    public Type Body { get; } = body;

    /// <summary>Which operation of a function that has several; null: the only one.</summary>
    public string? Operation { get; init; }

    /// <summary>True: the request may come without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What it is sent as; <c>multipart/form-data</c> makes each property a form field, a <see cref="Stream"/> among them the file.</summary>
    public string ContentType { get; init; } = "application/json";
}

/// <summary>The answer of an operation when all is well: the one that has a schema.</summary>
/// <param name="status">200, 201, 202 or 204.</param>
/// <param name="body">Its shape; <see cref="Stream"/> or <see cref="string"/> for a file or text; null: none.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnswersAttribute(int status, Type? body = null) : Attribute
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Its shape.</summary>
    public Type? Body { get; } = body;

    /// <summary>Which operation of a function that has several; null: the only one.</summary>
    public string? Operation { get; init; }

    /// <summary>True: <c>{"value":[…],"nextLink":"…","totalCount":n}</c> of such bodies, asked for with <c>top</c> and <c>cursor</c>.</summary>
    public bool IsPage { get; init; }

    /// <summary>True: <c>{"value":[…]}</c> of such bodies, all at once.</summary>
    public bool IsList { get; init; }

    /// <summary>Other statuses that also mean well, such as 200 of an upsert; they are named without a schema.</summary>
    public int[] Also { get; init; } = [];

    /// <summary>What it is sent as; <c>text/plain</c> for a file of text.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What else it is sent as to whom asks for that by <c>Accept</c>; flows, which know few types, are not told.</summary>
    public string[] OtherTypes { get; init; } = [];
}
