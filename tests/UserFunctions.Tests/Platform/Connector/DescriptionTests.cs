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
        Assert.Matches(@"^[A-Z][A-Za-z0-9() ]{0,79}$", operation.Operation.Summary);
        Assert.Matches(Sentences(), operation.Operation.Description);
        Assert.NotEqual(operation.Operation.Summary + ".", operation.Operation.Description);
        Assert.NotEqual(0, operation.Answers.Status);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_field_is_described_by_a_sentence_under_a_title(Type type)
    {
        Assert.NotEmpty(FieldDescription.Of(type));
        foreach (var field in FieldDescription.Of(type))
        {
            Assert.True(Sentences().IsMatch(field.Field.Description), $"{type.Name}.{field.Name} is described by '{field.Field.Description}', which is no sentence.");
            Assert.True(TitleCase().IsMatch(field.Title), $"{type.Name}.{field.Name} has the title '{field.Title}', which is no Title Case.");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void No_field_can_be_anything(Type type) =>
        Assert.DoesNotContain(FieldDescription.Of(type).Select(f => f.Property.PropertyType), t => t == typeof(object) || t.FullName!.Contains("JsonElement", StringComparison.Ordinal));

    [Fact]
    public void Values_of_paths_are_described_by_sentences_under_titles()
    {
        var values = Described.Operations.SelectMany(o => o.PathValues).Distinct().ToList();
        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.Matches(Sentences(), value.Description));
        Assert.All(values, value => Assert.Matches(TitleCase(), value.Title));
    }

    [Fact]
    public void A_list_behind_a_dropdown_has_the_value_and_the_title_that_it_is_said_to_have()
    {
        var lookups = Described.Operations.SelectMany(o => o.Lookups.Select(lookup => (Lookup: lookup, Names: FieldDescription.Of(o.Answers.Body!).Select(f => f.Name)))).ToList();
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
