using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>Learning rates as functions of the number of updates; the numbers without a formula beside them are those of TorchSharp 0.107.</summary>
public sealed class ScheduleTests
{
    private static void Rates(Schedule schedule, params (long At, double Rate)[] expected)
    {
        foreach ((long at, double rate) in expected)
            Assert.True(Math.Abs(rate - schedule.At(at)) <= 1e-15 + 1e-12 * rate, $"after {at} updates {schedule.At(at)}, not {rate}");
        Tensor all = schedule.At(Tensor.From([.. expected.Select(static e => e.At)])) + Tensor.Zeros([expected.Length], DType.Float64);
        Assert.Equal(expected.Select(e => schedule.At(e.At)), all.ToArray<double>());
    }

    [Fact]
    public void A_number_is_a_constant_schedule()
    {
        Schedule schedule = 0.25;
        Rates(schedule, (0, 0.25), (1000, 0.25));
        Rates(Schedule.Constant(0.25) * 2, (3, 0.5));
        Rates(Schedule.Step(0.25, 1, 0.5) * 2, (1, 0.25));
    }

    [Fact]
    public void Steps_lower_the_rate() => Rates(Schedule.Step(0.1, 10, 0.5), (0, 0.1), (9, 0.1), (10, 0.05), (19, 0.05), (20, 0.025), (29, 0.025), (30, 0.0125), (50, 0.003125));

    [Fact]
    public void Many_steps_lower_the_rate_where_they_are_set() =>
        Rates(Schedule.MultiStep(0.1, 0.1, 10, 30), (0, 0.1), (9, 0.1), (10, 0.01), (29, 0.01), (30, 0.001), (49, 0.001));

    [Fact]
    public void Pieces_have_their_rates()
    {
        Rates(Schedule.Piecewise(0.1, (5, 0.3), (7, 0)), (0, 0.1), (4, 0.1), (5, 0.3), (6, 0.3), (7, 0), (100, 0));
        Assert.Throws<ArgumentException>(() => Schedule.Piecewise(0.1, (5, 0.3), (5, 0)));
        Assert.Throws<ArgumentException>(() => Schedule.Piecewise(0.1, (0, 0.3)));
    }

    [Fact]
    public void An_exponential_goes_down_by_a_factor()
    {
        Rates(Schedule.Exponential(0.1, 0.9), (0, 0.1), (1, 0.09), (2, 0.081), (10, 0.03486784401), (50, 0.0005153775207320121));
        Rates(Schedule.Exponential(1, 0.25, every: 4), (2, 0.5), (4, 0.25), (8, 0.0625));
    }

    [Fact]
    public void A_cosine_is_half_a_wave() => Rates(
        Schedule.Cosine(0.1, 50, 0.01), (0, 0.1), (1, 0.09991120277927222), (10, 0.09140576474687262), (25, 0.055), (49, 0.01008879722072778), (50, 0.01), (51, 0.01), (1000, 0.01));

    [Fact]
    public void A_cosine_begins_again()
    {
        Rates(Schedule.CosineRestarts(1, 4), (0, 1), (2, 0.5), (4, 1), (6, 0.5), (8, 1));
        // Waves of 3, 9 and 27.
        double Wave(double part) => 0.1 + 0.9 * (1 + Math.Cos(Math.PI * part)) / 2;
        Rates(Schedule.CosineRestarts(1, 3, 3, 0.1), (0, 1), (1, Wave(1 / 3.0)), (2, Wave(2 / 3.0)), (3, 1), (11, Wave(8 / 9.0)), (12, 1), (38, Wave(26 / 27.0)), (39, 1));
        Rates(Schedule.CosineRestarts(1, 10, 2), (10, 1), (20, 0.5), (30, 1), (70, 1), (150, 1), (310, 1), (10230, 1));
    }

    [Fact]
    public void A_line_and_a_power_end_where_they_should()
    {
        Rates(Schedule.Linear(0.025, 0.1, 20), (0, 0.025), (1, 0.02875), (10, 0.0625), (20, 0.1), (21, 0.1));
        Rates(Schedule.Polynomial(0.1, 0, 30, 2), (0, 0.1), (1, 0.09344444444444444), (10, 0.04444444444444446), (29, 0.00011111111111111116), (30, 0), (50, 0));
    }

    [Fact]
    public void One_cycle_is_that_of_PyTorch() => Rates(
        Schedule.OneCycle(0.1, 50), (0, 0.004), (1, 0.0052034602152724735), (10, 0.08192751048921922), (19, 0.09504846320134738), (30, 0.05671183644422961),
        (35, 0.03454941208465151), (49, 4e-7), (60, 4e-7));

    [Fact]
    public void An_inverse_root_is_highest_at_its_warm_up() => Rates(Schedule.InverseSqrt(0.2, 4), (0, 0.05), (1, 0.1), (3, 0.2), (15, 0.1), (399, 0.02));

    [Fact]
    public void A_warm_up_rises_to_what_follows()
    {
        Rates(Schedule.Cosine(1, 10).WithWarmUp(4), (0, 0), (1, 0.25), (3, 0.75), (4, 1), (9, 0.5), (14, 0));
        Rates(Schedule.WarmUpCosine(1, 4, 14), (0, 0), (1, 0.25), (4, 1), (9, 0.5), (14, 0), (20, 0));
        Rates(((Schedule)0.5).WithWarmUp(2, from: 0.5), (0, 0.25), (1, 0.375), (2, 0.5), (9, 0.5));
        Rates(Schedule.Step(1, 2, 0.5).Then(4, Schedule.Linear(0.1, 0, 2)), (0, 1), (3, 0.5), (4, 0.1), (5, 0.05), (6, 0));
    }

    [Fact]
    public void A_schedule_of_ones_own_is_a_function()
    {
        Rates(new Schedule(static t => 1 / (t + 1)), (0, 1), (3, 0.25));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(static t => -t).At(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Step(0.1, 2).At(-1));
        Assert.Throws<ArgumentNullException>(() => new Schedule(null!));
    }

    [Fact]
    public void A_batch_and_a_derivative_follow_the_count()
    {
        Tensor counts = Tensor.From([0L, 5, 10]);
        Assert.Equal([1.0, 0.5, 0], Vmap((Tensor t) => Schedule.Linear(1, 0, 10).At(t) + Tensor.Scalar(0.0))(counts).ToArray<double>());
        Assert.Equal(-0.1, (double)Grad((Tensor t) => Schedule.Linear(1, 0, 10).At(t))(Tensor.Scalar(3.0)), 1e-12);
    }

    [Fact]
    public void A_rate_takes_the_type_of_the_parameters()
    {
        var sgd = new Sgd(Schedule.Linear(1, 0, 10));
        foreach (DType type in (DType[])[DType.Float16, DType.BFloat16, DType.Float32, DType.Float64])
        {
            Tensor p = Tensor.Ones([2], type);
            Assert.Equal(type, sgd.Update(p, p, sgd.Init(p)).Parameters.DType);
        }
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Action[] wrong =
        [
            static () => Schedule.Constant(-1), static () => Schedule.Step(0.1, 0), static () => Schedule.Exponential(-0.1, 0.5), static () => Schedule.Cosine(0.1, 0),
            static () => Schedule.Cosine(double.NaN, 10), static () => Schedule.CosineRestarts(0.1, 10, 0.5), static () => Schedule.Polynomial(0.1, 0, 10, 0),
            static () => Schedule.WarmUpCosine(0.1, 10, 10), static () => Schedule.OneCycle(0.1, 2), static () => Schedule.OneCycle(0.1, 100, rising: 1),
            static () => Schedule.InverseSqrt(0.1, 0), static () => Schedule.Linear(0.1, -1, 5), static () => ((Schedule)1).WithWarmUp(5, from: 2), static () => ((Schedule)1).Then(-1, 1),
        ];
        foreach (Action make in wrong) Assert.Throws<ArgumentOutOfRangeException>(make);
    }

    [Fact]
    public void A_plateau_lowers_the_rate()
    {
        var optimizer = new Sgd(1);
        var plateau = new ReduceOnPlateau(factor: 0.5, patience: 1, cooldown: 1, smallest: 0.2);
        // Better; no better twice, the second time too often; one that is not counted; again twice; and never below 0.2.
        double[] losses = [5, 5, 5, 5, 5, 5, 4, 4, double.NaN, 4, 4, 4], rates = [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2];
        for (int i = 0; i < losses.Length; i++)
        {
            plateau.Update(optimizer, losses[i]);
            Assert.Equal(rates[i], optimizer.LearningRate);
        }

        Assert.Equal(["best", "bad", "resting"], plateau.Slots().Names);
        Assert.Equal(4, (double)plateau.Slots()["best"]);
        Assert.Throws<InvalidOperationException>(() => plateau.Update(new Sgd(Schedule.Step(1, 2)), 1));
    }

    [Fact]
    public void A_plateau_is_a_function_too()
    {
        var plateau = new ReduceOnPlateau(factor: 0.5, patience: 0);
        var (rate, state) = plateau.Update(1.0, 0.1, ReduceOnPlateau.Init());
        Assert.Equal(0.1, (double)rate);
        (rate, state) = plateau.Update(2.0, rate, state);
        Assert.Equal((0.05, 1.0), ((double)rate, (double)state.Best));
        (rate, _) = plateau.Update(0.5, rate, state);
        Assert.Equal(0.05, (double)rate);
    }

    [Fact]
    public void A_moving_average_follows_its_formula()
    {
        var p = new Parameter(Tensor.From([1.0, 2.0]), "p");
        var average = new ParameterAverage(0.75);
        average.Update([p]);
        p.Value = Tensor.From([5.0, 2.0]);
        average.Update([p]);
        Assert.Equal([2.0, 2], average.Slots()["p"].Value.ToArray<double>());
        average.Exchange();
        Assert.Equal([2.0, 2], p.Value.ToArray<double>());
        average.Exchange();
        Assert.Equal([5.0, 2], p.Value.ToArray<double>());
        Assert.Equal(2, (long)average.Slots()["count"]);
        Assert.Throws<ArgumentException>(() => average.Update([new Parameter(Tensor.From([1.0]), "q")]));
    }

    [Fact]
    public void Weights_are_averaged_in_equal_shares_over_any_tree()
    {
        var average = new ParameterAverage();
        (Tensor, Tensor[]) At(double x) => (Tensor.From([x]), [Tensor.From([2 * x]), Tensor.From([7])]);
        var state = ParameterAverage.Init(At(100));
        foreach (double x in (double[])[1, 2, 6]) state = average.Update(At(x), state);
        Assert.Equal(3.0, (double)state.Mean.Item1, 1e-12);
        Assert.Equal(6.0, (double)state.Mean.Item2[0], 1e-12);
        Assert.Equal(7, (int)state.Mean.Item2[1]);
        Assert.Equal(3, (long)state.Count);
    }
}
