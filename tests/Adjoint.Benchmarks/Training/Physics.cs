using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Adjoint.Benchmarks;

/// <summary>
/// A network 2-32-32-1 that is to solve Burgers' equation u_t + u u_x = nu u_xx on 256 points: the loss holds its second derivative.
/// </summary>
public class PhysicsStep : TrainingStep
{
    private const int Points = 256, Width = 32;
    private const double Viscosity = 0.01 / Math.PI;

    private Sequential _model = null!;
    private TorchLinear[] _torchModel = [];
    private Tensor _t = 0, _x = 0;
    private torch.Tensor _torchT = null!, _torchX = null!;

    private protected override Module Model => _model;

    private protected override IEnumerable<TorchParameter> TorchParameters => _torchModel.SelectMany(static l => l.Parameters);

    private protected override void MakeModels()
    {
        var key = new RandomKey(9);
        Linear[] layers = [new(2, Width, key.FoldIn(0)), new(Width, Width, key.FoldIn(1)), new(Width, 1, key.FoldIn(2))];
        var tanh = new Function(Tanh);
        _model = new Sequential(layers[0], tanh, layers[1], tanh, layers[2]);
        _torchModel = [.. layers.Select(static l => new TorchLinear(l))];
        (_t, _x) = (key.FoldIn(3).Uniform(Points, 1), 2 * key.FoldIn(4).Uniform(Points, 1) - 1);
        (_torchT, _torchX) = (_t.ToLeaf(), _x.ToLeaf());
    }

    // Each point's output depends on that point alone, so the gradient of the sum holds every point's derivative.
    private protected override Tensor Loss()
    {
        Tensor U(Tensor t, Tensor x) => _model.Forward(Concat([t, x], 1));
        (Tensor Ux, (Tensor Ut, Tensor U)) Slopes(Tensor t, Tensor x)
        {
            var (u, (ut, ux)) = ValueAndGrad(U, (0, 1))(t, x);
            return (ux, (ut, u));
        }

        var ((ux, (ut, u)), uxx) = ValueAndGrad(Slopes, 1, hasAux: true)(_t, _x);
        return Mean(Square(ut + u * ux - Viscosity * uxx));
    }

    private protected override torch.Tensor TorchLoss()
    {
        var u = torch.cat([_torchT, _torchX], 1);
        u = _torchModel[2].Forward(_torchModel[1].Forward(_torchModel[0].Forward(u).tanh()).tanh());
        var slopes = torch.autograd.grad([u.sum()], [_torchT, _torchX], retain_graph: true, create_graph: true).ToArray();
        var curvature = torch.autograd.grad([slopes[1].sum()], [_torchX], retain_graph: true, create_graph: true).Single();
        return (slopes[0] + u * slopes[1] - curvature * Viscosity).square().mean();
    }
}
