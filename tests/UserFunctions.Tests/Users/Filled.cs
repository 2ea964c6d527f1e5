using System.Collections;
using System.Reflection;

namespace UserFunctions.Tests.Users;

/// <summary>Makes things whose every property holds something, so that a test meets properties that are added later, too.</summary>
internal static class Filled
{
    /// <summary>A copy whose writable properties, and those of its parts, are not empty.</summary>
    public static T With<T>(T thing)
        where T : class
    {
        var copy = (T)thing.GetType().GetMethod("<Clone>$")!.Invoke(thing, null)!;
        foreach (var property in copy.GetType().GetProperties().Where(p => p.CanWrite))
            property.SetValue(copy, Value(property.PropertyType, property.GetValue(copy)));
        return copy;
    }

    private static object? Value(Type type, object? now)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return now ?? "x";
        if (type == typeof(Guid))
            return Guid.NewGuid();
        if (type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(DateTimeOffset) || type.IsEnum)
            return now ?? Activator.CreateInstance(type);
        if (typeof(IEnumerable).IsAssignableFrom(type))
            return Many(type);
        return now is not null && type.GetMethod("<Clone>$") is not null ? With(now) : Made(type);
    }

    private static object Many(Type type)
    {
        var of = type.GetGenericArguments();
        if (of.Length == 2)
        {
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(of))!;
            map.Add("x", Activator.CreateInstance(of[1]));
            return map;
        }

        var list = Array.CreateInstance(of[0], 1);
        list.SetValue(of[0].IsValueType || of[0] == typeof(string) ? Value(of[0], null) : Made(of[0]), 0);
        return list;
    }

    // A record of its constructor's parameters.
    private static object Made(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, null))]);
    }
}
