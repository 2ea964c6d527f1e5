namespace UserFunctions.Tests.Given;

[AttributeUsage(AttributeTargets.Method)] public sealed class SpecAttribute(params string[] numbers) : Attribute { public IReadOnlyList<string> Numbers { get; } = numbers; }
