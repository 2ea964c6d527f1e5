using System.Collections;
using System.Reflection;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

/// <summary>Makes users that differ from each other in every property, so that a test meets properties that are added later, too.</summary>
internal static class RichUsers
{
    private static readonly string[] Texts = ["x", "Ärger", "=1+1", "a;b", "\"q\"", "O'Neil ", "İstanbul", "山田", "5551234567", "two\r\nlines", "x X"];

    /// <summary>A user who is not deleted; its unique texts hold the number.</summary>
    public static User Some(Random random, int number)
    {
        var user = (User)Some(typeof(User), random)!;
        var (email, own) = ($"{(random.Next(2) == 0 ? "Joé" : "jo.smith")}{number}@Example.com", random.Next(3) switch { 0 => null, 1 => $"Login {number}", _ => $"joé{number}@example.com" });
        return user with
        {
            Id = Guid.CreateVersion7(),
            Email = email,
            ExternalId = random.Next(3) switch { 0 => null, 1 => $"hr-{number}", _ => $"HR-{number - 1}" },
            Login = user.Login with { LoginId = own is not null && random.Next(3) == 0 ? email : own },
            DeletedAt = null,
            DeletedFrom = null,
            ExtensionSecret = null,
        };
    }

    private static object? Some(Type type, Random random)
    {
        if (type == typeof(string))
            return Texts[random.Next(Texts.Length)];
        if (type == typeof(Guid))
            return new Guid(random.Next(3), 1, 2, new byte[8]);
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type == typeof(int) || type == typeof(long))
            return Convert.ChangeType(random.Next(1, 9), type, null);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(random.NextInt64(DateTimeOffset.UnixEpoch.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length));
        return typeof(IEnumerable).IsAssignableFrom(type) ? Many(type, random) : Thing(type, random);
    }

    private static object Many(Type type, Random random)
    {
        var of = type.GetGenericArguments();
        var values = Enumerable.Range(0, random.Next(4)).Select(_ => Some(of[0], random)).Distinct().ToArray();
        if (of.Length == 2)
        {
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(of))!;
            foreach (var key in values)
                map.Add(key!, Some(of[1], random));
            return map;
        }

        var list = Array.CreateInstance(of[0], values.Length);
        values.CopyTo(list, 0);
        return list;
    }

    private static object Thing(Type type, Random random)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var thing = constructor.Invoke([.. constructor.GetParameters().Select(p => Some(p.ParameterType, random))]);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite))
        {
            var isOptional = new NullabilityInfoContext().Create(property).WriteState is NullabilityState.Nullable;
            // Some are left as they are for a new user.
            if (random.Next(3) > 0)
                property.SetValue(thing, isOptional && random.Next(2) == 0 ? null : Some(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, random));
            else if (property.GetValue(thing) is null && !isOptional)
                property.SetValue(thing, Some(property.PropertyType, random));
        }

        return thing;
    }
}
