using System.Diagnostics;
using System.Globalization;

using Adjoint.Memory;

namespace Adjoint;

/// <summary>
/// What stands behind a function that <see cref="Autodiff"/>.Compile returned: its programs, one for each signature of the arguments, and
/// how often they were used. <see cref="Of"/> finds it.
/// </summary>
/// <example>
/// <code>
/// var step = Compile((Tensor x) => Sum(Exp(x) * x));
/// step(Tensor.Ones(1000));
/// CompiledFunction about = CompiledFunction.Of(step);
/// Console.WriteLine(about);                  // 1 program, 1 call, 1 recording ...
/// Console.WriteLine(about.Programs[0]);      // the steps of a call
/// </code>
/// </example>
public abstract class CompiledFunction
{
    private const int ManyRecordings = 32;

    private readonly object _gate = new();
    private readonly Dictionary<Signature, Entry> _entries = [];
    private readonly CompileOptions _options;
    private long _calls, _clock;
    private Entry? _last; // mostly it is the next, too, and nothing is to be looked up
    private bool _hasWarned;

    private protected CompiledFunction(CompileOptions? options, int arity)
    {
        _options = options ?? CompileOptions.Default;
        foreach (int position in _options.Donate)
        {
            if (position < 0 || position >= arity)
                throw new ArgumentOutOfRangeException(
                    nameof(options), FormattableString.Invariant($"Compile: there is no argument {position} to donate; the function has {arity}."));
        }
    }

    /// <summary>How often the function was called, without calls inside other transforms.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>How often it was recorded.</summary>
    public int Recordings { get; private set; }

    /// <summary>How long recording took, in all.</summary>
    public TimeSpan RecordingTime { get; private set; }

    /// <summary>The programs that are kept, the one that was used last first.</summary>
    public IReadOnlyList<CompiledProgram> Programs
    {
        get
        {
            lock (_gate)
                return [.. _entries.Values.OrderByDescending(static e => e.LastUse).Select(static e => e.Program)];
        }
    }

    /// <summary>What stands behind a compiled function.</summary>
    /// <param name="function">What Compile returned.</param>
    /// <returns>Its programs and statistics.</returns>
    /// <exception cref="ArgumentException">The function was not made by Compile.</exception>
    public static CompiledFunction Of(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function.Target as CompiledFunction
            ?? throw new ArgumentException("CompiledFunction.Of: this function was not made by Compile; give what Compile returned.", nameof(function));
    }

    /// <summary>Programs, calls and recordings.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Programs.Count} {(Programs.Count == 1 ? "program" : "programs")}, {Calls} calls, {Recordings} recordings in {RecordingTime.TotalMilliseconds:0.0} ms");

    // Inside other transforms the function takes part in what they record; and one that looks for anomalies wants to see each operation.
    private protected static bool IsInline => AnomalyDetection.IsOn || CompileRecording.Current is not null || Scope.InnermostTransform is not null;

    private protected TOut Run<TOut>(object?[] arguments, Type[] types, Func<CallArguments.Recorded, TOut> function)
    {
        _ = Interlocked.Increment(ref _calls);
        if (_last is Entry<TOut> last && last.TakesTensors(arguments)) return last.Run(Array.ConvertAll(arguments, static x => (Tensor)x!));
        var call = new CallArguments(arguments, types);
        Entry<TOut> entry = EntryFor(call, function);
        TOut result = entry.Run(call.Leaves);
        foreach (int position in _options.Donate)
            foreach (Tensor donated in call.LeavesOf(position))
                donated.Dispose();
        return result;
    }

    private Entry<TOut> EntryFor<TOut>(CallArguments call, Func<CallArguments.Recorded, TOut> function)
    {
        Signature signature = call.Signature();
        lock (_gate)
        {
            if (!_entries.TryGetValue(signature, out Entry? entry))
            {
                Entry<TOut> made = Record(call, function);
                if (!made.CanBeUsedAgain) return made;
                MakeRoom();
                _entries[signature] = entry = made;
            }

            entry.LastUse = ++_clock;
            _last = _options.Donate.Count == 0 ? entry : null;
            return (Entry<TOut>)entry;
        }
    }

    private void MakeRoom()
    {
        while (_entries.Count >= _options.MostPrograms)
            _ = _entries.Remove(_entries.MinBy(static e => e.Value.LastUse).Key);
    }

    private Entry<TOut> Record<TOut>(CallArguments call, Func<CallArguments.Recorded, TOut> function)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            return Entry<TOut>.Record(call, function, _options.FastMath);
        }
        finally
        {
            Recordings++;
            RecordingTime += Stopwatch.GetElapsedTime(start);
            if (Recordings >= ManyRecordings && !_hasWarned)
            {
                _hasWarned = true;
                Trace.TraceWarning(FormattableString.Invariant(
                    $"Compile: a function was recorded {Recordings} times, since its arguments had other shapes, types or static values each time. Pad the arguments to few shapes, or pass what changes as tensors."));
            }
        }
    }

    // A program with the structure of what the function returns, and the slots around it.
    private abstract class Entry(CompiledProgram program)
    {
        public CompiledProgram Program => program;

        public long LastUse { get; set; }
    }

    private sealed class Entry<TOut>(CompiledProgram program, TOut result, int?[] places, Slot[] read, Slot[] written, bool canBeUsedAgain)
        : Entry(program)
    {
        private readonly DType _default = DType.Default;
        private Tensor.Kind[]? _kinds; // of the arguments, where all are tensors

        public bool CanBeUsedAgain => canBeUsedAgain;

        /// <summary>Whether the arguments are tensors alone, of the shapes and types that were recorded.</summary>
        public bool TakesTensors(object?[] arguments)
        {
            if (_kinds is not { } kinds || kinds.Length != arguments.Length || DType.Default != _default) return false;
            for (int i = 0; i < kinds.Length; i++)
            {
                if (arguments[i] is not Tensor x || !x.Is(kinds[i])) return false;
            }

            return true;
        }

        public static Entry<TOut> Record(CallArguments call, Func<CallArguments.Recorded, TOut> function, bool fastMath)
        {
            CompileScope scope = CompileScope.Open();
            try
            {
                Tensor[] standIns = Array.ConvertAll(call.Leaves, scope.Placeholder);
                using var recording = new CompileRecording(scope);
                recording.Begin();
                TOut result = Located.Run(() => function(call.With(standIns)));
                var written = new TreeWriter(nameof(Autodiff.Compile));
                written.AddRoot(typeof(TOut), result);
                int count = 0;
                int?[] places = [.. written.Slots.Select(x => x is null ? (int?)null : count++)];
                (Slot Slot, Tensor StandIn)[] read = [.. recording.Read()];
                (Slot Slot, Tensor Value)[] set = [.. recording.Written()];
                CompiledProgram program = scope.Make(
                    [.. standIns, .. read.Select(static s => s.StandIn)], [.. written.Slots.OfType<Tensor>(), .. set.Select(static s => s.Value)], fastMath);
                return new(program, result, places, [.. read.Select(static s => s.Slot)], [.. set.Select(static s => s.Slot)], !recording.MadeState)
                {
                    _kinds = call.TensorKinds(),
                };
            }
            finally
            {
                scope.Close();
            }
        }

        public TOut Run(Tensor[] leaves)
        {
            Tensor[] inputs = read.Length == 0 ? leaves : [.. leaves, .. read.Select(static s => s.Stored ?? throw Emptied(s))];
            Tensor[] outputs = Program.Run(inputs);
            int own = outputs.Length - written.Length;
            for (int i = 0; i < written.Length; i++)
                written[i].Put(outputs[own + i], isShared: true);
            if (result is Tensor) return (TOut)(object)outputs[0];
            return places.Length == 0 ? result : Tree.Rebuild(result, [.. places.Select(p => p is { } place ? outputs[place] : null)]);
        }

        private static InvalidOperationException Emptied(Slot slot) =>
            new($"Compile: slot '{slot.Name}' held a tensor when the function was recorded and holds none now.");
    }
}
