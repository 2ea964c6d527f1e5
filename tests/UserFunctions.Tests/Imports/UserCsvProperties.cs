using System.Buffers;
using System.Text;
using FsCheck.Xunit;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Users;
using UserFunctions.Users;

namespace UserFunctions.Tests.Imports;

/// <summary>What the export writes of a user, the import reads back to the same user.</summary>
public sealed class UserCsvProperties
{
    [Property(MaxTest = 200)]
    [Spec("S110")]
    public void Whatever_a_user_is_its_row_says_nothing_new_about_it(int seed)
    {
        var user = RichUsers.Some(new(seed), 7);
        var row = Read(user);
        Assert.Equal((user.Id, user.Email), (row.Id!.Value, row.Email));
        Assert.Equal("{}", row.Body(user, CsvFacts.Facts).GetRawText());
        Assert.Empty(row.WarningsOn(user, CsvFacts.Facts));
    }

    [Property(MaxTest = 200)]
    [Spec("S110")]
    public void A_row_alone_makes_the_same_user_again(int seed)
    {
        var user = CsvFacts.Valid(new(seed), Guid.CreateVersion7());
        var fields = new UserFields(Read(user).Body(null, CsvFacts.Facts));
        var again = fields.Create(CsvFacts.Context with { Users = fields.NamedUsers.Where(name => Guid.TryParse(name, out _)).ToDictionary(name => name, Guid.Parse) }, user.Id);
        Assert.True(again.Ok, again.Error?.Message);
        Assert.Equal(Line(user), Line(again.Value));
        Assert.True(again.Value.SameAs(user));
    }

    [Fact]
    public void Nothing_that_a_spreadsheet_would_run_is_written()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            foreach (var cell in SimpleCsv.Read(Line(CsvFacts.Valid(new(seed), Guid.CreateVersion7()))).Single())
                Assert.False(cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..], cell);
        }
    }

    private static string Line(User user)
    {
        var buffer = new ArrayBufferWriter<byte>();
        UserCsv.Write(buffer, user, CsvFacts.Facts);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static CsvRow Read(User user)
    {
        var buffer = new ArrayBufferWriter<byte>();
        UserCsv.WriteHeader(buffer);
        UserCsv.Write(buffer, user, CsvFacts.Facts);
        var read = CsvFile.Read(buffer.WrittenSpan.ToArray());
        Assert.True(read.Ok, read.Error?.Message);
        var row = Assert.Single(read.Value);
        Assert.Empty(row.Errors);
        return row;
    }
}
