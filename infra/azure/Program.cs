using Azure.Core.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using UserFunctions;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Http;
using UserFunctions.Worker;

// What the host takes; the worker's own server would stop at 30 MB with a 500.
const long MaxBodyBytes = 104_857_600;

if (FunctionContract.Violations(FunctionCatalog.Find(typeof(Program).Assembly)) is { Count: > 0 } violations)
    throw new InvalidOperationException(string.Join(Environment.NewLine, violations));

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<PipelineMiddleware>();

builder.Services.Configure<KestrelServerOptions>(server => server.Limits.MaxRequestBodySize = MaxBodyBytes);
// Queue messages are read with the options they were written with.
builder.Services.Configure<WorkerOptions>(worker => worker.Serializer = new JsonObjectSerializer(Json.Options));
builder.Services.AddUserFunctions(builder.Configuration);
builder.Services.AddAzureStorage(builder.Configuration);

var host = builder.Build();
await App.Prepare(host.Services, CancellationToken.None);
await host.RunAsync();
