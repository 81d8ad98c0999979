using WhaleCopy.Standalone;

return await StandaloneProgram.RunAsync(args, Console.Out, Console.Error);
