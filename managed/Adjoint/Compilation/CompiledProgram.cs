using System.Runtime.ConstrainedExecution;

using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// What <see cref="Autodiff"/>.Compile made of a function for arguments of certain shapes and types. It can be looked at: as text
/// before and after simplification, as the steps of a run with the places of their results, as a graph.
/// </summary>
public sealed unsafe class CompiledProgram : CriticalFinalizerObject
{
    private readonly adj_program _id;
    private readonly adj_program_info _info;

    internal CompiledProgram(adj_program id)
    {
        _id = id;
        adj_program_info info;
        Status.Check(NativeMethods.adj_program_get_info(id, &info), nameof(Autodiff.Compile));
        _info = info;
    }

    /// <summary>Gives the program back.</summary>
    ~CompiledProgram() => _ = NativeMethods.adj_program_release(_id);

    /// <summary>How many instructions were recorded.</summary>
    public long RecordedInstructions => _info.recorded_count;

    /// <summary>How many were left by simplification.</summary>
    public long Instructions => _info.instruction_count;

    /// <summary>How many steps a call takes: single instructions, and loops that do several at once.</summary>
    public long Steps => _info.step_count;

    /// <summary>Bytes that a call needs for what lies between, beside what it returns.</summary>
    public long Memory => _info.memory;

    /// <summary>Bytes that all results would take if no place were used again and no loop kept them in the caches.</summary>
    public long MemoryWithoutPlan => _info.memory_without_plan;

    internal int OutputCount => (int)_info.output_count;

    /// <summary>The program as it was recorded, a line for each instruction.</summary>
    /// <returns>The text.</returns>
    public string Recorded() => Text(adj_program_text.ADJ_PROGRAM_RECORDED);

    /// <summary>The simplified program, a line for each instruction.</summary>
    /// <returns>The text.</returns>
    public string Simplified() => Text(adj_program_text.ADJ_PROGRAM_SIMPLIFIED);

    /// <summary>The steps of a call: what runs in one loop is indented, and each line says where its result lies.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text(adj_program_text.ADJ_PROGRAM_PLANNED);

    /// <summary>The simplified program as a graph in the language of Graphviz.</summary>
    /// <returns>The text.</returns>
    public string ToDot() => Text(adj_program_text.ADJ_PROGRAM_DOT);

    /// <summary>The simplified program as a graph in the language of Mermaid.</summary>
    /// <returns>The text.</returns>
    public string ToMermaid() => Text(adj_program_text.ADJ_PROGRAM_MERMAID);

    /// <summary>The machine code that was made of loops, as instructions; empty where none was: on other processors than x86-64 with AVX2, or where memory must not be made executable.</summary>
    /// <returns>The text.</returns>
    public string ToMachineCode() => Text(adj_program_text.ADJ_PROGRAM_CODE);

    /// <summary>Begins to measure how long the steps of calls take, anew each time.</summary>
    public void StartProfile() => Measure(1);

    /// <summary>Ends measuring. What was measured stays.</summary>
    public void StopProfile() => Measure(0);

    /// <summary>How long each step took since <see cref="StartProfile"/>.</summary>
    /// <returns>A step each.</returns>
    public ProgramProfile Profile()
    {
        string[] names = Text(adj_program_text.ADJ_PROGRAM_STEPS).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var times = new adj_step_time[names.Length];
        long count;
        fixed (adj_step_time* to = times)
            Status.Check(NativeMethods.adj_program_times(_id, to, times.Length, &count));
        GC.KeepAlive(this);
        return new ProgramProfile([.. names.Zip(times, static (name, time) => new StepProfile(name, time))]);
    }

    private void Measure(int on)
    {
        Status.Check(NativeMethods.adj_program_measure(_id, on));
        GC.KeepAlive(this);
    }

    /// <summary>Runs the program. See adj_program_run.</summary>
    internal Tensor[] Run(ReadOnlySpan<Tensor> inputs)
    {
        const string name = nameof(Autodiff.Compile);
        const int few = Operands.Few;
        int count = OutputCount;
        using var given = new Operands(inputs, name, "input", inputs.Length <= few ? stackalloc adj_tensor[few] : new adj_tensor[inputs.Length]);
        Span<adj_tensor> results = count <= few ? stackalloc adj_tensor[few] : new adj_tensor[count];
        fixed (adj_tensor* xs = given, ys = results)
            Status.Check(NativeMethods.adj_program_run(_id, xs, inputs.Length, ys, count), inputs, operation: null);
        GC.KeepAlive(this);
        return Handles.Adopt(results[..count]);
    }

    private string Text(adj_program_text what)
    {
        long length;
        Status.Check(NativeMethods.adj_program_describe(_id, what, null, 0, &length));
        byte[] text = new byte[length + 1];
        fixed (byte* to = text)
            Status.Check(NativeMethods.adj_program_describe(_id, what, (sbyte*)to, text.Length, &length));
        GC.KeepAlive(this);
        return System.Text.Encoding.UTF8.GetString(text, 0, (int)length);
    }
}
