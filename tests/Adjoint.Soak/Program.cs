using Adjoint.Soak;

// Trains for long without a single Dispose and watches the memory. Exit code 1 when it grows or a tensor stays alive.
bool quick = args.Contains("--quick");
int tutorial = quick ? 100_000 : 200_000, network = quick ? 400 : 2_000, mixed = quick ? 20_000 : 400_000;
double seconds = quick ? 5 : 30;
bool flat = true;
foreach (int threads in (int[])[2, 8])
{
    flat &= Crowd.Run("gradients", threads, seconds, Workloads.Plain);
    flat &= Crowd.Run("custom rules", threads, seconds, Workloads.Rule);
    flat &= Crowd.Run("checkpoints", threads, seconds, Workloads.Checkpointed);
    flat &= Crowd.Run("taps", threads, seconds, Workloads.Tap);
}

if (args.Contains("--crowds")) return flat ? 0 : 1;
flat &= Soak.Run("tutorial, Grad and an update by hand", tutorial, Workloads.Tutorial);
flat &= Soak.Run("tutorial, loss alone, no transform", tutorial, Workloads.EagerTutorial);
flat &= Soak.Run("digits network, Adam", network, Workloads.Digits);
flat &= Soak.Run("digits network, eager forward", network, Workloads.EagerDigits);
flat &= Soak.Run("tensors of all sizes", mixed, Workloads.Mixed);
flat &= Chain.Run(quick ? 1_000_000 : 10_000_000);
return flat ? 0 : 1;
