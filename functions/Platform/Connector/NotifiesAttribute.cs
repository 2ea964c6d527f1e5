namespace UserFunctions.Platform.Connector;

/// <summary>
/// What a webhook trigger's subscription is sent later: it stands on the operation that subscribes (<see cref="OperationAttribute.Trigger"/> <c>single</c>), whose body has a property with
/// <see cref="FieldAttribute.IsCallback"/> and whose good answer carries <c>Location</c>, the address that ends it.
/// </summary>
/// <param name="body">The record that is sent, its properties described by <see cref="FieldAttribute"/> as an answer's are.</param>
/// <param name="description">What it tells and when, as a sentence with a full stop.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class NotifiesAttribute(Type body, string description) : Attribute
{
    /// <summary>Its shape.</summary>
    public Type Body { get; } = body;

    /// <summary>What it tells.</summary>
    public string Description { get; } = description;

    /// <summary>Which operation of a function that has several; null: the only one.</summary>
    public string? Operation { get; init; }
}
