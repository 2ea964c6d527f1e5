using UserFunctions.Platform.Hosting;

namespace UserFunctions.Local;

/// <summary>The functions that are served, and how they are shown.</summary>
internal static class FunctionList
{
    /// <summary>Checks the functions and picks those to serve.</summary>
    /// <exception cref="StartException">One breaks the contract, or a name is unknown.</exception>
    public static IReadOnlyList<FunctionDescription> Choose(IReadOnlyList<FunctionDescription> all, IReadOnlyCollection<string>? only)
    {
        var violations = FunctionContract.Violations(all);
        if (violations.Count > 0)
            throw new StartException(string.Join(Environment.NewLine + "  ", violations.Prepend("The functions break the contract that both hosts rely on:")));
        if (only is null) return all;
        var unknown = only.FirstOrDefault(name => all.All(f => !Is(f, name)));
        return unknown is null ? [.. all.Where(f => only.Any(name => Is(f, name)))] : throw new StartException($"There is no function '{unknown}'.");
    }

    /// <summary>The list as <c>func start</c> prints it: HTTP functions with their addresses, then the others with their triggers.</summary>
    public static void Print(LocalApp app, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Functions:");
        output.WriteLine();
        var prefix = app.Settings.RoutePrefix.Length == 0 ? "" : app.Settings.RoutePrefix + "/";
        foreach (var function in app.Functions.Where(f => f.Kind == FunctionKind.Http))
            output.WriteLine($"\t{function.Name}: [{string.Join(',', function.Methods)}] http://localhost:{app.BaseAddress.Port}/{prefix}{function.Route}");
        foreach (var function in app.Functions.Where(f => f.Kind != FunctionKind.Http))
            output.WriteLine($"\t{function.Name}: {function.Kind.ToString().ToLowerInvariant()}Trigger");
        output.WriteLine();
    }

    private static bool Is(FunctionDescription function, string name) => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
