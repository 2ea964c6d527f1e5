using UserFunctions.Platform.Errors;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class PasswordPolicyTests
{
    private static readonly PasswordSubject Asha = new(["Asha Rao", "asha.rao@initech.example", "asha.r", "9876543210", "north-wind"], HasSecondFactor: false);

    [Theory]
    [InlineData("correct horse battery staple", "")]
    [InlineData("Correct horse 7", "")]
    [InlineData("ünïcode wörds ok", "")]
    [InlineData("пароль для всех", "")]
    [InlineData("fx7#Kq2!mZ9@wRt", "")]
    [InlineData("fern lake 62 ok", "")]
    [InlineData("fern lake 62 o", "invalid")]
    [InlineData("", "invalid weak")]
    [InlineData("password", "invalid weak")]
    [InlineData("P4$$w0rdP4$$w0rd", "weak")]
    [InlineData("passwordpassword", "weak")]
    [InlineData("Princess1234567!", "weak")]
    [InlineData("Sunshine2024Summer", "weak")]
    [InlineData("qwertyuiopasdfghjkl", "weak")]
    [InlineData("1qaz2wsx3edc4rfv", "weak")]
    [InlineData("aaaaaaaaaaaaaaaa", "weak")]
    [InlineData("x7Kqx7Kqx7Kqx7Kq", "weak")]
    [InlineData("abcdefghijklmnop", "weak")]
    [InlineData("9876543210987654", "weak")]
    [InlineData("Asha.Rao@Initech", "weak")]
    [InlineData("RaoAsha19761977", "weak")]
    [InlineData("northwind-initech", "weak")]
    [InlineData("asha likes green tea", "")]
    [InlineData("fern\tlake 62 okay", "invalid")]
    [InlineData("fern lake 62 ok\ud800", "invalid")]
    [Spec("S046")]
    public void A_password_is_long_and_not_put_together_of_what_is_guessed_first(string password, string expected) =>
        Assert.Equal(expected, string.Join(' ', PasswordPolicy.Faults(password, Asha).Select(fault => fault.Code.Split('.')[1])));

    [Theory]
    [InlineData("k7#Qp2!z", true, "")]
    [InlineData("k7#Qp2!", true, "invalid")]
    [InlineData("k7#Qp2!z", false, "invalid")]
    [InlineData("hunter42", true, "weak")]
    [InlineData("p@ssw0rd", true, "weak")]
    [InlineData("12345678", true, "weak")]
    [InlineData("asharao9", true, "weak")]
    [Spec("S046", "S055")]
    public void Fewer_characters_do_beside_a_second_factor(string password, bool hasSecondFactor, string expected) =>
        Assert.Equal(expected, string.Join(' ', PasswordPolicy.Faults(password, Asha with { HasSecondFactor = hasSecondFactor }).Select(fault => fault.Code.Split('.')[1])));

    [Fact]
    public void Characters_are_counted_as_people_count_them_and_at_most_128()
    {
        Assert.Equal(4, PasswordPolicy.LengthOf("e\u0301\U0001F600ab"));
        Assert.Equal(PasswordPolicy.Normal("Ａé"), PasswordPolicy.Normal("Ae\u0301"));
        var most = string.Concat(Enumerable.Range(0, PasswordPolicy.Max).Select(i => (char)('Ѐ' + (i * 7 % 200))));
        Assert.Null(PasswordPolicy.Check(most, Asha));
        Assert.Equal("password.invalid", PasswordPolicy.Check(most + "x", Asha)?.Code);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_and_the_password_is_not_repeated()
    {
        var error = PasswordPolicy.Check("princess1", Asha);
        Assert.Equal(ErrorKind.Invalid, error?.Kind);
        Assert.Equal(["password.invalid", "password.weak"], error!.Details!.Select(d => d.Code));
        Assert.DoesNotContain("princess", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("15", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_common_passwords_is_there()
    {
        Assert.InRange(CommonPasswords.Count, 30_000, 31_000);
        Assert.True(CommonPasswords.Has("password"));
        Assert.True(CommonPasswords.Has("1q2w3e4r5t6y"));
        Assert.False(CommonPasswords.Has("MIT"));
        Assert.False(CommonPasswords.Has("k7#qp2!z"));
    }
}
