using System.Diagnostics.CodeAnalysis;

namespace UserFunctions.Platform.Errors;

/// <summary>A value, or the <see cref="Errors.Error"/> that says why there is none.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Error? error)
    {
        this.value = value;
        Error = error;
    }

    /// <summary>Why there is no value; null when there is one.</summary>
    public Error? Error { get; }

    /// <summary>True when there is a value.</summary>
    public bool Ok => Error is null;

    /// <summary>The value; throws when there is none, so ask first.</summary>
    public T Value => Error is null ? value! : throw new InvalidOperationException($"No value: {Error.Code}: {Error.Message}");

    /// <summary>Takes the result apart: true and the value, or false and the error.</summary>
    public bool Try([MaybeNullWhen(false)] out T taken, [NotNullWhen(false)] out Error? error)
    {
        taken = value;
        error = Error;
        return error is null;
    }

    /// <summary>The same outcome of another type; an error passes through.</summary>
    public Result<TOther> Map<TOther>(Func<T, TOther> map) => Error is null ? map(value!) : Error;

    /// <summary>A value is a result.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>An error is a result.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);
}
