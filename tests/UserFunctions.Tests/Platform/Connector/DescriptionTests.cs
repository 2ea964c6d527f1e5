using System.Reflection;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Connector;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>The words that a flow's author reads.</summary>
public sealed partial class DescriptionTests
{
    public static TheoryData<string> Operations => [.. Described.Operations.Select(operation => operation.Id)];

    public static TheoryData<Type> Types => [.. Described.Types()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_says_what_it_does_twice_in_different_words(string id)
    {
        var operation = Described.Of(id);
        Assert.Matches(@"^[A-Z][A-Za-z0-9() ]{0,79}$", operation.What.Summary);
        Assert.Matches(Sentences(), operation.What.Description);
        Assert.NotEqual(operation.What.Summary + ".", operation.What.Description);
        Assert.NotEqual(0, operation.Answer.Status);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_field_is_described_by_a_sentence_under_a_title(Type type)
    {
        Assert.NotEmpty(Described.Properties(type));
        foreach (var property in Described.Properties(type))
        {
            var field = Described.FieldOf(type, property);
            Assert.True(field is not null, $"{type.Name}.{property.Name} is not described.");
            Assert.True(Sentences().IsMatch(field.Description), $"{type.Name}.{property.Name}: '{field.Description}' is no sentence.");
            Assert.True(field.Title is null || TitleCase().IsMatch(field.Title), $"{type.Name}.{property.Name}: '{field.Title}' is no Title Case.");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void No_field_can_be_anything(Type type) =>
        Assert.DoesNotContain(Described.Properties(type), p => p.PropertyType == typeof(object) || p.PropertyType.FullName!.Contains("JsonElement", StringComparison.Ordinal));

    [Fact]
    public void Values_of_paths_are_described_by_sentences_under_titles()
    {
        var values = Described.Operations.SelectMany(o => o.Function.GetCustomAttributes<PathValueAttribute>()).ToList();
        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.Matches(Sentences(), value.Description));
        Assert.All(values, value => Assert.Matches(TitleCase(), value.Title));
    }

    [Fact]
    public void A_list_behind_a_dropdown_has_the_value_and_the_title_that_it_is_said_to_have()
    {
        var lookups = Described.Operations.SelectMany(o => o.Function.GetCustomAttributes<LookupAttribute>().Select(lookup => (Lookup: lookup, Names: Described.Properties(o.Answer.Body!).Select(Described.NameOf)))).ToList();
        Assert.NotEmpty(lookups);
        Assert.All(lookups, l => Assert.Contains(l.Lookup.Value, l.Names));
        Assert.All(lookups, l => Assert.Contains(l.Lookup.Title, l.Names));
        Assert.Equal(lookups.Select(l => l.Lookup.Name).Distinct().Count(), lookups.Count);
    }

    [GeneratedRegex(@"^[A-Za-z+].*[^.]\.$")]
    private static partial Regex Sentences();

    [GeneratedRegex("^[A-Z0-9][A-Za-z0-9]*( [A-Z0-9][A-Za-z0-9]*)*$")]
    private static partial Regex TitleCase();
}
