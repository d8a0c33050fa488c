using Adjoint.BindingsGenerator;

try
{
    Options options = Options.Read(args, Directory.GetCurrentDirectory());
    Generator.Run(options);
    return 0;
}
catch (BindingException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
