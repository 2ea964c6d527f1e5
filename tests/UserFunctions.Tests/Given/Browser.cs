using Microsoft.Playwright;

namespace UserFunctions.Tests.Given;

/// <summary>A real Chromium: the machine's own, or one that Playwright installs where there is none.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Starts it.</summary>
    public async Task InitializeAsync()
    {
        var path = Installed();
        if (path is null)
            Assert.Equal(0, Microsoft.Playwright.Program.Main(["install", "chromium"]));
        playwright = await Playwright.CreateAsync();
        // Tests may run as root, for whom Chromium has no sandbox; the pages are the app's own.
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    /// <summary>A page of its own, without anything from another one.</summary>
    public async Task<IPage> Page(bool hasScripts = true)
    {
        var context = await browser!.NewContextAsync(new() { JavaScriptEnabled = hasScripts, ViewportSize = new() { Width = 800, Height = 800 } });
        return await context.NewPageAsync();
    }

    /// <summary>Ends it.</summary>
    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static string? Installed() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
