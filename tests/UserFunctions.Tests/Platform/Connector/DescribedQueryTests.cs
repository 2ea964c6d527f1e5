using System.Net;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Connector;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>The query words that are described are those that are read.</summary>
public sealed partial class DescribedQueryTests
{
    // Every list's own, and the key.
    private static readonly string[] OfPages = ["top", "cursor", "code"];

    // Second names of words that are described under the name that answers use.
    private static readonly string[] Aliases = ["tag", "departmentId", "group", "groupIds", "roleId", "licence", "login"];

    public static TheoryData<string> Lists => [.. Described.Operations.Where(operation => operation.Answers.IsPage).Select(operation => operation.Id)];

    public static TheoryData<string> Asking => [.. Described.Operations.Where(operation => Described.WordsOf(operation).Any(IsPicky)).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task The_words_of_a_list_are_those_that_it_knows(string id)
    {
        var operation = Described.Of(id);
        var (tenant, path) = await Somebody.Asking(operation);
        var refused = (await tenant.Get($"{path}?zzz=1")).Expect(HttpStatusCode.BadRequest, "zzz.unknown");
        var allowed = Allowed().Match(refused.Message).Groups[1].Value.Split(", ").Except(OfPages);
        var described = Described.WordsOf(operation).Select(w => w.Name).ToList();
        Assert.Equal(described.Order(StringComparer.Ordinal), allowed.Except(Aliases.Except(described)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task A_word_that_takes_no_text_refuses_what_it_cannot_be(string id)
    {
        var operation = Described.Of(id);
        var (tenant, path) = await Somebody.Asking(operation);
        foreach (var word in Described.WordsOf(operation).Where(IsPicky).Select(w => w.Name))
        {
            var refused = (await tenant.Send(new HttpMethod(operation.Method), $"{path}?{word}=~", Described.BodyOf(operation) is null ? null : new { })).Expect(HttpStatusCode.BadRequest);
            Assert.StartsWith($"{word} '~' is not ", refused.Message, StringComparison.Ordinal);
        }
    }

    private static bool IsPicky(FieldDescription word) => TypeNames.Bare(word.Property.PropertyType).IsValueType;

    [GeneratedRegex(@"allowed are (.*)\.$")]
    private static partial Regex Allowed();
}
