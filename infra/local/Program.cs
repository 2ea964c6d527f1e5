using UserFunctions.Local;

return await LocalHost.Run(args);
