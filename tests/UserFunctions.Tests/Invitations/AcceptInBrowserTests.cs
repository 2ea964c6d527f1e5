using System.Net;
using Microsoft.Playwright;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

/// <summary>The page behind the link in a real Chromium.</summary>
/// <remarks>Environment: <c>SCREENSHOTS</c>, a folder that pictures of the pages are put into; none unless set.</remarks>
public sealed class AcceptInBrowserTests(Browser browser) : IClassFixture<Browser>
{
    private const string Chosen = "a fern beside the quiet lake";

    // WCAG 2.2, success criterion 1.4.3.
    private const double LeastContrast = 4.5;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_sets_a_password_and_is_in_with_scripts_and_without(bool hasScripts)
    {
        await using var own = await OwnApp.Start();
        (await own.Tenant.Patch("tenant", new { invitations = new { language = "de", name = "Müller & Söhne" } })).Expect(HttpStatusCode.OK);
        var user = await own.Tenant.User(new { email = "zoe@example.com" });
        var page = await browser.Page(hasScripts);
        var (requests, complaints) = (new List<string>(), new List<string>());
        page.Request += (_, request) => requests.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");
        page.Console += (_, message) => complaints.Add(message.Text);
        await page.GotoAsync(await Link(own, user.Id));
        Assert.Equal("Einladung – Müller & Söhne", await page.TitleAsync());
        Assert.Equal("zoe@example.com", await page.GetByLabel("E-Mail-Adresse").InputValueAsync());
        await Picture(page, $"form-{hasScripts}");

        await page.GetByLabel("Passwort wählen").FillAsync("passwordpassword");
        await page.GetByRole(AriaRole.Button, new() { Name = "Einladung annehmen" }).ClickAsync();
        var alert = page.GetByRole(AriaRole.Alert);
        Assert.Contains("zu erraten", await alert.InnerTextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("Fehler: ", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal("", await page.GetByLabel("Passwort wählen").InputValueAsync());
        await Picture(page, $"error-{hasScripts}");

        await page.GetByLabel("Passwort wählen").FillAsync(Chosen);
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Willkommen" }).WaitForAsync();
        await Picture(page, $"done-{hasScripts}");
        Assert.Equal("Active", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));
        Assert.Equal(["GET /api/invitations/accept", "POST /api/invitations/accept", "POST /api/invitations/accept"], requests.Where(r => !r.EndsWith("favicon.ico", StringComparison.Ordinal)));
        Assert.DoesNotContain(complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_keyboard_is_enough_and_the_focus_goes_to_what_was_wrong()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        var page = await browser.Page();
        await page.GotoAsync(await Link(own, user));
        await Press(page, "Tab", "email");
        await Press(page, "Tab", "password");
        await page.Keyboard.TypeAsync("short");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal("alert", await page.EvaluateAsync<string>("document.activeElement.getAttribute('role')"));
        var field = page.GetByLabel("Choose a password");
        Assert.Equal("true", await field.GetAttributeAsync("aria-invalid"));
        var described = await page.EvaluateAsync<string>("document.getElementById('password').getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).textContent).join(' | ')");
        Assert.Contains("At least 15 characters", described, StringComparison.Ordinal);
        Assert.Contains("must have at least 15", described, StringComparison.Ordinal);

        // The link of the summary leads to the field.
        await page.Keyboard.PressAsync("Tab");
        await Press(page, "Enter", "password");
        await page.Keyboard.TypeAsync(Chosen);
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("BUTTON", await page.EvaluateAsync<string>("document.activeElement.tagName"));
        Assert.Equal("solid", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await page.Keyboard.PressAsync("Space");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" }).WaitForAsync();
        Assert.Equal("Active", (await own.Tenant.Get($"users/{user}")).TextOf("lifecycle"));
    }

    [Fact]
    public async Task Every_text_stands_out_and_everything_has_a_name_and_it_fits_a_small_screen()
    {
        await using var own = await OwnApp.Start();
        var page = await browser.Page();
        await page.SetViewportSizeAsync(320, 640);
        await page.GotoAsync(await Link(own, (await own.Tenant.User()).Id));
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await Picture(page, "small");
        Assert.Equal("en", await page.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 320"));
        Assert.Equal(2, await page.EvaluateAsync<int>("[...document.querySelectorAll('input')].filter(input => input.labels.length === 1 && input.labels[0].textContent.length > 0).length"));
        Assert.Equal(1, await page.Locator("main").CountAsync());
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        var contrasts = await page.EvaluateAsync<double[]>(Contrasts);
        Assert.True(contrasts.Length >= 8, $"{contrasts.Length} texts");
        Assert.All(contrasts, contrast => Assert.True(contrast >= LeastContrast, $"{contrast}"));
    }

    [Fact]
    public async Task The_way_to_SSO_tells_nobody_the_link_and_no_other_site_can_frame_it()
    {
        await using var own = await OwnApp.Start();
        (await own.Tenant.Patch("tenant", new { sso = new { startUrl = "https://sso.example/start" } })).Expect(HttpStatusCode.OK);
        var link = await Link(own, (await own.Tenant.User(new { authenticationMethod = "SSO" })).Id);
        var page = await browser.Page();
        IRequest? started = null;
        await page.RouteAsync("https://sso.example/**", route =>
        {
            started = route.Request;
            return route.FulfillAsync(new() { ContentType = "text/html", Body = "<h1>Sign in</h1>" });
        });
        await page.GotoAsync(link);
        await Picture(page, "sso");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
        Assert.DoesNotContain("referer", (await started!.AllHeadersAsync()).Keys);

        await page.RouteAsync("https://evil.example/", route => route.FulfillAsync(new() { ContentType = "text/html", Body = $"<iframe src=\"{link}\"></iframe>" }));
        await page.GotoAsync("https://evil.example/");
        Assert.DoesNotContain("Continue to sign in", string.Concat(await Task.WhenAll(page.Frames.Skip(1).Select(frame => frame.ContentAsync()))), StringComparison.Ordinal);
    }

    // The contrast of each visible text with what lies behind it, as WCAG computes it.
    private const string Contrasts = """
        () => {
          const channels = color => color.match(/[\d.]+/g).map(Number);
          const part = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
          const behind = element => {
            for (; element; element = element.parentElement) {
              const color = channels(getComputedStyle(element).backgroundColor);
              if (color.length === 3 || color[3] > 0) return color;
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll('main *')]
            .filter(element => element.tagName === 'INPUT' || [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
            .map(element => {
              const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))];
              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            });
        }
        """;

    // The app listens on a port of its own.
    private static async Task<string> Link(OwnApp own, Guid user) => new Uri(own.App.BaseAddress, (await own.Mail(user)).Link.PathAndQuery).ToString();

    private static async Task Press(IPage page, string key, string focused)
    {
        await page.Keyboard.PressAsync(key);
        Assert.Equal(focused, await page.EvaluateAsync<string>("document.activeElement.id"));
    }

    private static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }
}
