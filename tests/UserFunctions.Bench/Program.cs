using UserFunctions.Bench;

// Prints one table; exits with 1 when a bound does not hold. Run it in Release on a quiet machine: dotnet run -c Release --project tests/UserFunctions.Bench
var figures = new Figures();
await using (var bed = await Bed.Start(delivers: false))
{
    if (!args.Contains("users")) await StartFigure.Run(bed, figures);
    await UserFigures.Run(bed, figures);
}

if (!args.Contains("users")) await using (var bed = await Bed.Start(delivers: true))
    await ImportFigures.Run(bed, figures);

figures.Print(Console.Out);
return figures.Hold ? 0 : 1;
