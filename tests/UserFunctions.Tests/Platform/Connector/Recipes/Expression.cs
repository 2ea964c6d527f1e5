using System.Text.RegularExpressions;

namespace UserFunctions.Tests.Platform.Connector.Recipes;

/// <summary>A parsed expression of the workflow language.</summary>
internal abstract record Expression
{
    /// <summary>A text, number, true, false or null.</summary>
    public sealed record Literal(object? Value) : Expression;

    /// <summary>A function with its arguments.</summary>
    public sealed record Call(string Name, IReadOnlyList<Expression> Arguments) : Expression;

    /// <summary><c>of?['name']</c> or <c>of[0]</c>.</summary>
    public sealed record Member(Expression Of, Expression Name) : Expression;

    /// <summary>This and all within it.</summary>
    public IEnumerable<Expression> All => this switch
    {
        Call call => call.Arguments.SelectMany(a => a.All).Prepend(this),
        Member member => member.Of.All.Concat(member.Name.All).Prepend(this),
        _ => [this],
    };
}

/// <summary>Reads the expressions out of a text of a workflow.</summary>
internal sealed partial class ExpressionReader
{
    private readonly string text;
    private int at;

    private ExpressionReader(string text, int at) => (this.text, this.at) = (text, at);

    /// <summary>All expressions: one after <c>@</c> that is the whole text, or each <c>@{…}</c> in it.</summary>
    /// <exception cref="FormatException">One is not well-formed.</exception>
    public static IReadOnlyList<Expression> Read(string text)
    {
        if (text.StartsWith("@@", StringComparison.Ordinal)) return [];
        if (text.StartsWith('@') && !text.StartsWith("@{", StringComparison.Ordinal)) return [Whole(text)];
        var found = new List<Expression>();
        for (var start = text.IndexOf("@{", StringComparison.Ordinal); start >= 0;)
        {
            var reader = new ExpressionReader(text, start + 2);
            found.Add(reader.Value());
            reader.Take("}");
            start = text.IndexOf("@{", reader.at, StringComparison.Ordinal);
        }

        return found;
    }

    private static Expression Whole(string text)
    {
        var reader = new ExpressionReader(text, 1);
        var value = reader.Value();
        return reader.at == text.Length ? value : throw reader.Wrong("its end");
    }

    private Expression Value()
    {
        var value = Start();
        while (Next("?[") || Next("["))
        {
            value = new Expression.Member(value, Value());
            Take("]");
        }

        return value;
    }

    private Expression Start()
    {
        Blanks();
        if (Next("'")) return new Expression.Literal(Text());
        if (Matched(Number()) is { } number) return new Expression.Literal(double.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        return Matched(Word()) switch
        {
            null => throw Wrong("a value"),
            "true" => new Expression.Literal(true),
            "false" => new Expression.Literal(false),
            "null" => new Expression.Literal(null),
            var name => new Expression.Call(name, Arguments()),
        };
    }

    private List<Expression> Arguments()
    {
        var arguments = new List<Expression>();
        Take("(");
        if (Next(")")) return arguments;
        do arguments.Add(Value());
        while (Next(","));
        Take(")");
        return arguments;
    }

    // A quote within is written twice.
    private string Text()
    {
        var begin = at;
        while (true)
        {
            var end = text.IndexOf('\'', at);
            if (end < 0) throw Wrong("a closing quote");
            at = end + 1;
            if (at == text.Length || text[at] != '\'') return text[begin..end].Replace("''", "'", StringComparison.Ordinal);
            at++;
        }
    }

    private string? Matched(Regex what)
    {
        var match = what.Match(text, at);
        if (!match.Success) return null;
        at += match.Length;
        return match.Value;
    }

    private bool Next(string what)
    {
        Blanks();
        if (string.CompareOrdinal(text, at, what, 0, what.Length) != 0) return false;
        at += what.Length;
        return true;
    }

    private void Take(string what)
    {
        if (!Next(what)) throw Wrong($"'{what}'");
    }

    private void Blanks()
    {
        while (at < text.Length && text[at] == ' ') at++;
    }

    private FormatException Wrong(string expected) => new($"expected {expected} at {at} of {text}");

    [GeneratedRegex(@"\G-?\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\G[A-Za-z]\w*")]
    private static partial Regex Word();
}
