using System.Text;
using UserFunctions.Imports;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class CsvFileTests
{
    private const string Header = "email,displayName,tags\n";

    private static readonly TenantFacts NoFacts = new(new([]), new([]), []);

    [Theory]
    [InlineData("email,displayName\na@x.com,A B\n")]
    [InlineData("email;displayName\na@x.com;A B\n")]
    [InlineData("email\tdisplayName\na@x.com\tA B\n")]
    [InlineData("\uFEFFemail,displayName\na@x.com,A B\n")]
    [InlineData("email,displayName\r\na@x.com,A B\r\n")]
    [InlineData("email,displayName\na@x.com,A B")]
    [InlineData("\"email\",\"displayName\"\n\"a@x.com\",\"A B\"\n")]
    [InlineData("EMAIL, DisplayName \na@x.com, A B \n")]
    [InlineData("\n\r\nemail,displayName\n\na@x.com,A B\n\n\n")]
    public void The_same_table_is_read_from_every_dialect(string text)
    {
        var row = Assert.Single(Rows(text));
        Assert.Empty(row.Errors);
        Assert.Equal(("a@x.com", "A B"), (Cell(row, "email"), Cell(row, "displayName")));
    }

    [Theory]
    [InlineData("email;displayName;designation\na@x.com;A B;\"Sales, EMEA\"\n", "Sales, EMEA")]
    [InlineData("email,displayName,designation\na@x.com,A B,\"Sales; EMEA\"\n", "Sales; EMEA")]
    [InlineData("email,displayName,designation\na@x.com,A B,\"a \"\"b\"\" c\"\n", "a \"b\" c")]
    [InlineData("email,displayName,designation\na@x.com,A B,\"one\ntwo\"\n", "one\ntwo")]
    [InlineData("email,displayName,designation\r\na@x.com,A B,\"one\r\ntwo\"\r\n", "one\r\ntwo")]
    [InlineData("email,displayName,designation\na@x.com,A B,Zoë 🦊\n", "Zoë 🦊")]
    public void A_quoted_cell_holds_separators_quotes_and_line_breaks(string text, string expected) =>
        Assert.Equal(expected, Cell(Assert.Single(Rows(text)), "designation"));

    [Fact]
    public void Line_numbers_stay_those_of_an_editor_behind_blank_lines_and_quoted_breaks()
    {
        var rows = Rows("email,displayName\r\n\r\na@x.com,\"A\r\nB\r\nC\"\r\nb@x.com,B\r\n,\r\n\r\nc@x.com,C\r\n");
        Assert.Equal([(1, 3), (2, 6), (3, 9)], rows.Select(r => (r.Number, r.Line)));
    }

    [Fact]
    public void Lists_are_split_at_semicolons_and_blank_cells_are_absent()
    {
        var row = Assert.Single(Rows(Header + "a@x.com, ,\" one ;two;;\"\n"));
        Assert.Equal("""{"email":"a@x.com","tags":["one","two"]}""", row.Body(null, NoFacts).GetRawText());
    }

    [Theory]
    [InlineData("", "file.empty")]
    [InlineData("\n \r\n", "file.empty")]
    [InlineData("\uFEFF", "file.empty")]
    [InlineData("email,displayName\n", "file.no_rows")]
    [InlineData("email,displayName\n\n,\n  ,  \n", "file.no_rows")]
    [InlineData("email,displayName,salary\na@x.com,A,1\n", "header.unknown")]
    [InlineData("email,displayName,EMAIL\na@x.com,A,b@x.com\n", "header.duplicate")]
    [InlineData("displayName\nA\n", "header.missing")]
    [InlineData("email,displayName\na@x.com,\"A\nb@x.com,B\n", "file.malformed")]
    [InlineData("\"email,displayName\na@x.com,A\n", "file.malformed")]
    [InlineData("email,displayName\na@x.com,A\0\n", "file.not_text")]
    public void A_file_that_cannot_be_trusted_is_refused_as_a_whole(string text, string code) => Assert.Equal(code, Refusal(Encoding.UTF8.GetBytes(text)).Code);

    [Fact]
    [Spec("S113")]
    public void Five_hundred_rows_are_taken_and_one_more_is_refused_as_a_whole()
    {
        Assert.Equal(500, Rows(Header + Many(500)).Count);
        Assert.Equal("file.too_many_rows", Refusal(Encoding.UTF8.GetBytes(Header + Many(501))).Code);
        Assert.Equal(500, Rows(Header + Many(250) + "\n,,\n\n" + Many(250)).Count);
    }

    [Theory]
    [InlineData("a@x.com,A\n")]
    [InlineData("a@x.com,A,t,more\n")]
    [InlineData("a@x.com,A \"B\" C,t\n")]
    public void A_row_that_cannot_be_read_fails_alone(string bad)
    {
        var rows = Rows(Header + "b@x.com,B,\n" + bad + "c@x.com,C,\n");
        Assert.Equal([0, 1, 0], rows.Select(r => r.Errors.Count));
        Assert.Equal(("row.invalid", 3), (rows[1].Errors[0].Code, rows[1].Line));
        Assert.Equal("c@x.com", Cell(rows[2], "email"));
    }

    [Fact]
    public void Rows_that_claim_the_same_thing_name_each_other()
    {
        var rows = CsvDuplicates.Mark(Rows("email,displayName,extensionNumber\na@x.com,A,101\n\nA@X.com,B,102\nc@x.com,C,101\nd@x.com,D,103\n"));
        Assert.Equal(["email.duplicate,extensionNumber.duplicate", "email.duplicate", "extensionNumber.duplicate", ""], rows.Select(r => string.Join(',', r.Errors.Select(e => e.Code))));
        Assert.Contains("2 (line 4)", rows[0].Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("1 (line 2)", rows[1].Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("3 (line 5)", rows[0].Errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_file_is_read_in_no_time_whatever_it_repeats()
    {
        foreach (var piece in (string[])[" ", "\n", "\r", "\"", ",", ";", "sep=", "[", "(x) ", "+a;", "-a;", "a=b;", "\\", "é", "'", "E+1", "x y "])
        {
            var many = string.Concat(Enumerable.Repeat(piece, Import.MaxBytes / Encoding.UTF8.GetByteCount(piece) / 8));
            foreach (var text in (string[])[many, $"email,displayName,{many}", $"firstName,lastName,login,email,{many}\n", $"email,tags\na@x.com,{many}\n", $"email\tchannelLimits\tclients\na@x.com\t{many}\t{many}\n"])
                await Task.Run(() => CsvFile.Read(Encoding.UTF8.GetBytes(text)).Map(rows => rows[0].Errors.Count == 0 ? rows[0].Body(null, NoFacts) : default)).WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    private static string Many(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"u{i}@x.com,U {i},\n"));

    private static string? Cell(CsvRow row, string column) => row[column];

    private static IReadOnlyList<CsvRow> Rows(string text)
    {
        var read = CsvFile.Read(Encoding.UTF8.GetBytes(text));
        Assert.True(read.Ok, read.Error?.Message);
        return read.Value;
    }

    private static Error Refusal(byte[] content)
    {
        var read = CsvFile.Read(content);
        Assert.False(read.Ok);
        return read.Error!;
    }
}
