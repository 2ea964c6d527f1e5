using UserFunctions.Bench;

// Prints one table; exits with 1 when a bound does not hold. Run it in Release on a quiet machine: dotnet run -c Release --project tests/UserFunctions.Bench
// With an argument only a part of it: users, import, export, webhooks, sign-in, routing, list, or index, which is the list's part inside the process.
var figures = new Figures();
var isAll = args.Length == 0;
if (isAll || args.Contains("users")) await using (var bed = await Bed.Start(delivers: false))
{
    if (isAll) await StartFigure.Run(bed, figures);
    await UserFigures.Run(bed, figures);
}

if (isAll || args.Contains("import")) await using (var bed = await Bed.Start(delivers: true))
    await ImportFigures.Run(bed, figures);

if (isAll || args.Contains("list") || args.Contains("index")) await using (var bed = await Bed.Start(delivers: false))
    await ListFigures.Run(bed, figures, inProcessOnly: args.Contains("index"));

if (isAll || args.Contains("webhooks")) await using (var bed = await Bed.Start(delivers: false))
    await WebhookFigures.Run(bed, figures);

if (isAll || args.Contains("sign-in")) await using (var bed = await Bed.Start(delivers: false))
    await SignInFigures.Run(bed, figures);

if (isAll || args.Contains("routing")) await using (var bed = await Bed.Start(delivers: false))
    await RoutingFigures.Run(bed, figures);

if (isAll || args.Contains("export")) await using (var bed = await Bed.Start(delivers: false))
    await ExportFigures.Run(bed, figures);

figures.Print(Console.Out);
return figures.Hold ? 0 : 1;
