using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Http;

namespace UserFunctions.Local.Pumps;

/// <summary>Binds a message to the parameters of a queue function and runs it.</summary>
internal sealed class QueueFunction(FunctionDescription function, FunctionRunner runner)
{
    /// <summary>Runs the function; false when it failed, also when the body does not fit its parameter.</summary>
    public Task<bool> Run(QueueMessage message, string body) =>
        runner.Run(function, $"New queue message detected on '{function.Queue}'.", parameter => Argument(parameter, message, body));

    private object? Argument(ParameterInfo parameter, QueueMessage message, string body)
    {
        if (parameter.Position == function.Trigger!.Position)
            return parameter.ParameterType == typeof(string) ? body : Read(body, parameter.ParameterType);
        return parameter.Name switch
        {
            "dequeueCount" => parameter.ParameterType == typeof(int) ? (object)(int)message.DequeueCount : message.DequeueCount,
            "id" => message.MessageId,
            "popReceipt" => message.PopReceipt,
            "insertionTime" => message.InsertedOn ?? default,
            "expirationTime" => message.ExpiresOn ?? DateTimeOffset.MaxValue,
            _ => throw new InvalidOperationException($"'{parameter.Name}' is not message metadata."),
        };
    }

    private static object Read(string body, Type type) =>
        JsonSerializer.Deserialize(body, type, Json.Options) ?? throw new JsonException("The message is null.");
}
