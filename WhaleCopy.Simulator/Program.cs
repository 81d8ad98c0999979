using WhaleCopy.Simulator;

await SimulatorHost.Create(args).RunAsync();
