namespace Adjoint;

/// <summary>The transforms of functions of trees, on the lists of their leaves. The generated overloads give them their static types.</summary>
internal static class TreeTransforms
{
    public static (TOut Value, Func<TOut, Tensor[]> Pullback) Vjp<TOut>(
        TreeArguments arguments, Func<Tensor[], TOut> function, Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        var (result, recording) = Record(arguments, function, alsoKept);
        return (result.Value, cotangent => recording.Pull(result.LeavesOf(arguments.Name, cotangent, "cotangent")));
    }

    public static (TOut Value, Func<Tensor[], TOut> Tangent) Linearize<TOut>(TreeArguments arguments, Func<Tensor[], TOut> function)
    {
        var (result, recording) = Record(arguments, function, null);
        return (result.Value, tangents => result.GradientIn(recording.Push(tangents)));
    }

    public static (TOut Value, TOut Tangent) Jvp<TOut>(
        TreeArguments arguments, Func<Tensor[], TOut> function, Tensor[] tangents, Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        var caught = new TreeResult<TOut>(arguments.Name, function);
        var (values, changes) = Forward.Run(arguments.Name, caught.Run, arguments.Leaves, tangents, caught.KeptWith(alsoKept));
        return (caught.Last.In(values), caught.Last.GradientIn(changes));
    }

    public static TOut Vmap<TOut>(TreeArguments arguments, Func<Tensor[], TOut> function, int?[] inAxes, OutAxes outAxes, int? chunkSize)
    {
        var caught = new TreeResult<TOut>(arguments.Name, function, differentiableOnly: false);
        Tensor[] results = Batching.RunInChunks(
            caught.Run, arguments.Leaves, inAxes, _ => outAxes.Of(arguments.Name, caught.Last.Value), chunkSize, arguments.NameOf);
        return caught.Last.In(results);
    }

    public static TOut Checkpoint<TOut>(TreeArguments arguments, Func<Tensor[], TOut> function, CheckpointPolicy? policy)
    {
        JointResult<TOut>? result = null;
        Tensor Joint(Tensor[] leaves) => (result = new JointResult<TOut>(arguments.Name, function(leaves))).Joint;
        Tensor joint = CheckpointRule.Apply(Joint, arguments.Leaves, policy, () => result!.Others);
        return result!.With(joint);
    }

    public static TOut CustomVjp<TOut, TRes>(
        TreeArguments arguments, Func<Tensor[], (TOut Value, TRes Residuals)> forward, Func<TRes, TOut, Tensor?[]> backward,
        Func<Tensor[], Tensor[], TOut>? tangent = null)
    {
        JointResult<TOut>? result = null;
        TreeArgument<TRes>? kept = null;
        ForwardRun Forward(Tensor[] leaves)
        {
            var (value, residuals) = forward(leaves);
            result = new JointResult<TOut>(arguments.Name, value);
            kept = new TreeArguments(arguments.Name, differentiableOnly: false).Add(
                NotNull.Returned(arguments.Name, residuals, "as what the backward function needs, the forward function"), "what the backward function needs");
            return new ForwardRun(result.Joint, kept.Leaves, result.Leaves, result.Unpacked);
        }

        Tensor?[] Backward(Tensor[] residuals, Tensor cotangent) => backward(kept!.In(residuals), result!.Derivative(cotangent));
        Func<Tensor[], Tensor[], Tensor>? jointTangent = tangent is null ? null : (leaves, tangents) => result!.JointOf(tangent(leaves, tangents));
        Tensor joint = CustomVjpRule.Apply(arguments.Name, Forward, Backward, jointTangent, arguments.Leaves, nullIsZero: true);
        return result!.With(joint);
    }

    public static TOut CustomJvp<TOut>(TreeArguments arguments, Func<Tensor[], TOut> function, Func<Tensor[], Tensor[], TOut> tangent)
    {
        JointResult<TOut>? result = null;
        Tensor joint = CustomJvpRule.Apply(
            leaves => (result = new JointResult<TOut>(arguments.Name, function(leaves))).Joint,
            (leaves, tangents) => result!.JointOf(tangent(leaves, tangents)),
            arguments.Leaves);
        return result!.With(joint);
    }

    private static (TreeArgument<TOut> Result, FunctionRecording Recording) Record<TOut>(
        TreeArguments arguments, Func<Tensor[], TOut> function, Func<IEnumerable<Tensor>>? alsoKept)
    {
        var caught = new TreeResult<TOut>(arguments.Name, function);
        var (values, recording) = FunctionRecording.Of(
            arguments.Name, caught.Run, arguments.Leaves, caught.KeptWith(alsoKept));
        TreeArgument<TOut> result = caught.Last;
        TOut value = result.In(values);
        // Of the function's own result only the structure is of use now: its tensors ended with the transform.
        return (result.Around(value), recording);
    }
}
